import { describe, expect, test } from 'vitest';
import { divergenceFromStageOrder } from '../../../src/pipeline/explore/stage-order.js';
import { jobsAfter, pipelineOf, play } from '../pipeline-builder.js';

const build = { stage: 'build' } as const;
const deploy = { stage: 'deploy' } as const;
const optional = { execution: 'manual', allowFailure: true } as const;

describe('a job by its needs beside the same job by stages', () => {
  test('skipped after a manual job that nobody played', () => {
    const pipeline = pipelineOf({ build, gate: optional, deploy: { ...deploy, needs: ['build', 'gate'] } });
    const found = divergenceFromStageOrder(pipeline, 'deploy');
    expect(found).toMatchObject({ kind: 'skipped', failing: null, cause: 'gate', causeStatus: 'manual' });
    expect(found?.events).toEqual([{ event: 'success', jobs: ['build'] }]);
  });

  test('the events replay: skipped by needs, running by stages', () => {
    const rollback = { ...deploy, when: 'on_failure' } as const;
    const pipeline = pipelineOf({ build, unit: {}, rollback: { ...rollback, needs: ['build', 'unit'] } });
    const events = divergenceFromStageOrder(pipeline, 'rollback')?.events ?? [];
    const lines = events.map(({ event, jobs }) => `${event} ${jobs.join(' ')}`);
    expect(lines).toEqual(['drop build']);
    expect(play(pipeline, 'current', ...lines).statuses().jobs.rollback).toBe('skipped');
    expect(jobsAfter(pipelineOf({ build, unit: {}, rollback }), 'current', ...lines).rollback).toBe(
      'pending',
    );
  });

  test('skipped far down a chain, with the need that leads there', () => {
    const pipeline = pipelineOf({
      gate: { ...build, ...optional },
      unit: { needs: ['gate'] },
      deploy: { ...deploy, needs: ['unit'] },
    });
    expect(divergenceFromStageOrder(pipeline, 'deploy')).toMatchObject({ kind: 'skipped', cause: 'unit' });
  });

  test('found behind blockers and delays too', () => {
    const pipeline = pipelineOf({
      approve: { ...build, execution: 'manual', allowFailure: false },
      later: { ...build, execution: 'delayed', startIn: '1 hour' },
      gate: optional,
      deploy: { ...deploy, needs: ['gate'] },
    });
    expect(divergenceFromStageOrder(pipeline, 'deploy')?.kind).toBe('skipped');
  });

  test('early: always does not wait beside a skipped job', () => {
    const pipeline = pipelineOf({
      rescue: { ...build, when: 'on_failure' },
      unit: {},
      report: { ...deploy, when: 'always', needs: ['rescue', 'unit'] },
    });
    expect(divergenceFromStageOrder(pipeline, 'report')).toMatchObject({
      kind: 'early',
      cause: 'rescue',
      unfinished: ['unit'],
    });
  });

  test.each([
    ['a job by stages', pipelineOf({ gate: { ...build, ...optional }, deploy }), 'deploy'],
    [
      'needs: []',
      pipelineOf({ gate: { ...build, ...optional }, deploy: { ...deploy, needs: [] } }),
      'deploy',
    ],
    ['needs that are absent', pipelineOf({ build, deploy: { ...deploy, needs: ['gone'] } }), 'deploy'],
    [
      'needs that run',
      pipelineOf({ build, rescue: { when: 'on_failure' }, deploy: { needs: ['build'] } }),
      'deploy',
    ],
    ['one need', pipelineOf({ build, unit: {}, undo: { when: 'on_failure', needs: ['build'] } }), 'undo'],
    ['a job that does not exist', pipelineOf({ build }), 'deploy'],
    [
      'a failure that is allowed',
      pipelineOf({ lint: { ...build, allowFailure: true }, unit: { needs: ['lint'] } }),
      'unit',
    ],
  ])('none: %s', (_, pipeline, job) => {
    expect(divergenceFromStageOrder(pipeline, job)).toBeNull();
  });
});
