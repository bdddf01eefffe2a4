/**
 * Two pipelines that are told the same: whatever happens to a job happens to it on both sides at the same moment. A side
 * on which a job starts earlier waits with it until the other side can follow or has come to rest without it.
 */
import type { Pipeline, PipelineJob } from '../pipeline.js';
import { isIn, STATUS, statusSet } from '../processing/job-status.js';
import { applyEvent, type PipelineEvent, startPipeline } from '../processing/pipeline-event.js';
import { buildModel } from '../processing/pipeline-model.js';
import { createdState, type PipelineState } from '../processing/pipeline-state.js';
import type { Processing } from '../processing/processing-pass.js';
import type { SemanticsName } from '../processing/semantics.js';
import { type SimulationEvent, semanticsByName } from '../simulation.js';

/** A pipeline under semantics. */
export interface PipelineSide {
  readonly pipeline: Pipeline;
  readonly semantics: SemanticsName;
}

/** Both sides, their jobs under common numbers. */
export interface JointModel {
  readonly names: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  readonly sides: readonly [JointSide, JointSide];
}

export interface JointSide {
  readonly processing: Processing;
  /** The job's number on this side for each common one; -1 where it is not in the pipeline. */
  readonly jobs: Int32Array;
}

export interface JointState {
  readonly sides: readonly [PipelineState, PipelineState];
  /** What happened to each job on one side alone, as `OUTCOME`, so that the other does the same when it comes to it. */
  readonly outcomes: Uint8Array;
}

export interface JointMove {
  readonly event: SimulationEvent;
  readonly job: number;
  /** The sides it happens on: 1 before, 2 after, 3 both. */
  readonly on: number;
}

export const ABSENT = -1;

/** Codes of `JointState.outcomes`; from `code` on a failure with the exit code of that place in the job's list. */
const OUTCOME = { none: 0, success: 1, canceled: 2, failed: 3, code: 4 } as const;

const BOTH = 3;

export function jointModel(before: PipelineSide, after: PipelineSide): JointModel {
  const names = [
    ...new Set([before, after].flatMap(({ pipeline }) => pipeline.jobs.map(({ name }) => name))),
  ];
  const sideOf = ({ pipeline, semantics }: PipelineSide): JointSide => {
    const model = buildModel(pipeline);
    const jobs = Int32Array.from(names, name => model.indexOf.get(name) ?? ABSENT);
    return { processing: { model, semantics: semanticsByName(semantics) }, jobs };
  };
  const indexOf = new Map(names.map((name, job) => [name, job]));
  return { names, indexOf, sides: [sideOf(before), sideOf(after)] };
}

export function startJoint({ names, sides }: JointModel): JointState {
  const start = ({ processing }: JointSide): PipelineState => {
    const state = createdState(processing.model);
    startPipeline(processing, state);
    return state;
  };
  return { sides: [start(sides[0]), start(sides[1])], outcomes: new Uint8Array(names.length) };
}

/** The job's status on one side, or `ABSENT`. */
export function statusOn(model: JointModel, state: JointState, side: 0 | 1, job: number): number {
  const number = model.sides[side].jobs[job] ?? ABSENT;
  return number === ABSENT ? ABSENT : (state.sides[side][number] ?? 0);
}

export function jobOn({ sides }: JointModel, side: 0 | 1, job: number): PipelineJob | undefined {
  return sides[side].processing.model.pipeline.jobs[sides[side].jobs[job] ?? ABSENT];
}

const WORKING = statusSet(STATUS.pending, STATUS.running, STATUS.preparing, STATUS.waitingForCallback);

const MOVING = WORKING | statusSet(STATUS.scheduled, STATUS.waitingForResource, STATUS.canceling);

/** Not begun, and nobody knows yet whether it will. */
const OPEN = statusSet(STATUS.created, STATUS.waitingForResource);

/** True when nothing moves on the side unless a person acts. */
export function isAtRest(model: JointModel, state: JointState, side: 0 | 1): boolean {
  const jobs = state.sides[side].subarray(0, model.sides[side].processing.model.stageOf.length);
  return !jobs.some(status => isIn(MOVING, status));
}

/** All that can happen next. */
export function possibleMoves(model: JointModel, state: JointState): readonly JointMove[] {
  const rests = [isAtRest(model, state, 0), isAtRest(model, state, 1)] as const;
  const moves: JointMove[] = [];
  for (let job = 0; job < model.names.length; job++) {
    const before = statusOn(model, state, 0, job);
    const after = statusOn(model, state, 1, job);
    const on = partners(isWorking(before), isWorking(after), [before, after], rests);
    if (on !== 0) moves.push(...outcomeMoves(model, state, job, on));
    addMove(moves, model, job, 'play', STATUS.manual, [before, after], rests);
    addMove(moves, model, job, 'enqueue_scheduled', STATUS.scheduled, [before, after], rests);
  }
  return moves;
}

function isWorking(status: number): boolean {
  return status !== ABSENT && isIn(WORKING, status);
}

function addMove(
  moves: JointMove[],
  { names }: JointModel,
  job: number,
  event: 'play' | 'enqueue_scheduled',
  from: number,
  statuses: readonly [number, number],
  rests: readonly [boolean, boolean],
): void {
  const on = partners(statuses[0] === from, statuses[1] === from, statuses, rests);
  if (on !== 0) moves.push({ event: { event, jobs: [names[job] ?? ''] }, job, on });
}

