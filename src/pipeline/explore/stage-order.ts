/**
 * What becomes of jobs by their needs, beside what would become of them by stages. What happens before a job does not
 * depend on the job, so one run of the pipeline answers both: what it does to a job with needs, and what GitLab would do
 * to the same job in stage order at that moment. Runs are those without failures and those with one; blocking manual
 * jobs are played and delays end, optional ones are left alone.
 */
import type { Pipeline } from '../pipeline.js';
import { currentSemantics } from '../processing/current.js';
import { isIn, type JobStatus, STATUS, statusName, statusSet } from '../processing/job-status.js';
import { applyEvent, type PipelineEvent, startPipeline } from '../processing/pipeline-event.js';
import { buildModel, type PipelineModel } from '../processing/pipeline-model.js';
import { createdState, jobStatus, type PipelineState } from '../processing/pipeline-state.js';
import { type Processing, tokenOf } from '../processing/processing-pass.js';
import { REQUIRED, TURN } from '../processing/semantics.js';
import { ACTIVE, any, TOKEN } from '../processing/token.js';
import type { SimulationEvent } from '../simulation.js';
import { coneOf } from './cone.js';
import { mayFail } from './requirement.js';

export interface Divergence {
  /** `skipped`: by stages the job would run. `early`: by stages it would wait. */
  readonly kind: 'skipped' | 'early';
  /** The job's own status. */
  readonly status: JobStatus;
  /** The job that fails in this run, or null. */
  readonly failing: string | null;
  /** The job among the needs that was skipped or passed over, and its status. */
  readonly cause: string;
  readonly causeStatus: JobStatus;
  /** Needs that are not over when the job starts early. */
  readonly unfinished: readonly string[];
  readonly events: readonly (SimulationEvent & { readonly jobs: readonly string[] })[];
}

/** One of each kind of job is made to fail; jobs of one stage with the same needs fail alike. */
const MOST_FAILURES = 40;

const MOST_STEPS = 200;

interface Search {
  readonly processing: Processing;
  readonly found: Map<string, Divergence>;
}

/** By job; a job is not in it when none of the runs tried tells the two apart. */
export function divergencesFromStageOrder(pipeline: Pipeline): ReadonlyMap<string, Divergence> {
  const model = buildModel(pipeline);
  const search: Search = { processing: { model, semantics: currentSemantics }, found: new Map() };
  const handlers: number[] = [];
  const others: number[] = [];
  for (let job = 0; job < model.stageOf.length; job++) {
    if (model.dag[job] === 0 || model.needs[job]?.length === 0) continue;
    (model.required[job] === REQUIRED.on_failure ? handlers : others).push(job);
  }
  if (others.length > 0) runAndCompare(search, others, -1);
  for (const failing of failingKinds(model, handlers)) runAndCompare(search, handlers, failing);
  return search.found;
}

function failingKinds(model: PipelineModel, handlers: readonly number[]): Iterable<number> {
  const kinds = new Map<string, number>();
  const watched = new Set(handlers.flatMap(job => [...coneOf(model, job)]));
  for (const job of watched) {
    const { execution, needs } = model.pipeline.jobs[job] ?? {};
    if (execution !== 'automatic' || !mayFail(model, job) || kinds.size >= MOST_FAILURES) continue;
    const kind = JSON.stringify([model.stageOf[job], needs?.map(need => need.job)]);
    if (!kinds.has(kind)) kinds.set(kind, job);
  }
  return kinds.values();
}

function runAndCompare(search: Search, jobs: readonly number[], failing: number): void {
  const { processing, found } = search;
  const { model } = processing;
  const { jobs: named } = model.pipeline;
  const nameOf = (job: number): string => named[job]?.name ?? '';
  const state = createdState(model);
  startPipeline(processing, state);
  const events: PipelineEvent[] = [];
  let left = jobs.filter(job => !found.has(nameOf(job)));
  while (left.length > 0 && events.length < MOST_STEPS) {
    const before = tokensBefore(processing, state);
    left = left.filter(job => {
      const seen = compare(processing, state, job, before[model.stageOf[job] ?? 0] ?? 0);
      if (seen === null || seen === 'alike') return seen === null;
      found.set(nameOf(job), {
        kind: seen.kind,
        status: statusName(jobStatus(state, job)),
        failing: failing < 0 ? null : nameOf(failing),
        cause: nameOf(seen.cause),
        causeStatus: statusName(jobStatus(state, seen.cause)),
        unfinished: seen.unfinished.map(nameOf),
        events: events.map(({ event, jobs: numbers }) => ({ event, jobs: (numbers ?? []).map(nameOf) })),
      });
      return false;
    });
    const event = nextEvent(processing, state, failing);
    if (event === null) return;
    events.push(event);
    applyEvent(processing, state, event);
  }
}

/** For each stage the tokens of all jobs of earlier ones. */
function tokensBefore(processing: Processing, state: PipelineState): readonly number[] {
  const { model } = processing;
  const sums: number[] = [];
  let tokens = 0;
  for (let stage = 0; stage < model.stages.length; stage++) {
    sums.push(tokens);
    for (let at = model.stageStart[stage] ?? 0; at < (model.stageStart[stage + 1] ?? 0); at++) {
      tokens |= tokenOf(processing, state, model.order[at] ?? 0);
    }
  }
  return sums;
}

interface Seen {
  readonly kind: Divergence['kind'];
  readonly cause: number;
  readonly unfinished: readonly number[];
}

const UNFINISHED = ACTIVE | TOKEN.created | TOKEN.scheduled;

const NOT_STARTED = statusSet(STATUS.created, STATUS.skipped);

/** Null while that is open. */
function compare(
  processing: Processing,
  state: PipelineState,
  job: number,
  before: number,
): Seen | 'alike' | null {
  const { model, semantics } = processing;
  const own = jobStatus(state, job);
  if (own === STATUS.created) return null;
  const byStages = semantics.turn(model.required[job] ?? 0, false, before);
  const needs = [...(model.needs[job] ?? [])];
  const cause = needs.find(need => any(tokenOf(processing, state, need), TOKEN.skipped | TOKEN.ignored));
  if (cause === undefined) return 'alike';
  if (own === STATUS.skipped) {
    if (byStages === TURN.wait) return null;
    return byStages === TURN.act ? { kind: 'skipped', cause, unfinished: [] } : 'alike';
  }
  if (isIn(NOT_STARTED, own) || byStages !== TURN.wait) return 'alike';
  const unfinished = needs.filter(need => any(tokenOf(processing, state, need), UNFINISHED));
  return unfinished.length > 0 ? { kind: 'early', cause, unfinished } : 'alike';
}

function nextEvent({ model }: Processing, state: PipelineState, failing: number): PipelineEvent | null {
  const drop: number[] = [];
  const success: number[] = [];
  const due: number[] = [];
  const play: number[] = [];
  for (let job = 0; job < model.stageOf.length; job++) {
    const status = jobStatus(state, job);
    if (status === STATUS.scheduled) due.push(job);
    else if (status === STATUS.pending || status === STATUS.running)
      (job === failing ? drop : success).push(job);
    else if (status === STATUS.manual && mayFail(model, job)) play.push(job);
  }
  const groups = { drop, success, enqueue_scheduled: due, play } as const;
  for (const event of ['drop', 'success', 'enqueue_scheduled', 'play'] as const) {
    if (groups[event].length > 0) return { event, jobs: groups[event] };
  }
  return null;
}
