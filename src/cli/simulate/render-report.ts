/** A simulation for people: a table of the pipeline, then what each event changes. */
import { startWords } from '../../pipeline/draw/start-words.js';
import type { OutlookReport } from '../../pipeline/explore/outlook-report.js';
import { QUESTIONS, type Question } from '../../pipeline/explore/question.js';
import type { ReportedStep, SimulationReport } from '../../pipeline/simulation-report.js';
import { columnsOf, printable } from '../../reporters/printable.js';
import type { Style } from '../../reporters/style.js';

const REASONS: Readonly<Record<string, string>> = {
  invalid_config: 'GitLab refuses the configuration',
  workflow_rules: 'workflow:rules say no',
  config_error: 'GitLab refuses to create it',
  filtered_by_rules: 'no job is left for it (jobs in .pre and .post do not count)',
};

export function renderReport(report: SimulationReport, style: Style): string {
  const lines = [style.bold(headline(report))];
  if (!report.created) {
    lines.push(`${style.red('No pipeline')}: ${REASONS[report.reason ?? ''] ?? report.reason}.`);
    lines.push(...report.errors.map(error => `  ${printable(error)}`));
  }
  lines.push(...jobTable(report, style), ...omitted(report, style));
  lines.push(...report.steps.flatMap((step, index) => renderStep(report, step, index, style)));
  if (report.outlook !== undefined) lines.push(...renderOutlook(report.outlook, style));
  if (!report.certain) {
    lines.push('', style.yellow('Parts of the configuration are out of reach; GitLab may decide otherwise.'));
  }
  if (report.semantics !== 'current' && report.created) {
    lines.push('', style.dim("The proposed semantics are GitLab's design document; no GitLab runs them."));
  }
  return `${lines.join('\n')}\n`;
}

function headline({ context, jobs, created }: SimulationReport): string {
  const { source, ref, refKind } = context;
  const where = refKind === 'merge request' ? `merge request from ${ref}` : `${refKind} ${ref}`;
  const size = created ? `: ${jobs.length} ${jobs.length === 1 ? 'job' : 'jobs'}` : '';
  return printable(`${source}, ${where}${size}`);
}

function jobTable(report: SimulationReport, style: Style): string[] {
  const first = report.steps[0];
  if (first === undefined) return [];
  const both = first.proposed !== undefined;
  const header = [
    'stage',
    'job',
    'starts',
    both ? 'today' : 'status',
    ...(both ? ['proposed'] : []),
    'added by',
  ];
  const rows = report.jobs.map(job => {
    const starts = [...startWords(job), ...(job.allowFailure ? ['may fail'] : [])].join(', ');
    const proposed = first.proposed?.statuses.jobs[job.name];
    return [
      job.stage,
      job.name,
      starts,
      first.statuses.jobs[job.name] ?? '',
      ...(proposed === undefined ? [] : [proposed]),
      job.decidedBy.text,
    ];
  });
  const [head = '', ...body] = table([header, ...rows]);
  return ['', style.dim(head), ...body];
}

function omitted({ omitted: jobs }: SimulationReport, style: Style): string[] {
  if (jobs.length === 0) return [];
  const rows = table(jobs.map(({ stage, name, decidedBy }) => [stage, name, decidedBy.text]));
  return ['', style.dim('not in this pipeline'), ...rows];
}

function renderStep(report: SimulationReport, step: ReportedStep, index: number, style: Style): string[] {
  const before = report.steps[index - 1];
  const lines = index === 0 ? [''] : ['', style.bold(printable(title(step, index)))];
  for (const name of step.unknown) lines.push(style.red(`  ${printable(name)} is not in this pipeline`));
  for (const name of step.refused) {
    const status = before?.statuses.jobs[name];
    lines.push(
      style.red(`  ${printable(name)} refuses it${status === undefined ? '' : `: it is ${status}`}`),
    );
  }
  const rows =
    step.proposed === undefined ? plainRows(step, before) : pairedRows(step, step.proposed, before);
  return [...lines, ...table(rows).map(line => `  ${paint(line, style)}`)];
}

