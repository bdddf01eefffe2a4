/** The examples of GitLab's design document "Future of CI Pipeline Processing", with what happens in both semantics. */
import { describe, expect, test } from 'vitest';
import { artifactSources } from '../../../src/pipeline/artifact-flow.js';
import { jobsAfter, needOf, pipelineOf, play } from '../pipeline-builder.js';

const build = { stage: 'build' } as const;
const deploy = { stage: 'deploy' } as const;
const optional = { execution: 'manual', allowFailure: true } as const;

describe('problem 2: allow_failure decides who blocks', () => {
  test('an optional manual job is passed over, and its failure is a warning', () => {
    const pipeline = pipelineOf({ job1: optional, job2: deploy });
    expect(jobsAfter(pipeline, 'current')).toEqual({ job1: 'manual', job2: 'pending' });
    const played = play(pipeline, 'current', 'success job2', 'play job1', 'drop job1');
    expect(played.statuses()).toMatchObject({ pipeline: 'success', stages: { test: 'success' } });
    expect(played.why('job1')).toBe('failed, which is allowed');
    expect(jobsAfter(pipeline, 'proposed')).toEqual({ job1: 'manual', job2: 'pending' });
  });

  test('without allow_failure it blocks today; as proposed only a blocker does', () => {
    const job1 = { execution: 'manual', allowFailure: false } as const;
    expect(play(pipelineOf({ job1, job2: deploy }), 'current').statuses()).toMatchObject({
      pipeline: 'manual',
      jobs: { job2: 'created' },
    });
    expect(jobsAfter(pipelineOf({ job1, job2: deploy }), 'proposed').job2).toBe('pending');
    expect(jobsAfter(pipelineOf({ job1: { ...job1, blocker: true }, job2: deploy }), 'proposed').job2).toBe(
      'created',
    );
  });
});

describe('problem 3: needs and stages differ', () => {
  test('3.1, example 1: after an optional manual job, by needs', () => {
    const pipeline = pipelineOf({ build: { ...build, ...optional }, test: { needs: ['build'] } });
    const today = play(pipeline, 'current');
    expect(today.statuses().jobs).toEqual({ build: 'manual', test: 'skipped' });
    expect(today.why('test')).toBe('skipped: `build` in its needs is a manual job that nobody has played');
    expect(jobsAfter(pipeline, 'proposed')).toEqual({ build: 'manual', test: 'pending' });
  });

  test('3.1, example 2: the same by stages', () => {
    const pipeline = pipelineOf({ build: { ...build, ...optional }, test: {} });
    expect(jobsAfter(pipeline, 'current')).toEqual({ build: 'manual', test: 'pending' });
    expect(jobsAfter(pipeline, 'proposed')).toEqual({ build: 'manual', test: 'pending' });
  });

  test('3.2, example 1: on_failure that needs a failed and a skipped job', () => {
    const rollback = { ...deploy, needs: ['build_job', 'test_job'], when: 'on_failure' } as const;
    const pipeline = pipelineOf({ build_job: build, test_job: {}, rollback_job: rollback });
    const today = play(pipeline, 'current', 'drop build_job');
    expect(today.statuses().jobs).toEqual({
      build_job: 'failed',
      test_job: 'skipped',
      rollback_job: 'skipped',
    });
    expect(today.why('rollback_job')).toBe(
      'skipped: `test_job` in its needs was skipped, because `build_job` failed',
    );
    expect(jobsAfter(pipeline, 'proposed', 'drop build_job').rollback_job).toBe('pending');
  });

  test('3.2, example 2: the same by stages', () => {
    const pipeline = pipelineOf({
      build_job: build,
      test_job: {},
      rollback_job: { ...deploy, when: 'on_failure' },
    });
    const today = play(pipeline, 'current', 'drop build_job');
    expect(today.statuses().jobs.rollback_job).toBe('pending');
    expect(today.why('rollback_job')).toBe('pending: `build_job` in an earlier stage failed');
    expect(jobsAfter(pipeline, 'proposed', 'drop build_job').rollback_job).toBe('pending');
  });
});

