/** Traces that a person can read and `simulate` can replay. */
import { applyEvent, type PipelineEvent, startPipeline } from '../processing/pipeline-event.js';
import { buildModel } from '../processing/pipeline-model.js';
import { createdState } from '../processing/pipeline-state.js';
import type { Processing } from '../processing/processing-pass.js';
import { restrictTo } from './cone.js';
import { type ConeGraph, findState } from './cone-search.js';
import { isResting, type Question, readState } from './question.js';

/** An event by job names, as scenario files write it. */
export interface TraceEvent {
  readonly event: PipelineEvent['event'];
  readonly jobs: readonly string[];
  readonly exitCode?: number;
}

/** Longer traces are not shortened event by event. */
const MAX_SHORTENED = 80;

/** The part of the pipeline a trace happens in. */
export interface TraceScope {
  readonly cone: ReadonlySet<number>;
  /** All its states, if they are few. */
  readonly graph: ConeGraph | null;
}

/**
 * A shortest trace where all states are known; else the events given, less those that do not matter. Events that
 * happen at the same time are one event with several jobs.
 */
export function shortenTrace(
  processing: Processing,
  { cone, graph }: TraceScope,
  job: number,
  question: Question,
  events: readonly PipelineEvent[] | null,
): readonly TraceEvent[] {
  const state = graph === null ? -1 : findState(graph, question);
  if (graph !== null && state >= 0) return nameEvents(graph.processing, graph.graph.trace(state));
  const model = buildModel(restrictTo(processing.model, cone));
  const inner: Processing = { model, semantics: processing.semantics };
  const name = processing.model.pipeline.jobs[job]?.name ?? '';
  const target = model.indexOf.get(name) ?? 0;
  const reaches = (trace: readonly TraceEvent[]): boolean => replays(inner, trace, target, question);
  return shorten(splitEvents(nameEvents(processing, events ?? [], model.indexOf)), reaches);
}

function replays(
  processing: Processing,
  trace: readonly TraceEvent[],
  job: number,
  question: Question,
): boolean {
  const { model } = processing;
  const state = createdState(model);
  startPipeline(processing, state);
  for (const { event, jobs, exitCode } of trace) {
    const numbers = jobs.map(name => model.indexOf.get(name) ?? -1).filter(number => number >= 0);
    const refused = applyEvent(processing, state, {
      event,
      jobs: numbers,
      ...(exitCode === undefined ? {} : { exitCode }),
    });
    if (refused === null || refused.length > 0) return false;
  }
  if (!readState(processing, state)(job, question)) return false;
  return question === 'runs' || isResting(processing, state);
}

function shorten(
  trace: readonly TraceEvent[],
  reaches: (trace: readonly TraceEvent[]) => boolean,
): readonly TraceEvent[] {
  if (trace.length > MAX_SHORTENED) return trace;
  let shortest = trace;
  for (let at = trace.length - 1; at >= 0; at--) {
    const without = shortest.filter((_, index) => index !== at);
    if (reaches(without)) shortest = without;
  }
  return shortest;
}

function splitEvents(trace: readonly TraceEvent[]): readonly TraceEvent[] {
  if (trace.reduce((sum, { jobs }) => sum + jobs.length, 0) > MAX_SHORTENED) return trace;
  return trace.flatMap(event => event.jobs.map(job => ({ ...event, jobs: [job] })));
}

/** Only events on jobs that `known` has, if given. */
function nameEvents(
  { model }: Processing,
  events: readonly PipelineEvent[],
  known: ReadonlyMap<string, number> = model.indexOf,
): readonly TraceEvent[] {
  return events.flatMap(({ event, jobs, exitCode }) => {
    const names = (jobs ?? [])
      .map(job => model.pipeline.jobs[job]?.name ?? '')
      .filter(name => known.has(name));
    if (names.length === 0) return [];
    return [{ event, jobs: names, ...(exitCode === undefined ? {} : { exitCode }) }];
  });
}
