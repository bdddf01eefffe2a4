/**
 * Every state a pipeline can reach, by breadth-first search: each job that starts succeeds or fails (with and without
 * an exit code it may fail with), each manual job may be played at any moment or never, each delay ends. Nobody
 * retries. Exact, but exponential: for small pipelines and for the small part of a large one that a job depends on.
 */
import { STATUS } from '../processing/job-status.js';
import { applyEvent, type PipelineEvent, startPipeline } from '../processing/pipeline-event.js';
import { createdState, type PipelineState } from '../processing/pipeline-state.js';
import type { Processing } from '../processing/processing-pass.js';

export interface SearchOptions {
  /** The search gives up when it has met more states. */
  readonly limit: number;
  /** Running jobs can also be canceled. */
  readonly cancels?: boolean;
}

export interface StateGraph {
  readonly states: readonly PipelineState[];
  /** Whether nothing moves by itself any more; beside `states`. */
  readonly resting: readonly boolean[];
  /** False when the limit was hit: then states are missing. */
  readonly complete: boolean;
  /** The shortest sequence of events that leads to a state. */
  trace(state: number): readonly PipelineEvent[];
}

export function searchStates(processing: Processing, options: SearchOptions): StateGraph {
  const first = createdState(processing.model);
  startPipeline(processing, first);
  const states: PipelineState[] = [first];
  const cameFrom: { parent: number; event: PipelineEvent }[] = [];
  const seen = new Map<string, number>([[keyOf(processing, first), 0]]);
  const resting: boolean[] = [];
  let complete = true;
  for (let at = 0; at < states.length; at++) {
    const state = states[at];
    if (state === undefined) break;
    const { events, moving } = possibleEvents(processing, state, options.cancels === true);
    resting[at] = !moving;
    for (const event of events) {
      const next = state.slice();
      applyEvent(processing, next, event);
      const key = keyOf(processing, next);
      if (seen.has(key)) continue;
      if (states.length >= options.limit) {
        complete = false;
        continue;
      }
      seen.set(key, states.length);
      cameFrom[states.length] = { parent: at, event };
      states.push(next);
    }
  }
  return { states, resting, complete, trace: state => traceBack(cameFrom, state) };
}

function traceBack(
  cameFrom: readonly ({ parent: number; event: PipelineEvent } | undefined)[],
  state: number,
): readonly PipelineEvent[] {
  const events: PipelineEvent[] = [];
  for (let step = cameFrom[state]; step !== undefined; step = cameFrom[step.parent]) events.push(step.event);
  return events.reverse();
}

/** Stage and pipeline statuses follow from the jobs once nothing moves, so they are no part of the key. */
function keyOf({ model }: Processing, state: PipelineState): string {
  return String.fromCharCode(...state.subarray(0, model.stageOf.length * 2));
}

function possibleEvents(
  { model }: Processing,
  state: PipelineState,
  cancels: boolean,
): { readonly events: readonly PipelineEvent[]; readonly moving: boolean } {
  const events: PipelineEvent[] = [];
  let moving = false;
  for (let job = 0; job < model.stageOf.length; job++) {
    const jobs = [job];
    switch (state[job]) {
      case STATUS.manual:
        events.push({ event: 'play', jobs });
        break;
      case STATUS.scheduled:
        moving = true;
        events.push({ event: 'enqueue_scheduled', jobs });
        break;
      case STATUS.pending:
      case STATUS.waitingForCallback: {
        moving = true;
        events.push({ event: 'success', jobs }, { event: 'drop', jobs });
        const exitCode = allowedExitCode(model.pipeline.jobs[job]?.allowFailure);
        if (exitCode !== undefined) events.push({ event: 'drop', jobs, exitCode });
        if (cancels) events.push({ event: 'cancel', jobs });
        break;
      }
    }
  }
  return { events, moving };
}

function allowedExitCode(
  allowFailure: boolean | { readonly exitCodes: readonly number[] } | undefined,
): number | undefined {
  return typeof allowFailure === 'object' ? allowFailure.exitCodes[0] : undefined;
}
