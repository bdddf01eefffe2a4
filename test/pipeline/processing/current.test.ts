import { describe, expect, test } from 'vitest';
import { jobsAfter, pipelineOf, play } from '../pipeline-builder.js';

const first = { stage: 'build' } as const;
const last = { stage: 'deploy' } as const;

/** A job of each kind behind `one` and `two`, ordered by stages and by needs. */
const behind = pipelineOf({
  one: { ...first },
  two: { ...first, allowFailure: true },
  success: { ...last },
  failure: { ...last, when: 'on_failure' },
  always: { ...last, when: 'always' },
  manual: { ...last, execution: 'manual', allowFailure: true },
  delayed: { ...last, execution: 'delayed', startIn: '1 hour' },
  'dag success': { ...last, needs: ['one', 'two'] },
  'dag failure': { ...last, needs: ['one', 'two'], when: 'on_failure' },
  'dag always': { ...last, needs: ['one', 'two'], when: 'always' },
});

describe('what starts after what, in current semantics', () => {
  test('success starts all but on_failure', () => {
    expect(jobsAfter(behind, 'current', 'success one two')).toMatchObject({
      success: 'pending',
      failure: 'skipped',
      always: 'pending',
      manual: 'manual',
      delayed: 'scheduled',
      'dag success': 'pending',
      'dag failure': 'skipped',
      'dag always': 'pending',
    });
  });

  test('a failure starts on_failure and always', () => {
    expect(jobsAfter(behind, 'current', 'drop one', 'success two')).toMatchObject({
      success: 'skipped',
      failure: 'pending',
      always: 'pending',
      manual: 'skipped',
      delayed: 'skipped',
      'dag success': 'skipped',
      'dag failure': 'pending',
      'dag always': 'pending',
    });
  });

  test('an allowed failure is a success', () => {
    expect(jobsAfter(behind, 'current', 'success one', 'drop two')).toMatchObject({
      success: 'pending',
      failure: 'skipped',
      'dag success': 'pending',
      'dag failure': 'skipped',
    });
  });

  test('nothing starts after a cancellation, not even always', () => {
    expect(jobsAfter(behind, 'current', 'cancel one', 'success two')).toMatchObject({
      success: 'skipped',
      failure: 'skipped',
      always: 'skipped',
      manual: 'skipped',
      delayed: 'skipped',
      'dag success': 'skipped',
      'dag failure': 'skipped',
      'dag always': 'skipped',
    });
  });

  test('canceled beside failed counts as failed', () => {
    const jobs = {
      a: first,
      b: first,
      c: { ...last, when: 'on_failure' },
      d: { ...last, when: 'always' },
    } as const;
    expect(jobsAfter(pipelineOf(jobs), 'current', 'cancel a', 'drop b')).toMatchObject({
      c: 'pending',
      d: 'pending',
    });
  });

  test('a stage job looks at all earlier stages, jobs with needs included', () => {
    const pipeline = pipelineOf({ early: { needs: [], ...first }, late: { needs: ['early'] }, after: last });
    expect(jobsAfter(pipeline, 'current', 'success early')).toMatchObject({
      late: 'pending',
      after: 'created',
    });
  });

  test('a job with needs is skipped while other needs still run', () => {
    const pipeline = pipelineOf({
      slow: first,
      gate: { ...first, execution: 'manual', allowFailure: true },
      deploy: { ...last, needs: ['slow', 'gate'] },
      report: { stage: '.post', needs: ['deploy'] },
    });
    expect(jobsAfter(pipeline, 'current')).toEqual({
      slow: 'pending',
      gate: 'manual',
      deploy: 'skipped',
      report: 'skipped',
    });
  });

  test('a need that is not in the pipeline is not looked at', () => {
    const pipeline = pipelineOf({ build: first, test: { needs: ['gone'] } });
    expect(jobsAfter(pipeline, 'current')).toEqual({ build: 'pending', test: 'pending' });
  });

  test('needs within one stage are followed in one pass, whatever the order of the file', () => {
    const pipeline = pipelineOf({
      c: { needs: ['b'] },
      b: { needs: ['a'], when: 'on_failure' },
      a: { needs: [] },
    });
    expect(jobsAfter(pipeline, 'current', 'success a')).toMatchObject({ b: 'skipped', c: 'skipped' });
  });

  test('a stage job can have needs for its artifacts alone', () => {
    const pipeline = pipelineOf({
      build: first,
      other: first,
      test: { needs: ['build'], schedulingType: 'stage' },
    });
    expect(jobsAfter(pipeline, 'current', 'success build').test).toBe('created');
  });
});

