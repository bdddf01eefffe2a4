/** A run of a pipeline in which given jobs fail and, unless that is asked for, nobody plays a manual job: events that `simulate` replays. */
import { coneOf, restrictTo } from './explore/cone.js';
import type { Pipeline } from './pipeline.js';
import type { JobStatus } from './processing/job-status.js';
import { buildModel, type PipelineModel } from './processing/pipeline-model.js';
import type { Statuses } from './processing/pipeline-state.js';
import type { SemanticsName } from './processing/semantics.js';
import { type SimulationEvent, startSimulation } from './simulation.js';

export interface SampleRun {
  readonly events: readonly (SimulationEvent & { readonly jobs: readonly string[] })[];
  /** Of the job and of all it waits for, or of the whole pipeline. */
  readonly statuses: Statuses;
}

export interface RunOptions {
  /** Only what this job waits for happens; null: all that can happen, until nothing moves. */
  readonly job: string | null;
  /** `current` when absent. */
  readonly semantics?: SemanticsName;
  readonly fails?: ReadonlySet<string>;
  /** Manual jobs are played as soon as they can be. */
  readonly plays?: boolean;
  /** Delays end as soon as they have begun. */
  readonly elapses?: boolean;
  /** Ends the run; by default a job that left `created`. */
  readonly until?: (status: JobStatus | undefined) => boolean;
}

/** A run can only be as long as the pipeline is deep, but jobs of one stage may wait for each other. */
const MAX_STEPS = 200;

/** Jobs that all runs of one pipeline may take together, so that linting stays as cheap as reading. */
const MAX_JOBS = 8_000;

interface Runs {
  readonly model: PipelineModel;
  /** Those without failures and plays, by job. */
  readonly calm: Record<SemanticsName, Map<string | null, SampleRun>>;
  jobsLeft: number;
}

const memo = new WeakMap<Pipeline, Runs>();

/** Null when the runs of this pipeline have become too many. Delayed jobs do not start, unless it is asked for: their time has not come. */
export function runUntil(pipeline: Pipeline, options: RunOptions): SampleRun | null {
  const runs = memo.get(pipeline) ?? startRuns(pipeline);
  memo.set(pipeline, runs);
  const calm = runs.calm[options.semantics ?? 'current'];
  const isCalm =
    options.fails === undefined &&
    options.plays !== true &&
    options.elapses !== true &&
    options.until === undefined;
  const known = isCalm ? calm.get(options.job) : undefined;
  if (known !== undefined) return known;
  const part = options.job === null ? pipeline : partOf(runs.model, options.job);
  if (runs.jobsLeft < part.jobs.length) return null;
  runs.jobsLeft -= part.jobs.length;
  const run = play(part, options);
  if (isCalm) calm.set(options.job, run);
  return run;
}

function startRuns(pipeline: Pipeline): Runs {
  const calm = { current: new Map(), proposed: new Map() };
  return { model: buildModel(pipeline), calm, jobsLeft: MAX_JOBS };
}

function partOf(model: PipelineModel, job: string): Pipeline {
  return restrictTo(model, coneOf(model, model.indexOf.get(job) ?? 0));
}

function play(cone: Pipeline, options: RunOptions): SampleRun {
  const { job, semantics = 'current', fails, plays = false, elapses = false, until } = options;
  const simulation = startSimulation(cone, semantics);
  const others = cone.jobs.map(({ name }) => name).filter(name => name !== job);
  const isOver = until ?? (status => status !== 'created' && job !== null);
  const events: SampleRun['events'][number][] = [];
  let statuses = simulation.statuses();
  const isDone = (): boolean => isOver(job === null ? undefined : statuses.jobs[job]);
  while (events.length < MAX_STEPS && !isDone()) {
    const active = others.filter(name => isActive(statuses.jobs[name]));
    const manual = plays ? others.filter(name => statuses.jobs[name] === 'manual') : [];
    const due = elapses ? others.filter(name => statuses.jobs[name] === 'scheduled') : [];
    if (active.length + manual.length + due.length === 0) break;
    for (const [event, names] of [
      ['play', manual],
      ['drop', active.filter(name => fails?.has(name))],
      ['success', active.filter(name => !fails?.has(name))],
      ['enqueue_scheduled', due],
    ] as const) {
      if (names.length === 0 || isDone()) continue;
      events.push({ event, jobs: names });
      statuses = simulation.fire({ event, jobs: names }).statuses;
    }
  }
  return { events, statuses };
}

function isActive(status: JobStatus | undefined): boolean {
  return status === 'pending' || status === 'running' || status === 'waiting_for_resource';
}
