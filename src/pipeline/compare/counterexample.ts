/** A way to a difference as something that can be told and replayed. */
import type { ContextInput } from '../pipeline-context.js';
import { isIn, STATUS, statusSet } from '../processing/job-status.js';
import { applyEvent, startPipeline } from '../processing/pipeline-event.js';
import {
  createdState,
  type PipelineState,
  readStatuses,
  type Statuses,
} from '../processing/pipeline-state.js';
import type { Processing } from '../processing/processing-pass.js';
import type { SimulationEvent } from '../simulation.js';
import type { Counterexample, Difference } from './comparison.js';
import { hazardOf } from './hazard.js';
import { differencesIn } from './joint-difference.js';
import { applyMove, type JointModel, type JointMove, startJoint } from './joint-run.js';
import type { Subject } from './ledger.js';

const WORKING = statusSet(STATUS.pending, STATUS.running, STATUS.preparing, STATUS.waitingForCallback);

/** In which statuses an event can happen; the machine of statuses allows more than ever happens. */
const HAPPENS_IN: Readonly<Partial<Record<SimulationEvent['event'], number>>> = {
  success: WORKING,
  drop: WORKING,
  cancel: WORKING,
  play: statusSet(STATUS.manual),
  enqueue_scheduled: statusSet(STATUS.scheduled),
};

export interface EventRun {
  /** Those that happened, less the jobs to which they could not: nothing happens to a job that has not started. */
  readonly events: readonly SimulationEvent[];
  readonly state: PipelineState;
}

/** Lets events happen to a pipeline one after the other, as far as they can. */
export function runEvents(processing: Processing, events: readonly SimulationEvent[]): EventRun {
  const { model } = processing;
  const state = createdState(model);
  startPipeline(processing, state);
  const happened: SimulationEvent[] = [];
  for (const { event, jobs, exitCode } of events) {
    const code = exitCode === undefined ? {} : { exitCode };
    const names: string[] = [];
    for (const name of jobs ?? []) {
      const job = model.indexOf.get(name);
      if (job === undefined || !isIn(HAPPENS_IN[event] ?? 0, state[job] ?? 0)) continue;
      applyEvent(processing, state, { event, jobs: [job], ...code });
      names.push(name);
    }
    if (names.length > 0) happened.push({ event, jobs: names, ...code });
  }
  return { events: happened, state };
}

export interface Way {
  readonly context: ContextInput;
  /** The whole pipelines. */
  readonly whole: JointModel;
  /** The part of them that the moves are about. */
  readonly part: JointModel;
  readonly moves: readonly JointMove[];
}

/** Null when the way does not lead to a difference of the subject. The statuses are made when they are asked for. */
export function counterexampleOf(
  { context, whole, part, moves }: Way,
  subject: Subject,
): Counterexample | null {
  const state = startJoint(part);
  for (const move of moves) applyMove(part, state, move);
  const events = moves.map(({ event }) => event);
  const isWhole = part.names.length === whole.names.length;
  // The status that a part ends with is not that of the pipeline.
  const found = differencesIn(part, state, subject).filter(({ job }) => isWhole || job !== null);
  const differences = inWhole(found, whole, events);
  if (differences[0]?.job !== subject) return null;
  const statuses = ({ processing }: JointModel['sides'][0]): Statuses =>
    readStatuses(processing.model, runEvents(processing, events).state);
  return {
    context,
    events: joinEvents(events),
    get before() {
      return statuses(whole.sides[0]);
    },
    get after() {
      return statuses(whole.sides[1]);
    },
    differences,
    hazard: hazardOf(part, state),
  };
}

/** Where a resource is free in the part, another job of the whole can hold it. */
function inWhole(
  differences: readonly Difference[],
  whole: JointModel,
  events: readonly SimulationEvent[],
): readonly Difference[] {
  if (whole.sides.every(({ processing }) => processing.model.resourceGroups === 0)) return differences;
  const [was, is] = whole.sides.map(({ processing }) =>
    readStatuses(processing.model, runEvents(processing, events).state),
  );
  const text = (told: string, statuses: Statuses | undefined, job: string | null): string => {
    const waits = job !== null && statuses?.jobs[job] === 'waiting_for_resource';
    return told === 'pending' && waits ? 'waiting for resource' : told;
  };
  return differences.map(({ job, aspect, before, after }) => ({
    job,
    aspect,
    before: text(before, was, job),
    after: text(after, is, job),
  }));
}

/** What happens to several jobs one after the other is one event. */
function joinEvents(events: readonly SimulationEvent[]): readonly SimulationEvent[] {
  const joined: SimulationEvent[] = [];
  for (const event of events) {
    const last = joined.at(-1);
    if (last?.event === event.event && last.exitCode === event.exitCode && last.jobs && event.jobs) {
      joined[joined.length - 1] = { ...last, jobs: [...last.jobs, ...event.jobs] };
    } else joined.push(event);
  }
  return joined;
}
