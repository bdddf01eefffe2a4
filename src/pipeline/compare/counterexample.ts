/** A way to a difference as something that can be told and replayed. */

import type { ContextInput } from '../pipeline-context.js';
import { isIn, JOB_STATUSES, type JobStatus, STATUS, statusSet } from '../processing/job-status.js';
import { type Simulation, type SimulationEvent, startSimulation } from '../simulation.js';
import type { Counterexample } from './comparison.js';
import { differencesIn } from './joint-difference.js';
import { type JointModel, type JointMove, moveJoint, type PipelineSide, startJoint } from './joint-run.js';
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

/** Of the events, those that happen on this side: nothing happens to a job that has not started there. */
export function eventsOn(
  { pipeline, semantics }: PipelineSide,
  events: readonly SimulationEvent[],
): {
  readonly events: readonly SimulationEvent[];
  readonly simulation: Simulation;
} {
  const simulation = startSimulation(pipeline, semantics);
  const happening: SimulationEvent[] = [];
  for (const event of events) {
    const happens = HAPPENS_IN[event.event] ?? 0;
    const { jobs: now } = simulation.statuses();
    const jobs = event.jobs?.filter(job => isIn(happens, statusCode(now[job])));
    if (jobs?.length === 0) continue;
    const own: SimulationEvent = jobs === undefined ? event : { ...event, jobs };
    simulation.fire(own);
    happening.push(own);
  }
  return { events: happening, simulation };
}

export interface Way {
  readonly context: ContextInput;
  /** The whole pipelines. */
  readonly sides: readonly [PipelineSide, PipelineSide];
  /** The part of them that the moves are about. */
  readonly part: JointModel;
  readonly moves: readonly JointMove[];
}

/** Null when the way does not lead to a difference of the subject in the whole pipelines. */
export function counterexampleOf(
  { context, sides, part, moves }: Way,
  subject: Subject,
): Counterexample | null {
  const state = moves.reduce((joint, move) => moveJoint(part, joint, move), startJoint(part));
  const differences = differencesIn(part, state, subject);
  if (differences[0]?.job !== subject) return null;
  const events = moves.map(({ event }) => event);
  const [before, after] = sides.map(side => eventsOn(side, events).simulation.statuses());
  if (before === undefined || after === undefined) return null;
  return { context, events: joinEvents(events), before, after, differences, hazard: null };
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

function statusCode(status: JobStatus | undefined): number {
  return status === undefined ? -1 : JOB_STATUSES.indexOf(status);
}
