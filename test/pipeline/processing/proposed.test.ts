import { describe, expect, test } from 'vitest';
import { jobsAfter, needOf, pipelineOf, play } from '../pipeline-builder.js';

const build = { stage: 'build' } as const;
const deploy = { stage: 'deploy' } as const;
const manual = { execution: 'manual' } as const;

const jobsOf = (...args: [Parameters<typeof jobsAfter>[0], ...string[]]): Record<string, string> => {
  const [pipeline, ...events] = args;
  return jobsAfter(pipeline, 'proposed', ...events);
};

describe('the proposed semantics', () => {
  test('a blocker holds back both its stage successors and those that need it', () => {
    const pipeline = pipelineOf({
      gate: { ...build, ...manual, blocker: true },
      stage: {},
      dag: { needs: ['gate'] },
      free: { needs: [] },
    });
    expect(play(pipeline, 'proposed', 'success free').statuses()).toEqual({
      pipeline: 'manual',
      stages: { build: 'manual', test: 'running' },
      jobs: { gate: 'manual', stage: 'created', dag: 'created', free: 'success' },
    });
    expect(jobsOf(pipeline, 'play gate', 'success gate')).toMatchObject({ stage: 'pending', dag: 'pending' });
  });

  test('a job waits for all its predecessors before it is skipped', () => {
    const pipeline = pipelineOf({ a: build, b: build, c: { needs: ['a', 'b'] } });
    expect(jobsOf(pipeline, 'drop a').c).toBe('created');
    expect(jobsOf(pipeline, 'drop a', 'success b').c).toBe('skipped');
  });

  test('a scheduled job is waited for', () => {
    const pipeline = pipelineOf({ wait: { ...build, execution: 'delayed', startIn: '1h' }, next: {} });
    expect(play(pipeline, 'proposed').statuses()).toMatchObject({
      pipeline: 'scheduled',
      jobs: { wait: 'scheduled', next: 'created' },
    });
  });

  test('a canceled predecessor outweighs failed ones', () => {
    const pipeline = pipelineOf({
      a: build,
      b: build,
      rescue: { when: 'on_failure' },
      notify: { when: 'always' },
    });
    expect(jobsOf(pipeline, 'drop a', 'cancel b')).toMatchObject({ rescue: 'skipped', notify: 'skipped' });
  });

  test('only skipped jobs before it: on_success and on_failure are skipped, always runs', () => {
    const pipeline = pipelineOf({
      idle: { ...build, when: 'on_failure' },
      success: {},
      failure: { when: 'on_failure' },
      always: { when: 'always' },
    });
    expect(jobsOf(pipeline)).toEqual({
      idle: 'skipped',
      success: 'skipped',
      failure: 'skipped',
      always: 'pending',
    });
  });

  test('allow_failure makes failed a success with warnings, never canceled', () => {
    const pipeline = pipelineOf({ scan: { allowFailure: true }, rescue: { ...deploy, when: 'on_failure' } });
    expect(play(pipeline, 'proposed', 'drop scan').statuses()).toMatchObject({
      pipeline: 'success',
      jobs: { rescue: 'skipped' },
    });
    expect(play(pipeline, 'proposed', 'cancel scan').statuses().pipeline).toBe('canceled');
  });

  test('a need whose failure is allowed counts as success for that dependent alone', () => {
    const pipeline = pipelineOf({
      test: build,
      fix: { needs: [needOf('test', { allowFailure: true })], ...manual },
      ship: { needs: ['test'] },
      rescue: { needs: [needOf('test', { allowFailure: true })], when: 'on_failure' },
    });
    expect(jobsOf(pipeline, 'drop test')).toMatchObject({
      fix: 'manual',
      ship: 'skipped',
      rescue: 'skipped',
    });
    expect(jobsOf(pipeline, 'cancel test')).toMatchObject({ fix: 'skipped' });
    expect(jobsAfter(pipeline, 'current', 'drop test').fix).toBe('skipped');
  });

  test('an async job waits for its callback, and those behind it wait too', () => {
    const pipeline = pipelineOf({ rollout: { ...build, async: true }, verify: {} });
    const simulation = play(pipeline, 'proposed', 'run rollout', 'success rollout');
    expect(simulation.statuses()).toMatchObject({
      pipeline: 'running',
      jobs: { rollout: 'waiting_for_callback', verify: 'created' },
    });
    simulation.fire({ event: 'callback', jobs: ['rollout'] });
    expect(simulation.statuses().jobs).toEqual({ rollout: 'success', verify: 'pending' });
    expect(simulation.fire({ event: 'callback', jobs: ['rollout'] }).refused).toEqual([]);
    expect(simulation.statuses().jobs).toEqual({ rollout: 'success', verify: 'pending' });
    expect(simulation.fire({ event: 'callback', jobs: ['verify'] }).refused).toEqual(['verify']);
    expect(jobsOf(pipeline, 'run rollout', 'success rollout', 'drop rollout')).toEqual({
      rollout: 'failed',
      verify: 'skipped',
    });
    expect(jobsOf(pipeline, 'drop rollout')).toEqual({ rollout: 'failed', verify: 'skipped' });
  });

  test('play, retry and cancel work as they do today', () => {
    const pipeline = pipelineOf({ build, gate: manual, ship: { ...deploy, needs: ['build'] } });
    expect(jobsOf(pipeline, 'drop build', 'retry build')).toMatchObject({
      build: 'pending',
      gate: 'created',
      ship: 'created',
    });
    expect(jobsOf(pipeline, 'success build', 'play gate', 'drop gate', 'retry')).toMatchObject({
      gate: 'manual',
    });
    expect(jobsOf(pipeline, 'cancel')).toEqual({ build: 'canceled', gate: 'canceled', ship: 'canceled' });
  });

  test.each([
    ['pending until something has run', [], 'pending'],
    ['running after that', ['success a'], 'running'],
    ['failed when something failed', ['drop a', 'cancel b'], 'failed'],
    ['canceled when nothing failed', ['success a', 'cancel b'], 'canceled'],
    ['running again after a retry', ['drop a', 'success b', 'retry a'], 'running'],
    ['success', ['success a b'], 'success'],
  ])('the pipeline is %s', (_, events, expected) => {
    const pipeline = pipelineOf({ a: {}, b: {} });
    expect(play(pipeline, 'proposed', ...events).statuses().pipeline).toBe(expected);
  });

  test('a pipeline with nothing but unplayed and skipped jobs is skipped', () => {
    const pipeline = pipelineOf({ gate: manual, idle: { when: 'on_failure' } });
    expect(play(pipeline, 'proposed').statuses()).toMatchObject({
      pipeline: 'skipped',
      stages: { test: 'skipped' },
    });
  });
});
