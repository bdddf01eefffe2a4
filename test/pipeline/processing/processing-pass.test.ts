import { expect, test } from 'vitest';
import { currentSemantics } from '../../../src/pipeline/processing/current.js';
import { JOB_EVENTS } from '../../../src/pipeline/processing/job-event.js';
import { applyEvent, startPipeline } from '../../../src/pipeline/processing/pipeline-event.js';
import { buildModel } from '../../../src/pipeline/processing/pipeline-model.js';
import { createdState } from '../../../src/pipeline/processing/pipeline-state.js';
import { drain } from '../../../src/pipeline/processing/processing-pass.js';
import { proposedSemantics } from '../../../src/pipeline/processing/proposed.js';
import { pipelineOf } from '../pipeline-builder.js';
import { randomFrom, randomPipeline } from '../random-pipeline.js';

test('a second pass right after the first changes nothing, whatever happened', () => {
  const events = [...JOB_EVENTS, 'play', 'retry', 'play', 'success', 'drop', 'drop'] as const;
  for (let seed = 0; seed < 400; seed++) {
    const model = buildModel(randomPipeline(seed, 9));
    const random = randomFrom(seed + 1_000_000);
    for (const semantics of [currentSemantics, proposedSemantics]) {
      const processing = { model, semantics };
      const state = createdState(model);
      startPipeline(processing, state);
      for (let step = 0; step < 12; step++) {
        const event = events[Math.floor(random() * events.length)] ?? 'success';
        const jobs = random() < 0.05 ? null : [Math.floor(random() * model.stageOf.length)];
        applyEvent(processing, state, { event, jobs });
        const before = state.slice();
        drain(processing, state);
        expect(state, `seed ${seed}, step ${step}`).toEqual(before);
      }
    }
  }
});

test('a cycle of needs, which GitLab refuses, neither hangs nor overflows', () => {
  const ring = Object.fromEntries(
    Array.from({ length: 20_000 }, (_, job) => [`j${job}`, { needs: [`j${(job + 1) % 20_000}`] }]),
  );
  const model = buildModel(pipelineOf(ring));
  const state = createdState(model);
  startPipeline({ model, semantics: currentSemantics }, state);
  expect(model.order).toHaveLength(20_000);
});

test('the time for a pass grows like the pipeline', () => {
  const measure = (width: number): number => {
    const jobs = Object.fromEntries(
      Array.from({ length: width * 10 }, (_, job) => {
        const stage = `s${Math.floor(job / width)}`;
        const needs = job % 2 === 0 && job >= width ? { needs: [`j${job - width}`, `j${job - 1}`] } : {};
        return [`j${job}`, { stage, ...needs }];
      }),
    );
    const model = buildModel(pipelineOf(jobs, { stages: Array.from({ length: 10 }, (_, at) => `s${at}`) }));
    const state = createdState(model);
    const started = performance.now();
    for (let round = 0; round < 200; round++) drain({ model, semantics: currentSemantics }, state);
    return performance.now() - started;
  };
  measure(10);
  const small = Math.min(measure(20), measure(20));
  const large = Math.min(measure(200), measure(200));
  expect(large / small).toBeLessThan(40);
});