describe('problem 4: what skipped and ignored mean', () => {
  test('4.1: an optional manual job alone, or beside a success, is passed over in both', () => {
    const alone = pipelineOf({ build: { ...build, ...optional }, test: {} });
    const beside = pipelineOf({ build1: { ...build, ...optional }, build2: build, test: {} });
    for (const semantics of ['current', 'proposed'] as const) {
      expect(jobsAfter(alone, semantics).test).toBe('pending');
      expect(jobsAfter(beside, semantics, 'success build2').test).toBe('pending');
    }
  });

  test('4.2: an idle on_failure job is passed over today, and holds back all that follows as proposed', () => {
    const alone = pipelineOf({ build: { ...build, when: 'on_failure' }, test: {} });
    const beside = pipelineOf({ build1: { ...build, when: 'on_failure' }, build2: build, test: {} });
    expect(jobsAfter(alone, 'current').test).toBe('pending');
    expect(jobsAfter(beside, 'current', 'success build2').test).toBe('pending');
    const proposed = play(beside, 'proposed', 'success build2');
    expect(jobsAfter(alone, 'proposed').test).toBe('skipped');
    expect(proposed.statuses().jobs.test).toBe('skipped');
    expect(proposed.why('test')).toBe(
      'skipped: `build1` in an earlier stage was skipped, because nothing in an earlier stage failed',
    );
  });
});

test('problem 5: dependencies and needs together download nothing', () => {
  const test2 = { needs: [needOf('test1', { artifacts: false })], dependencies: ['test1'] };
  const pipeline = pipelineOf({ test1: { artifacts: 'on_success' }, test2 });
  const job = pipeline.jobs.find(({ name }) => name === 'test2');
  expect(job && artifactSources(pipeline, job)).toEqual([]);
  expect(play(pipeline, 'current', 'success test1').fetches('test2')).toEqual([]);
});

describe('information 1: canceled jobs', () => {
  const pipeline = pipelineOf({ build: { ...build, allowFailure: true }, test: {} });

  test('a canceled job that may fail lets the next run today, not as proposed', () => {
    const today = play(pipeline, 'current', 'run build', 'cancel build');
    expect(today.statuses().jobs).toEqual({ build: 'canceled', test: 'pending' });
    const proposed = play(pipeline, 'proposed', 'run build', 'cancel build');
    expect(proposed.statuses().jobs).toEqual({ build: 'canceled', test: 'skipped' });
    expect(proposed.why('test')).toBe('skipped: `build` in an earlier stage was canceled');
  });

  test('a failed one does in both', () => {
    expect(jobsAfter(pipeline, 'current', 'drop build').test).toBe('pending');
    expect(jobsAfter(pipeline, 'proposed', 'drop build').test).toBe('pending');
  });

  test('nothing runs after a canceled job that may not fail', () => {
    const strict = pipelineOf({ build, test: { when: 'always' }, rescue: { when: 'on_failure' } });
    for (const semantics of ['current', 'proposed'] as const) {
      expect(jobsAfter(strict, semantics, 'cancel build')).toMatchObject({
        test: 'skipped',
        rescue: 'skipped',
      });
    }
  });
});

test('information 2: where nothing comes before, nothing has failed', () => {
  const byStage = pipelineOf({ test1: {}, test2: { when: 'on_failure' } });
  const byNeeds = pipelineOf({ test1: { needs: [] }, test2: { needs: [], when: 'on_failure' } });
  for (const semantics of ['current', 'proposed'] as const) {
    expect(jobsAfter(byStage, semantics)).toEqual({ test1: 'pending', test2: 'skipped' });
    expect(jobsAfter(byNeeds, semantics)).toEqual({ test1: 'pending', test2: 'skipped' });
  }
  expect(play(byStage, 'current').why('test2')).toBe(
    'skipped: nothing comes before it, so nothing can have failed',
  );
});

describe('the example of the proposal', () => {
  const pipeline = pipelineOf({
    job1: {},
    job2: { execution: 'manual' },
    job3: { execution: 'delayed', startIn: '1h' },
    job4: { execution: 'manual', blocker: true },
    job5: {},
    job6: { needs: ['job5'] },
    job7: { needs: ['job1', 'job2'] },
    job8: { needs: ['job4'] },
    job9: { needs: ['job1', 'job6'] },
  });
  const simulation = play(
    pipeline,
    'proposed',
    'success job1',
    'drop job5',
    'enqueue_scheduled job3',
    'success job3',
  );

  test('job6 is skipped after a failure, job9 after job6; job7 runs; job8 stays created', () => {
    expect(simulation.statuses().jobs).toEqual({
      job1: 'success',
      job2: 'manual',
      job3: 'success',
      job4: 'manual',
      job5: 'failed',
      job6: 'skipped',
      job7: 'pending',
      job8: 'created',
      job9: 'skipped',
    });
  });

  test('and each says why', () => {
    expect(simulation.why('job6')).toBe('skipped: `job5` in its needs failed');
    expect(simulation.why('job8')).toBe('created: waits for `job4` (manual)');
    expect(simulation.why('job9')).toBe('skipped: `job6` in its needs was skipped, because `job5` failed');
    expect(simulation.why('job4')).toBe('manual: blocks the pipeline until someone plays it');
  });
});
