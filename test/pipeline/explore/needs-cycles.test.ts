import { expect, test } from 'vitest';
import { needsCycles } from '../../../src/pipeline/explore/needs-cycles.js';
import { pipelineOf } from '../pipeline-builder.js';

test('jobs that need each other are one ring, from the one that comes first', () => {
  const pipeline = pipelineOf({
    build: { stage: 'build' },
    a: { needs: ['build', 'c'] },
    b: { needs: ['a'] },
    c: { needs: ['b'] },
    d: { needs: ['a', 'absent'] },
  });
  expect(needsCycles(pipeline)).toEqual([['a', 'c', 'b']]);
});

test('rings apart are all found, and rings that share a job are one', () => {
  const pipeline = pipelineOf({
    a: { needs: ['b'] },
    b: { needs: ['a', 'b'] },
    c: { needs: ['c'] },
    d: { needs: ['a', 'c'] },
  });
  expect(needsCycles(pipeline)).toEqual([['a', 'b'], ['c']]);
});

test('a diamond is no ring, and depth is no matter', () => {
  expect(
    needsCycles(pipelineOf({ a: {}, b: { needs: ['a'] }, c: { needs: ['a'] }, d: { needs: ['b', 'c'] } })),
  ).toEqual([]);
  const chain = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, at) => [`j${at}`, at === 19_999 ? {} : { needs: [`j${at + 1}`] }]),
  );
  expect(needsCycles(pipelineOf(chain))).toEqual([]);
});