function title({ event, jobs }: ReportedStep, index: number): string {
  return `${index}. ${event} ${jobs.length === 0 ? 'the pipeline' : jobs.join(', ')}`;
}

type Observed = Pick<ReportedStep, 'statuses' | 'why'>;

/** The pipeline and all jobs that changed; at first those that say more than that they wait. */
function plainRows(step: Observed, before: Observed | undefined): string[][] {
  const rows = [['pipeline', movement(before?.statuses.pipeline, step.statuses.pipeline), '']];
  for (const [job, now] of Object.entries(step.statuses.jobs)) {
    const old = before?.statuses.jobs[job];
    if (old === now || (before === undefined && now === 'created')) continue;
    rows.push([job, movement(old, now), reason(step, job)]);
  }
  return rows;
}

function pairedRows(today: Observed, proposed: Observed, step: ReportedStep | undefined): string[][] {
  const rows = [['', 'today', 'proposed', '']];
  const pair = (name: string, read: (observed: Observed) => string | undefined, why: string): void => {
    const [now, then] = [read(today) ?? '', read(proposed) ?? ''];
    const [oldNow, oldThen] = [step && read(step), step?.proposed && read(step.proposed)];
    const idle = step === undefined ? now === 'created' : now === oldNow;
    if (idle && (step === undefined ? then === 'created' : then === oldThen)) return;
    rows.push([`${now === then ? '' : '≠ '}${name}`, movement(oldNow, now), movement(oldThen, then), why]);
  };
  pair('pipeline', ({ statuses }) => statuses.pipeline, '');
  for (const job of Object.keys(today.statuses.jobs)) {
    const same = today.statuses.jobs[job] === proposed.statuses.jobs[job];
    const why = same ? reason(today, job) : `${reason(today, job)} | ${reason(proposed, job)}`;
    pair(job, ({ statuses }) => statuses.jobs[job], why === ' | ' ? '' : why);
  }
  return rows;
}

function reason({ why }: Observed, job: string): string {
  const text = why[job] ?? '';
  return text.includes(': ') ? text.slice(text.indexOf(': ') + 2) : text.replace(/^[a-z ]+,? ?/, '');
}

function movement(old: string | undefined, now: string): string {
  return old === undefined || old === now ? now : `${old} → ${now}`;
}

function paint(line: string, style: Style): string {
  if (/→ failed|→ canceled/.test(line)) return style.red(line);
  if (/→ success/.test(line)) return style.green(line);
  return line.startsWith('≠') || /→ skipped/.test(line) ? style.yellow(line) : line;
}

const HEADINGS: Readonly<Record<Question, string>> = {
  runs: 'can run',
  skippedAfterFailure: 'skipped after a failure',
  waitsForever: 'can wait for ever',
  holds: 'holds the pipeline',
  greenAlthoughFailed: 'green though it failed',
  greenAlthoughNotRun: 'green though it did not run',
};

function renderOutlook(outlook: OutlookReport, style: Style): string[] {
  const rows = Object.entries(outlook).map(([job, answers]) => [
    job,
    ...QUESTIONS.map(question => answers[question].answer),
  ]);
  const [head = '', ...body] = table([
    ['what can happen', ...QUESTIONS.map(question => HEADINGS[question])],
    ...rows,
  ]);
  const never = Object.entries(outlook).filter(([, { runs }]) => runs.answer === 'no');
  return [
    '',
    style.dim(head),
    ...body,
    ...never.map(([job]) => style.yellow(`${printable(job)} never runs, whatever fails and whoever plays`)),
  ];
}

/** Rows with their columns aligned; the last column is as long as it is. */
function table(rows: readonly (readonly string[])[]): string[] {
  const clean = rows.map(row => row.map(printable));
  const widths: number[] = [];
  for (const row of clean) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, columnsOf(cell));
    });
  }
  return clean.map(row => {
    const cells = row.map((cell, column) => cell + ' '.repeat((widths[column] ?? 0) - columnsOf(cell)));
    return cells.join('  ').trimEnd();
  });
}
