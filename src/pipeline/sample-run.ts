/** A run of a pipeline in which given jobs fail and, unless that is asked for, nobody plays a manual job: events that `simulate` replays. */
import { coneOf } from './explore/cone.js';
import type { Pipeline } from './pipeline.js';
import type { JobStatus } from './processing/job-status.js';
import type { Statuses } from './processing/pipeline-state.js';
import { type SimulationEvent, startSimulation } from './simulation.js';

export interface SampleRun {
  readonly events: readonly (SimulationEvent & { readonly jobs: readonly string[] })[];
  readonly statuses: Statuses;
}

export interface RunOptions {
  /** Only what this job waits for happens. */
  readonly job: string;
  readonly fails?: ReadonlySet<string>;
  /** Manual jobs are played as soon as they can be. */
  readonly plays?: boolean;
  /** Ends the run; by default a job that left `created`. */
  readonly until?: (status: JobStatus | undefined) => boolean;
}

/** A run can only be as long as the pipeline is deep, but jobs of one stage may wait for each other. */
const MAX_STEPS = 200;

/** Delayed jobs do not start in it: their time has not come. */
export function runUntil(pipeline: Pipeline, { job, fails, plays = false, until }: RunOptions): SampleRun {
  const simulation = startSimulation(pipeline, 'current');
  const { model } = simulation;
  const cone = [...coneOf(model, model.indexOf.get(job) ?? 0)].map(index => pipeline.jobs[index]?.name ?? '');
  const isOver = until ?? (status => status !== 'created');
  const events: SampleRun['events'][number][] = [];
  let statuses = simulation.statuses();
  while (events.length < MAX_STEPS && !isOver(statuses.jobs[job])) {
    const active = cone.filter(name => name !== job && isActive(statuses.jobs[name]));
    const manual = plays ? cone.filter(name => name !== job && statuses.jobs[name] === 'manual') : [];
    if (active.length + manual.length === 0) break;
    for (const [event, names] of [
      ['play', manual],
      ['drop', active.filter(name => fails?.has(name))],
      ['success', active.filter(name => !fails?.has(name))],
    ] as const) {
      if (names.length === 0 || isOver(statuses.jobs[job])) continue;
      events.push({ event, jobs: names });
      statuses = simulation.fire({ event, jobs: names }).statuses;
    }
  }
  return { events, statuses };
}

function isActive(status: JobStatus | undefined): boolean {
  return status === 'pending' || status === 'running' || status === 'waiting_for_resource';
}
