/** Settles a question by meeting every state of the part of the pipeline that decides it. */
import { isIn, STATUS, statusSet } from '../processing/job-status.js';
import { buildModel } from '../processing/pipeline-model.js';
import { jobStatus } from '../processing/pipeline-state.js';
import type { Processing } from '../processing/processing-pass.js';
import { restrictTo } from './cone.js';
import { type Question, readState } from './question.js';
import { type StateGraph, searchStates } from './state-search.js';

/** Larger parts are not searched. */
export const MAX_JOBS = 12;

const MAX_STATES = 6_000;

export interface ConeAnswer {
  readonly answer: 'yes' | 'no' | 'unknown';
  readonly states: number;
}

/** The states of the cone alone, with the number that `job` has there; null when it is too large. */
export interface ConeGraph {
  readonly processing: Processing;
  readonly graph: StateGraph;
  readonly job: number;
}

export function exploreCone(
  processing: Processing,
  cone: ReadonlySet<number>,
  job: number,
  limit: number,
): ConeGraph | null {
  if (cone.size > MAX_JOBS || limit <= 0) return null;
  const model = buildModel(restrictTo(processing.model, cone));
  const inner: Processing = { model, semantics: processing.semantics };
  const name = processing.model.pipeline.jobs[job]?.name ?? '';
  const graph = searchStates(inner, { limit: Math.min(limit, MAX_STATES) });
  return { processing: inner, graph, job: model.indexOf.get(name) ?? 0 };
}

/** The first state in the order of the search that shows it, so one with a shortest trace; -1 if there is none. */
export function findState({ processing, graph, job }: ConeGraph, question: Question): number {
  return graph.states.findIndex(
    (state, at) =>
      (question === 'runs' || graph.resting[at] === true) && readState(processing, state)(job, question),
  );
}

/**
 * Outside the cone everything may succeed, so a cone that ends green is part of a pipeline that does. The converse
 * fails where nothing in the cone ran: then a job outside decides, and the answer is unknown.
 */
export function searchCone(
  processing: Processing,
  cone: ReadonlySet<number>,
  job: number,
  question: Question,
  limit: number,
): ConeAnswer {
  const explored = exploreCone(processing, cone, job, limit);
  if (explored === null) return { answer: 'unknown', states: 0 };
  const states = explored.graph.states.length;
  if (findState(explored, question) >= 0) return { answer: 'yes', states };
  const part = cone.size < processing.model.stageOf.length;
  const open = !explored.graph.complete || (part && question === 'greenAlthoughNotRun' && endsIdle(explored));
  return { answer: open ? 'unknown' : 'no', states };
}

const IDLE = statusSet(STATUS.skipped, STATUS.manual);

function endsIdle({ processing, graph, job }: ConeGraph): boolean {
  const size = processing.model.stageOf.length;
  return graph.states.some((state, at) => {
    if (graph.resting[at] !== true || !isIn(IDLE, jobStatus(state, job))) return false;
    return state.subarray(0, size).every(status => isIn(IDLE, status));
  });
}
