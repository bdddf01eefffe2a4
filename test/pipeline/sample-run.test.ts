import { describe, expect, test } from 'vitest';
import { composePipeline } from '../../src/pipeline/compose.js';
import type { Pipeline } from '../../src/pipeline/pipeline.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { type RunOptions, runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';
import { startSimulation } from '../../src/pipeline/simulation.js';
import { configOf } from './configuration.js';

function run(pipeline: Pipeline, options: RunOptions): SampleRun {
  const found = runUntil(pipeline, options);
  if (found === null) throw new Error('no run');
  return found;
}

function pipelineOf(text: string): Pipeline {
  const { pipeline } = composePipeline(configOf(text), describeContext());
  if (pipeline === null) throw new Error('no pipeline');
  return pipeline;
}

const SHOP = `
stages: [build, test, deploy]
build: {stage: build, script: make}
docs: {stage: build, script: make docs}
unit: {stage: test, script: make unit, needs: [build]}
gate: {stage: test, script: ./gate, when: manual}
deploy: {stage: deploy, script: ./deploy}
report: {stage: deploy, script: ./report, needs: [unit]}
`;

describe('a run until a job leaves created', () => {
  test('only what the job waits for happens', () => {
    const { events, statuses } = run(pipelineOf(SHOP), { job: 'report' });
    expect(events).toEqual([
      { event: 'success', jobs: ['build'] },
      { event: 'success', jobs: ['unit'] },
    ]);
    expect(statuses.jobs).toEqual({ build: 'success', unit: 'success', report: 'pending' });
  });

  test('a failure ends it as soon as the job is skipped', () => {
    const seen = run(pipelineOf(SHOP), { job: 'report', fails: new Set(['build']) });
    expect(seen.events).toEqual([{ event: 'drop', jobs: ['build'] }]);
    expect(seen.statuses.jobs.report).toBe('skipped');
  });

  test('manual jobs are played only where that is asked for', () => {
    const played = (plays: boolean): boolean =>
      run(pipelineOf(SHOP), { job: 'deploy', plays, until: () => false }).events.some(
        ({ event, jobs }) => event === 'play' && jobs.includes('gate'),
      );
    expect([played(false), played(true)]).toEqual([false, true]);
  });

  test('a job that waits for a person for ever ends it too', () => {
    const text = SHOP.replace('when: manual', 'when: manual, allow_failure: false');
    expect(run(pipelineOf(text), { job: 'deploy' }).statuses.jobs.deploy).toBe('created');
  });

  test('the events lead to the same statuses when they are replayed', () => {
    const pipeline = pipelineOf(SHOP);
    const seen = run(pipeline, { job: 'deploy', fails: new Set(['unit']), plays: true });
    const simulation = startSimulation(pipeline, 'current');
    for (const event of seen.events) expect(simulation.fire(event).refused).toEqual([]);
    expect(simulation.statuses().jobs).toMatchObject(seen.statuses.jobs);
  });

  test('a pipeline has only so many runs; one without failures is kept', () => {
    const pipeline = pipelineOf('build: {script: make}');
    const calm = run(pipeline, { job: 'build' });
    const failing = (): SampleRun | null => runUntil(pipeline, { job: 'build', fails: new Set() });
    for (let runs = 0; runs < 7_999; runs++) failing();
    expect(failing()).toBeNull();
    expect(runUntil(pipeline, { job: 'build' })).toBe(calm);
  });
});

test('without a job the whole pipeline runs until nothing moves', () => {
  const { events, statuses } = run(pipelineOf(SHOP), { job: null });
  expect(statuses).toMatchObject({ pipeline: 'success', jobs: { gate: 'manual', report: 'success' } });
  expect(events.flatMap(({ jobs }) => jobs).sort()).toEqual(['build', 'deploy', 'docs', 'report', 'unit']);
  const failed = run(pipelineOf(SHOP), { job: null, fails: new Set(['docs']) });
  expect(failed.statuses.jobs).toMatchObject({ docs: 'failed', deploy: 'skipped', report: 'success' });
});
