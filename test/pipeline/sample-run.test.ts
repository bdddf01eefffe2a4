import { describe, expect, test } from 'vitest';
import { composePipeline } from '../../src/pipeline/compose.js';
import type { Pipeline } from '../../src/pipeline/pipeline.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { runUntil } from '../../src/pipeline/sample-run.js';
import { startSimulation } from '../../src/pipeline/simulation.js';
import { configOf } from './configuration.js';

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
    const { events, statuses } = runUntil(pipelineOf(SHOP), { job: 'report' });
    expect(events).toEqual([
      { event: 'success', jobs: ['build'] },
      { event: 'success', jobs: ['unit'] },
    ]);
    expect(statuses.jobs).toMatchObject({ report: 'pending', docs: 'pending', deploy: 'created' });
  });

  test('a failure ends it as soon as the job is skipped', () => {
    const run = runUntil(pipelineOf(SHOP), { job: 'report', fails: new Set(['build']) });
    expect(run.events).toEqual([{ event: 'drop', jobs: ['build'] }]);
    expect(run.statuses.jobs.report).toBe('skipped');
  });

  test('manual jobs are played only where that is asked for', () => {
    const played = (plays: boolean): boolean =>
      runUntil(pipelineOf(SHOP), { job: 'deploy', plays, until: () => false }).events.some(
        ({ event, jobs }) => event === 'play' && jobs.includes('gate'),
      );
    expect([played(false), played(true)]).toEqual([false, true]);
  });

  test('a job that waits for a person for ever ends it too', () => {
    const text = SHOP.replace('when: manual', 'when: manual, allow_failure: false');
    expect(runUntil(pipelineOf(text), { job: 'deploy' }).statuses.jobs.deploy).toBe('created');
  });

  test('the events lead to the same statuses when they are replayed', () => {
    const pipeline = pipelineOf(SHOP);
    const run = runUntil(pipeline, { job: 'deploy', fails: new Set(['unit']), plays: true });
    const simulation = startSimulation(pipeline, 'current');
    for (const event of run.events) expect(simulation.fire(event).refused).toEqual([]);
    expect(simulation.statuses()).toEqual(run.statuses);
  });
});
