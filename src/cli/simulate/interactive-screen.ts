/** What the interactive simulator shows. */
import type { EventName } from '../../pipeline/processing/pipeline-event.js';
import type { SimulationEvent } from '../../pipeline/simulation.js';
import type { ReportedJob, ReportedStep } from '../../pipeline/simulation-report.js';
import { columnsOf, printable } from '../../reporters/printable.js';
import type { Style } from '../../reporters/style.js';
import { possibleKeys, type Session } from './interactive-state.js';

export interface ScreenSize {
  readonly rows: number;
  readonly columns: number;
}

const DOTS: Readonly<Record<string, string>> = {
  success: '✓',
  failed: '✗',
  canceled: '⊘',
  skipped: '»',
  manual: '▶',
  scheduled: '◷',
  created: '·',
};

/** Lines around the list of jobs. */
const FRAME = 8;

/** The whole screen, in lines that fit it; the list scrolls with the choice. */
export function renderScreen(
  { state, report }: Session,
  style: Style,
  { rows, columns }: ScreenSize,
): string {
  const step = report.steps.at(-1);
  if (step === undefined) return `no pipeline: ${report.reason}\n`;
  const cut = (text: string): string => clip(text, columns - 1);
  const chosen = report.jobs[state.cursor];
  const { context } = report;
  const status = `pipeline ${step.statuses.pipeline}${proposedStatus(step)}`;
  const lines = [
    style.bold(cut(status)) +
      style.dim(
        clip(
          `  ${context.source}, ${context.refKind} ${printable(context.ref)}`,
          columns - 1 - columnsOf(status),
        ),
      ),
    cut(history(state.events, columns - 1)),
    '',
    ...jobLines({ state, report }, step, style, { rows: Math.max(3, rows - FRAME), columns }),
    '',
    cut(chosen === undefined ? '' : `${printable(chosen.name)}  ${printable(reasonOf(step, chosen.name))}`),
    state.note === '' ? actions(chosen, step, style, columns) : style.red(cut(printable(state.note))),
    style.dim(cut('↑↓ choose  n all that run succeed  u undo  q quit  C cancel, R retry the pipeline')),
  ];
  return `${lines.join('\n')}\n`;
}

function proposedStatus({ statuses, proposed }: ReportedStep): string {
  const other = proposed?.statuses.pipeline;
  return other === undefined || other === statuses.pipeline ? '' : ` (proposed: ${other})`;
}

function jobLines(
  { state: { cursor }, report: { jobs, steps } }: Session,
  step: ReportedStep,
  style: Style,
  { rows, columns }: ScreenSize,
): readonly string[] {
  const first = Math.max(0, Math.min(cursor - Math.floor(rows / 2), jobs.length - rows));
  const before = steps.at(-2)?.statuses.jobs;
  const shown = jobs.slice(first, first + rows);
  const widest = (texts: readonly string[]): number =>
    Math.max(...texts.map(text => columnsOf(printable(text))));
  const stageWidth = Math.min(20, widest(jobs.map(({ stage }) => stage)));
  const nameWidth = Math.min(Math.max(20, columns - stageWidth - 40), widest(jobs.map(({ name }) => name)));
  const statusWidth = Math.max(10, widest(shown.map(({ name }) => statusText(step, name))));
  return shown.map((job, index) => {
    const at = first + index;
    const isChosen = at === cursor;
    const status = step.statuses.jobs[job.name] ?? '';
    const was = before?.[job.name];
    const stage = index === 0 || jobs[at - 1]?.stage !== job.stage ? job.stage : '';
    const line = [
      pad(stage, stageWidth),
      `${isChosen ? '❯' : ' '} ${DOTS[status] ?? '●'} ${pad(job.name, nameWidth)}`,
      pad(statusText(step, job.name), statusWidth),
      was !== undefined && was !== status ? `was ${was}` : traits(job),
    ].join('  ');
    const text = clip(line.trimEnd(), columns - 1);
    return isChosen ? style.bold(text) : paint(text, status, style);
  });
}

function statusText({ statuses, proposed }: ReportedStep, job: string): string {
  const status = statuses.jobs[job] ?? '';
  const other = proposed?.statuses.jobs[job];
  return other === undefined || other === status ? status : `${status} (proposed: ${other})`;
}

/** How the job starts, where that is not the usual way. */
function traits({ when, allowFailure }: ReportedJob): string {
  const words = [when === 'on_success' ? '' : when, allowFailure ? 'may fail' : ''];
  return words.filter(word => word !== '').join(', ');
}

function actions(job: ReportedJob | undefined, step: ReportedStep, style: Style, columns: number): string {
  const keys = job === undefined ? [] : possibleKeys(step, job.name);
  const text = keys.map(([key, , verb], index) => `${index === 0 ? '⏎/' : ''}${key} ${verb}`).join('  ');
  return style.cyan(clip(text, columns - 1));
}

const WORDS: Readonly<Partial<Record<EventName, string>>> = {
  success: 'succeeds',
  drop: 'fails',
  run: 'starts',
  play: 'is played',
  cancel: 'is canceled',
  retry: 'is retried',
  enqueue_scheduled: 'is no longer delayed',
  callback: 'is called back',
};

/** The latest events, as many as fit. */
function history(events: readonly SimulationEvent[], columns: number): string {
  const texts = events.map(({ event, jobs }) => {
    const [first = 'the pipeline', ...others] = jobs ?? [];
    const subject = others.length === 0 ? first : `${first} +${others.length}`;
    return `${printable(subject)} ${WORDS[event] ?? event}`;
  });
  let text = texts.pop() ?? 'nothing has happened yet';
  for (let latest = texts.pop(); latest !== undefined; latest = texts.pop()) {
    const longer = `${latest} → ${text}`;
    if (columnsOf(longer) > columns - 2) return `… ${text}`;
    text = longer;
  }
  return text;
}

/** Why the job is what it is; with both semantics also the proposed reason, where that is another. */
function reasonOf({ why, proposed }: ReportedStep, job: string): string {
  const now = why[job] ?? '';
  const then = proposed?.why[job] ?? now;
  return then === now ? now : `${now}; proposed: ${then}`;
}

function paint(line: string, status: string, style: Style): string {
  if (status === 'failed' || status === 'canceled') return style.red(line);
  if (status === 'success') return style.green(line);
  if (status === 'created' || status === 'skipped') return style.dim(line);
  return status === 'manual' || status === 'scheduled' ? style.yellow(line) : line;
}

function pad(text: string, width: number): string {
  const shown = clip(printable(text), width);
  return shown + ' '.repeat(Math.max(0, width - columnsOf(shown)));
}

/** The text, cut where it is too wide. */
function clip(text: string, columns: number): string {
  if (columnsOf(text) <= columns) return text;
  let shown = '';
  for (const char of text) {
    if (columnsOf(shown + char) > columns - 1) break;
    shown += char;
  }
  return columns <= 0 ? '' : `${shown}…`;
}