describe('how jobs start, in current semantics', () => {
  test('delayed without a duration is manual; a delayed trigger job simply runs', () => {
    const pipeline = pipelineOf({
      delayed: { execution: 'delayed' },
      trigger: { execution: 'delayed', startIn: '1 hour', trigger: true },
    });
    expect(jobsAfter(pipeline, 'current')).toEqual({ delayed: 'manual', trigger: 'pending' });
  });

  test('a resource group lets one job of the pipeline through', () => {
    const pipeline = pipelineOf({ a: { resourceGroup: 'prod' }, b: { resourceGroup: 'prod' }, c: {} });
    const simulation = play(pipeline, 'current');
    expect(simulation.statuses().jobs).toEqual({ a: 'pending', b: 'waiting_for_resource', c: 'pending' });
    simulation.fire({ event: 'drop', jobs: ['a'] });
    expect(simulation.statuses().jobs).toMatchObject({ a: 'failed', b: 'pending' });
  });

  test('the delay is over when enqueue_scheduled says so', () => {
    const pipeline = pipelineOf({ wait: { ...first, execution: 'delayed', startIn: '5 minutes' }, next: {} });
    const simulation = play(pipeline, 'current');
    expect(simulation.statuses()).toMatchObject({
      pipeline: 'scheduled',
      stages: { build: 'scheduled', test: 'created' },
    });
    simulation.fire({ event: 'enqueue_scheduled', jobs: ['wait'] });
    expect(simulation.statuses()).toMatchObject({
      pipeline: 'pending',
      jobs: { wait: 'pending', next: 'created' },
    });
  });

  test('a listed exit code turns a failure into a warning, and stays so for the next attempt', () => {
    const pipeline = pipelineOf({ flaky: { ...first, allowFailure: { exitCodes: [42] } }, next: {} });
    const simulation = play(pipeline, 'current');
    simulation.fire({ event: 'drop', jobs: ['flaky'], exitCode: 1 });
    expect(simulation.statuses().jobs.next).toBe('skipped');
    simulation.fire({ event: 'retry', jobs: ['flaky'] });
    simulation.fire({ event: 'drop', jobs: ['flaky'], exitCode: 42 });
    expect(simulation.statuses()).toMatchObject({ stages: { build: 'success' }, jobs: { next: 'pending' } });
    simulation.fire({ event: 'retry', jobs: ['flaky'] });
    simulation.fire({ event: 'drop', jobs: ['flaky'], exitCode: 1 });
    expect(simulation.statuses().stages.build).toBe('success');
  });
});

describe('statuses of stages and pipelines, in current semantics', () => {
  test('a stage whose jobs were re-created keeps its status', () => {
    const pipeline = pipelineOf({
      gate: { ...first, execution: 'manual' },
      deploy: { ...last, needs: ['gate'] },
    });
    const simulation = play(pipeline, 'current', 'cancel gate');
    expect(simulation.statuses().stages).toEqual({ build: 'canceled', deploy: 'skipped' });
    simulation.fire({ event: 'retry', jobs: ['gate'] });
    expect(simulation.statuses()).toMatchObject({
      pipeline: 'running',
      stages: { build: 'pending', deploy: 'skipped' },
      jobs: { gate: 'pending', deploy: 'created' },
    });
  });

  test('a pipeline goes back to pending from manual, but to running from failed', () => {
    const gate = pipelineOf({ gate: { execution: 'manual' } });
    expect(play(gate, 'current', 'play gate').statuses().pipeline).toBe('pending');
    expect(play(gate, 'current', 'play gate', 'drop gate', 'retry gate').statuses().pipeline).toBe('running');
    expect(play(gate, 'current', 'play gate', 'run gate', 'drop gate', 'play gate').statuses().pipeline).toBe(
      'running',
    );
  });
});

