/** Where the two semantics part, and where they could but do not: each situation with both outcomes. */
import { describe, expect, test } from 'vitest';
import type { Pipeline } from '../../../src/pipeline/pipeline.js';
import type { SemanticsName } from '../../../src/pipeline/processing/semantics.js';
import { jobsAfter, pipelineOf } from '../pipeline-builder.js';

const build = { stage: 'build' } as const;
const deploy = { stage: 'deploy' } as const;

function outcomes(
  pipeline: Pipeline,
  job: string,
  ...events: string[]
): Record<SemanticsName, string | undefined> {
  return {
    current: jobsAfter(pipeline, 'current', ...events)[job],
    proposed: jobsAfter(pipeline, 'proposed', ...events)[job],
  };
}

describe('current and proposed semantics', () => {
  test('the stage after a skipped job: runs today, is skipped as proposed', () => {
    const pipeline = pipelineOf({ build, rescue: { when: 'on_failure' }, lint: {}, deploy });
    expect(outcomes(pipeline, 'deploy', 'success build', 'success lint')).toEqual({
      current: 'pending',
      proposed: 'skipped',
    });
  });

  test('a job that needs an unplayed optional manual job: skipped today, runs as proposed', () => {
    const gate = { ...build, execution: 'manual', allowFailure: true } as const;
    const pipeline = pipelineOf({ gate, test: { needs: ['gate'] } });
    expect(outcomes(pipeline, 'test')).toEqual({ current: 'skipped', proposed: 'pending' });
  });

  test('after a canceled job that may fail: runs today, is skipped as proposed', () => {
    const pipeline = pipelineOf({ scan: { ...build, allowFailure: true }, test: {} });
    expect(outcomes(pipeline, 'test', 'cancel scan')).toEqual({ current: 'pending', proposed: 'skipped' });
    expect(outcomes(pipeline, 'test', 'drop scan')).toEqual({ current: 'pending', proposed: 'pending' });
  });

  test('on_failure that needs a failed and a skipped job: skipped today, runs as proposed', () => {
    const rescue = { ...deploy, when: 'on_failure', needs: ['build', 'test'] } as const;
    const pipeline = pipelineOf({ build, test: {}, rescue });
    expect(outcomes(pipeline, 'rescue', 'drop build')).toEqual({ current: 'skipped', proposed: 'pending' });
  });

  test('on_failure in a stage after a failed and a skipped job: runs in both', () => {
    const pipeline = pipelineOf({ build, test: {}, rescue: { ...deploy, when: 'on_failure' } });
    expect(outcomes(pipeline, 'rescue', 'drop build')).toEqual({ current: 'pending', proposed: 'pending' });
  });

  test('always after a canceled job: skipped in both', () => {
    const pipeline = pipelineOf({ build, notify: { when: 'always' } });
    expect(outcomes(pipeline, 'notify', 'cancel build')).toEqual({ current: 'skipped', proposed: 'skipped' });
  });

  test('a manual job for failures only: available after a failure, skipped otherwise, as proposed', () => {
    const publish = { when: 'on_failure', execution: 'manual' } as const;
    const pipeline = pipelineOf({ build, publish });
    expect(jobsAfter(pipeline, 'proposed', 'drop build')).toEqual({ build: 'failed', publish: 'manual' });
    expect(jobsAfter(pipeline, 'proposed', 'success build')).toEqual({
      build: 'success',
      publish: 'skipped',
    });
  });

  test('the nearest of today, a manual job behind a failure, is skipped', () => {
    const pipeline = pipelineOf({ build, publish: { execution: 'manual' } });
    expect(jobsAfter(pipeline, 'current', 'drop build').publish).toBe('skipped');
  });

  test('a manual job that holds nobody back and must not fail: only as proposed', () => {
    const gate = { ...build, execution: 'manual', allowFailure: false, blocker: false } as const;
    const pipeline = pipelineOf({ gate, test: {} });
    expect(outcomes(pipeline, 'test')).toEqual({ current: 'created', proposed: 'pending' });
    expect(jobsAfter(pipeline, 'proposed', 'success test', 'play gate', 'drop gate')).toEqual({
      gate: 'failed',
      test: 'success',
    });
  });
});
