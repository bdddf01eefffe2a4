/** The interactive simulator without a terminal: what a key does, and what the screen shows. */
import type { EventName } from '../../pipeline/processing/pipeline-event.js';
import type { SimulationEvent } from '../../pipeline/simulation.js';
import type { ReportedStep, SimulationReport } from '../../pipeline/simulation-report.js';
import { columnsOf, printable } from '../../reporters/printable.js';
import type { Style } from '../../reporters/style.js';

export interface InteractiveState {
  readonly events: readonly SimulationEvent[];
  /** Which job of the report is chosen. */
  readonly cursor: number;
  readonly done: boolean;
}

export const INITIAL_STATE: InteractiveState = { events: [], cursor: 0, done: false };

/** Keys of terminals and letters, by what they do to the chosen job or, in capitals, to the pipeline. */
const JOB_KEYS: ReadonlyMap<string, EventName> = new Map([
  ['s', 'success'],
  ['f', 'drop'],
  ['x', 'run'],
  ['p', 'play'],
  ['c', 'cancel'],
  ['r', 'retry'],
  ['e', 'enqueue_scheduled'],
  ['b', 'callback'],
]);

const PIPELINE_KEYS: ReadonlyMap<string, EventName> = new Map([
  ['C', 'cancel'],
  ['R', 'retry'],
]);

const QUIT = new Set(['q', '\u0003', '\u0004', '\u001b']);

export function pressKey(state: InteractiveState, key: string, { jobs }: SimulationReport): InteractiveState {
  if (QUIT.has(key)) return { ...state, done: true };
  if (key === '\u001b[A' || key === 'k') return { ...state, cursor: Math.max(0, state.cursor - 1) };
  if (key === '\u001b[B' || key === 'j') {
    return { ...state, cursor: Math.min(Math.max(0, jobs.length - 1), state.cursor + 1) };
  }
  if (key === 'u') return { ...state, events: state.events.slice(0, -1) };
  const ofPipeline = PIPELINE_KEYS.get(key);
  if (ofPipeline !== undefined) return fire(state, { event: ofPipeline });
  const event = JOB_KEYS.get(key);
  const job = jobs[state.cursor]?.name;
  return event === undefined || job === undefined ? state : fire(state, { event, jobs: [job] });
}

function fire(state: InteractiveState, event: SimulationEvent): InteractiveState {
  return { ...state, events: [...state.events, event] };
}

const HELP =
  's succeed  f fail  p play  c cancel  r retry  x run  e elapse  b callback  C R pipeline  u undo  q quit';

const DOTS: Readonly<Record<string, string>> = {
  success: '✓',
  failed: '✗',
  canceled: '⊘',
  skipped: '»',
  manual: '▶',
  scheduled: '◷',
  created: '·',
};

/** The whole screen. `height` lines at most: the list scrolls with the cursor. */
export function renderScreen(
  report: SimulationReport,
  { cursor, events }: InteractiveState,
  style: Style,
  height: number,
): string {
  const step = report.steps.at(-1);
  if (step === undefined) return `no pipeline: ${report.reason}\n`;
  const room = Math.max(3, height - 8);
  const first = Math.max(0, Math.min(cursor - Math.floor(room / 2), report.jobs.length - room));
  const width = Math.max(...report.jobs.map(({ name }) => columnsOf(printable(name))));
  const rows = report.jobs.slice(first, first + room).map((job, index) => {
    const status = step.statuses.jobs[job.name] ?? '';
    const parts = statusParts(step, job.name, status);
    const name = printable(job.name) + ' '.repeat(width - columnsOf(printable(job.name)));
    const line = `${first + index === cursor ? '❯' : ' '} ${DOTS[status] ?? '●'} ${name}  ${parts}`;
    return first + index === cursor ? style.bold(line) : paint(line, status, style);
  });
  const last = events.at(-1);
  const refused = step.refused.length > 0 ? style.red('  not possible') : '';
  const chosen = report.jobs[cursor]?.name ?? '';
  const why = latestReason(report, chosen);
  return [
    style.bold(`pipeline ${step.statuses.pipeline}`) + style.dim(`  step ${events.length}`),
    last === undefined ? '' : `${last.event} ${printable(last.jobs?.join(', ') ?? 'the pipeline')}${refused}`,
    '',
    ...rows,
    '',
    printable(why),
    style.dim(HELP),
    '',
  ].join('\n');
}

function statusParts({ proposed }: ReportedStep, job: string, status: string): string {
  const other = proposed?.statuses.jobs[job];
  return other === undefined || other === status ? status : `${status}  (proposed: ${other})`;
}

/** The reason of the last step in which the job changed. */
function latestReason({ steps }: SimulationReport, job: string): string {
  return steps.map(({ why }) => why[job]).findLast(why => why !== undefined) ?? '';
}

function paint(line: string, status: string, style: Style): string {
  if (status === 'failed' || status === 'canceled') return style.red(line);
  if (status === 'success') return style.green(line);
  if (status === 'created' || status === 'skipped') return style.dim(line);
  return status === 'manual' || status === 'scheduled' ? style.yellow(line) : line;
}