describe('play, retry and cancel, in current semantics', () => {
  const chain = pipelineOf({
    build: first,
    test: { needs: ['build'] },
    lint: {},
    deploy: { ...last, execution: 'manual', allowFailure: false },
    notify: { stage: '.post', when: 'always' },
  });

  test('retrying a job gives skipped jobs behind it another chance and leaves those that ran', () => {
    const before = play(chain, 'current', 'drop build');
    expect(before.statuses().jobs).toMatchObject({
      test: 'skipped',
      lint: 'skipped',
      deploy: 'skipped',
      notify: 'pending',
    });
    before.fire({ event: 'success', jobs: ['notify'] });
    before.fire({ event: 'retry', jobs: ['build'] });
    expect(before.statuses()).toMatchObject({
      pipeline: 'running',
      jobs: { build: 'pending', test: 'created', lint: 'created', deploy: 'created', notify: 'success' },
    });
  });

  test('a raw enqueue resets nothing', () => {
    const gate = pipelineOf({
      gate: { ...first, execution: 'manual', allowFailure: true },
      next: { needs: ['gate'] },
    });
    expect(jobsAfter(gate, 'current', 'enqueue gate')).toEqual({ gate: 'pending', next: 'skipped' });
    expect(jobsAfter(gate, 'current', 'play gate')).toEqual({ gate: 'pending', next: 'created' });
  });

  test('retrying a manual or delayed job starts it at once', () => {
    const pipeline = pipelineOf({
      gate: { execution: 'manual' },
      later: { execution: 'delayed', startIn: '1 day' },
    });
    expect(jobsAfter(pipeline, 'current', 'play gate later', 'drop gate later', 'retry gate later')).toEqual({
      gate: 'pending',
      later: 'pending',
    });
  });

  test('retrying the pipeline makes a failed manual job manual again', () => {
    const simulation = play(
      chain,
      'current',
      'success build',
      'success test lint',
      'play deploy',
      'drop deploy',
      'retry',
    );
    expect(simulation.statuses().jobs).toMatchObject({ build: 'success', test: 'success', deploy: 'manual' });
  });

  test('playing what already ran is a retry; playing what runs is refused', () => {
    const pipeline = pipelineOf({ gate: { execution: 'manual' } });
    expect(jobsAfter(pipeline, 'current', 'play gate', 'success gate', 'play gate')).toEqual({
      gate: 'pending',
    });
    expect(() => jobsAfter(pipeline, 'current', 'play gate', 'play gate')).toThrow('refused');
  });

  test('a retry that finds nothing to do is skipped again', () => {
    const pipeline = pipelineOf({ build: first, rescue: { when: 'on_failure' } });
    const events = ['drop build', 'drop rescue', 'retry build', 'success build'];
    expect(jobsAfter(pipeline, 'current', ...events)).toEqual({ build: 'success', rescue: 'failed' });
    expect(jobsAfter(pipeline, 'current', ...events, 'retry rescue')).toEqual({
      build: 'success',
      rescue: 'skipped',
    });
  });

  test('canceling the pipeline cancels what is created or scheduled too, but not what is manual', () => {
    const pipeline = pipelineOf({
      build: first,
      gate: { ...first, execution: 'manual' },
      wait: { ...first, execution: 'delayed', startIn: '1 day' },
      test: {},
    });
    const simulation = play(pipeline, 'current', 'cancel');
    expect(simulation.statuses()).toEqual({
      pipeline: 'manual',
      stages: { build: 'manual', test: 'canceled' },
      jobs: { build: 'canceled', gate: 'manual', wait: 'canceled', test: 'canceled' },
    });
  });

  test('a failure cancels the pipeline when the workflow says so, an allowed one does not', () => {
    const jobs = { a: first, b: { ...first, allowFailure: true }, c: first, d: last } as const;
    const pipeline = pipelineOf(jobs, { cancelOnFailure: true });
    expect(jobsAfter(pipeline, 'current', 'drop b')).toMatchObject({
      a: 'pending',
      c: 'pending',
      d: 'created',
    });
    expect(jobsAfter(pipeline, 'current', 'drop a')).toMatchObject({
      b: 'canceled',
      c: 'canceled',
      d: 'canceled',
    });
  });

  test('an event on the pipeline that only jobs know is not understood', () => {
    expect(play(chain, 'current').fire({ event: 'drop' }).understood).toBe(false);
  });

  test('a job that is not in the pipeline is named', () => {
    expect(play(chain, 'current').fire({ event: 'drop', jobs: ['nope', 'build'] })).toMatchObject({
      unknown: ['nope'],
      refused: [],
    });
  });
});
