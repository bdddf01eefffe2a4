import { describe, expect, test } from 'vitest';
import { type Divergence, divergencesFromStageOrder } from '../../../src/pipeline/explore/stage-order.js';
import type { Pipeline } from '../../../src/pipeline/pipeline.js';
import { startSimulation } from '../../../src/pipeline/simulation.js';
import { jobsAfter, pipelineOf, play } from '../pipeline-builder.js';
import { randomPipeline } from '../random-pipeline.js';

const build = { stage: 'build' } as const;
const deploy = { stage: 'deploy' } as const;
const optional = { execution: 'manual', allowFailure: true } as const;

const divergenceFromStageOrder = (pipeline: Pipeline, job: string): Divergence | undefined =>
  divergencesFromStageOrder(pipeline).get(job);

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
    expect(divergenceFromStageOrder(pipeline, job)).toBeUndefined();
  });
});

/** The same pipeline with the job in stage order. */
function staged(pipeline: Pipeline, name: string): Pipeline {
  const jobs = pipeline.jobs.map(job =>
    job.name === name ? { ...job, schedulingType: 'stage' as const, needs: null } : job,
  );
  return { ...pipeline, jobs };
}

/** The status of the job after each event, as long as the pipeline takes all of them. */
function statusesOf(pipeline: Pipeline, name: string, events: Divergence['events']): (string | undefined)[] {
  const simulation = startSimulation(pipeline, 'current');
  return [
    simulation.statuses().jobs[name],
    ...events.map(event => simulation.fire(event).statuses.jobs[name]),
  ];
}

const ACTED = ['pending', 'running', 'manual', 'scheduled', 'waiting_for_resource', 'success', 'failed'];

test('in random pipelines the two forms of the job part as told when they are run apart', () => {
  const kinds = { skipped: 0, early: 0 };
  for (let seed = 0; seed < 3_000; seed++) {
    const pipeline = { ...randomPipeline(seed, 7), cancelOnFailure: false };
    for (const [name, { kind, events, status }] of divergencesFromStageOrder(pipeline)) {
      const others = events.map(({ event, jobs }) => ({ event, jobs: jobs.filter(job => job !== name) }));
      const own = statusesOf(pipeline, name, events).at(-1);
      const other = statusesOf(staged(pipeline, name), name, others).at(-1);
      kinds[kind]++;
      expect(own, `${seed} ${name}`).toBe(status);
      if (kind === 'skipped') expect(ACTED, `${seed} ${name}`).toContain(other);
      else expect(other, `${seed} ${name}`).toBe('created');
    }
  }
  expect(kinds.skipped).toBeGreaterThan(200);
  expect(kinds.early).toBeGreaterThan(20);
});