/** On which sides something that is possible there happens now; 0 while one side waits for the other. */
function partners(
  before: boolean,
  after: boolean,
  statuses: readonly [number, number],
  rests: readonly [boolean, boolean],
): number {
  if (before && after) return BOTH;
  if (before) return isOpen(statuses[1]) && !rests[1] ? 0 : 1;
  if (after) return isOpen(statuses[0]) && !rests[0] ? 0 : 2;
  return 0;
}

function isOpen(status: number): boolean {
  return status !== ABSENT && isIn(OPEN, status);
}

function outcomeMoves(model: JointModel, state: JointState, job: number, on: number): readonly JointMove[] {
  const known = state.outcomes[job] ?? OUTCOME.none;
  const codes = exitCodesOf(model, job);
  const outcomes =
    known === OUTCOME.none
      ? [OUTCOME.success, OUTCOME.failed, ...codes.map((_, at) => OUTCOME.code + at), OUTCOME.canceled]
      : [known];
  const jobs = [model.names[job] ?? ''];
  return outcomes.map(outcome => {
    if (outcome === OUTCOME.success) return { event: { event: 'success', jobs }, job, on };
    if (outcome === OUTCOME.canceled) return { event: { event: 'cancel', jobs }, job, on };
    const exitCode = codes[outcome - OUTCOME.code];
    const event: SimulationEvent = { event: 'drop', jobs, ...(exitCode === undefined ? {} : { exitCode }) };
    return { event, job, on };
  });
}

/** One exit code for each way in which the two sides can take one. */
export function exitCodesOf(model: JointModel, job: number): readonly number[] {
  const [before, after] = [listedCodes(jobOn(model, 0, job)), listedCodes(jobOn(model, 1, job))];
  const found = new Map<string, number>();
  for (const code of [...before, ...after]) {
    const key = `${before.includes(code)} ${after.includes(code)}`;
    if (!found.has(key)) found.set(key, code);
  }
  return [...found.values()];
}

function listedCodes(job: PipelineJob | undefined): readonly number[] {
  return typeof job?.allowFailure === 'object' ? job.allowFailure.exitCodes : [];
}

/** The move in which an event happens to a job now, where it can; only asked for the first of its jobs. */
export function moveOf(model: JointModel, state: JointState, event: SimulationEvent): JointMove | null {
  const job = model.indexOf.get(event.jobs?.[0] ?? '');
  if (job === undefined) return null;
  const statuses = [statusOn(model, state, 0, job), statusOn(model, state, 1, job)] as const;
  const from = MOVES_FROM[event.event] ?? 0;
  const [before, after] = statuses.map(status => status !== ABSENT && isIn(from, status));
  if (!before && !after) return null;
  const rests = [isAtRest(model, state, 0), isAtRest(model, state, 1)] as const;
  const on = partners(before === true, after === true, statuses, rests);
  if (on === 0) return null;
  const known = state.outcomes[job] ?? OUTCOME.none;
  const outcome = outcomeCode(model, job, event);
  return known === OUTCOME.none || outcome === OUTCOME.none || known === outcome ? { event, job, on } : null;
}

const MOVES_FROM: Readonly<Partial<Record<SimulationEvent['event'], number>>> = {
  success: WORKING,
  drop: WORKING,
  cancel: WORKING,
  play: statusSet(STATUS.manual),
  enqueue_scheduled: statusSet(STATUS.scheduled),
};

export function moveJoint(model: JointModel, state: JointState, move: JointMove): JointState {
  const { sides, outcomes } = state;
  const next: JointState = { sides: [sides[0].slice(), sides[1].slice()], outcomes: outcomes.slice() };
  applyMove(model, next, move);
  return next;
}

/** Changes the state itself. */
export function applyMove(model: JointModel, state: JointState, move: JointMove): void {
  for (const side of [0, 1] as const) {
    if ((move.on & (side + 1)) === 0) continue;
    const own = model.sides[side];
    applyEvent(own.processing, state.sides[side], eventOn(own, move.job, move.event));
  }
  recordMove(model, state, move);
}

/** Notes the outcome that a move has, in the state itself. */
export function recordMove(model: JointModel, { outcomes }: JointState, { event, job, on }: JointMove): void {
  const outcome = outcomeCode(model, job, event);
  if (outcome !== OUTCOME.none) outcomes[job] = on === BOTH ? OUTCOME.none : outcome;
}

function eventOn({ jobs }: JointSide, job: number, { event, exitCode }: SimulationEvent): PipelineEvent {
  return { event, jobs: [jobs[job] ?? ABSENT], ...(exitCode === undefined ? {} : { exitCode }) };
}

function outcomeCode(model: JointModel, job: number, { event, exitCode }: SimulationEvent): number {
  if (event === 'success') return OUTCOME.success;
  if (event === 'cancel') return OUTCOME.canceled;
  if (event !== 'drop') return OUTCOME.none;
  return exitCode === undefined ? OUTCOME.failed : OUTCOME.code + exitCodesOf(model, job).indexOf(exitCode);
}
