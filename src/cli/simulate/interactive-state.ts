/** The interactive simulator without a terminal: what a key does. */
import type { JobStatus } from '../../pipeline/processing/job-status.js';
import type { EventName } from '../../pipeline/processing/pipeline-event.js';
import type { SimulationEvent } from '../../pipeline/simulation.js';
import type { ReportedStep, SimulationReport } from '../../pipeline/simulation-report.js';

export interface InteractiveState {
  readonly events: readonly SimulationEvent[];
  /** Which job of the report is chosen. */
  readonly cursor: number;
  /** What the last key could not do, or empty. */
  readonly note: string;
  readonly done: boolean;
}

export const INITIAL_STATE: InteractiveState = { events: [], cursor: 0, note: '', done: false };

export interface Session {
  readonly state: InteractiveState;
  /** What became of the events so far. */
  readonly report: SimulationReport;
}

/** Keys of what can be done to the chosen job. */
export const JOB_KEYS: readonly (readonly [key: string, event: EventName, verb: string])[] = [
  ['s', 'success', 'succeed'],
  ['f', 'drop', 'fail'],
  ['x', 'run', 'start'],
  ['p', 'play', 'play'],
  ['e', 'enqueue_scheduled', 'end the delay'],
  ['b', 'callback', 'call back'],
  ['r', 'retry', 'retry'],
  ['c', 'cancel', 'cancel'],
];

/** The letters of the keys, the usual one first. */
const POSSIBLE: Readonly<Partial<Record<JobStatus, string>>> = {
  created: 'c',
  waiting_for_resource: 'sfc',
  preparing: 'sfc',
  pending: 'sfxc',
  running: 'sfc',
  waiting_for_callback: 'bfc',
  manual: 'p',
  scheduled: 'ec',
  success: 'r',
  failed: 'r',
  canceled: 'r',
};

/** The keys that do something to a job as it is, in one of the semantics; the first is what Enter does. */
export function possibleKeys({ statuses, proposed }: ReportedStep, job: string): typeof JOB_KEYS {
  const letters = [statuses, proposed?.statuses]
    .map(one => POSSIBLE[one?.jobs[job] ?? 'skipped'] ?? '')
    .join('');
  return JOB_KEYS.filter(([key]) => letters.includes(key)).sort(
    ([one], [other]) => letters.indexOf(one) - letters.indexOf(other),
  );
}

const PIPELINE_KEYS: ReadonlyMap<string, EventName> = new Map([
  ['C', 'cancel'],
  ['R', 'retry'],
]);

const QUIT = new Set(['q', '\u0003', '\u0004', '\u001b']);

/** By how many jobs a key moves the choice. */
const MOVES: ReadonlyMap<string, number> = new Map([
  ['\u001b[A', -1],
  ['\u001bOA', -1],
  ['k', -1],
  ['\u001b[B', 1],
  ['\u001bOB', 1],
  ['j', 1],
  ['\u001b[5~', -10],
  ['\u001b[6~', 10],
  ['\u001b[H', Number.NEGATIVE_INFINITY],
  ['\u001b[1~', Number.NEGATIVE_INFINITY],
  ['g', Number.NEGATIVE_INFINITY],
  ['\u001b[F', Number.POSITIVE_INFINITY],
  ['\u001b[4~', Number.POSITIVE_INFINITY],
  ['G', Number.POSITIVE_INFINITY],
]);

/** One read of a terminal can hold several keys; those of one name are an escape sequence. */
export function splitKeys(text: string): readonly string[] {
  return text.match(/\u001b(?:\[[\d;]*[A-Za-z~]|O[A-Za-z])|[\s\S]/gu) ?? [];
}

/** What a key does; an event that is not possible leaves a note and nothing else. */
export function pressKey(
  { state, report }: Session,
  key: string,
  simulate: (events: readonly SimulationEvent[]) => SimulationReport,
): Session {
  const calm = { ...state, note: '' };
  if (QUIT.has(key)) return { state: { ...calm, done: true }, report };
  const move = MOVES.get(key);
  if (move !== undefined) {
    const last = Math.max(0, report.jobs.length - 1);
    return { state: { ...calm, cursor: Math.min(last, Math.max(0, state.cursor + move)) }, report };
  }
  if (key === 'u') {
    if (state.events.length === 0) return { state: { ...state, note: 'nothing to undo' }, report };
    const events = state.events.slice(0, -1);
    return { state: { ...calm, events }, report: simulate(events) };
  }
  const event = eventOf(key, state.cursor, report);
  if (event === null) return { state: calm, report };
  if (event.jobs?.length === 0) return { state: { ...state, note: 'nothing runs' }, report };
  const events = [...state.events, event];
  const next = simulate(events);
  const last = next.steps.at(-1);
  const refused = last?.refused ?? [];
  if (refused.length === 0 || last?.proposed?.refused.length === 0)
    return { state: { ...calm, events }, report: next };
  const status = report.steps.at(-1)?.statuses.jobs[refused[0] ?? ''] ?? '';
  return { state: { ...state, note: `not possible: ${refused.join(', ')} is ${status}` }, report };
}

/** Null for a key that has no meaning here. */
function eventOf(key: string, cursor: number, { jobs, steps }: SimulationReport): SimulationEvent | null {
  const ofPipeline = PIPELINE_KEYS.get(key);
  if (ofPipeline !== undefined) return { event: ofPipeline };
  if (key === 'n') return { event: 'success', jobs: runningJobs(steps.at(-1)) };
  const job = jobs[cursor]?.name;
  const step = steps.at(-1);
  if (job === undefined || step === undefined) return null;
  const [usual] = possibleKeys(step, job);
  const event = key === '\r' || key === '\n' ? usual?.[1] : JOB_KEYS.find(([letter]) => letter === key)?.[1];
  return event === undefined ? null : { event, jobs: [job] };
}

const RUNNING: readonly (JobStatus | undefined)[] = ['pending', 'running', 'preparing'];

function runningJobs(step: ReportedStep | undefined): readonly string[] {
  if (step === undefined) return [];
  const { jobs } = step.statuses;
  return Object.keys(jobs).filter(name => RUNNING.includes(jobs[name]));
}
