/** Verdicts in words, grouped so that one cause is told once. */
import type {
  Aspect,
  Counterexample,
  Difference,
  Finding,
  Hazard,
  JobFinding,
} from '../../pipeline/compare/comparison.js';
import { printable, wrap } from '../../reporters/printable.js';
import type { Style } from '../../reporters/style.js';
import { HAZARDS } from './hazard-text.js';
import { describeStory, replayOf } from './replay.js';

export interface Page {
  readonly style: Style;
  readonly width: number;
  /** The root file of the configuration, as it is shown. */
  readonly file: string;
}

type Changed = JobFinding & { readonly verdict: 'changed' };

/** The first few of a group are told in full. */
const MAX_TOLD = 3;

export function renderChanged(findings: readonly JobFinding[], page: Page): string[] {
  const changed = findings.filter(finding => finding.verdict === 'changed');
  const groups = new Map<Hazard | null, Changed[]>();
  for (const finding of changed) {
    const { hazard } = finding.counterexample;
    groups.set(hazard, [...(groups.get(hazard) ?? []), finding]);
  }
  // What the translation itself changes is more urgent than where the semantics part.
  const keys = [...groups.keys()].sort((a, b) => (a ?? '').localeCompare(b ?? ''));
  return keys.flatMap(hazard => renderGroup(hazard, groups.get(hazard) ?? [], page));
}

function renderGroup(hazard: Hazard | null, findings: readonly Changed[], page: Page): string[] {
  const { style } = page;
  const known = hazard === null ? null : HAZARDS[hazard];
  const title = known === null ? 'changed: the translation differs' : `changed, ${hazard}: as proposed, ${known.what}`;
  const told = findings.slice(0, MAX_TOLD);
  const rest = findings.slice(MAX_TOLD).map(({ job }) => job);
  return [
    '',
    style.yellow(title),
    ...(known === null ? [] : paragraph(known.meaning, 2, page).map(style.dim)),
    ...told.flatMap(({ job, counterexample }) => renderStory(job, counterexample, page)),
    ...(rest.length === 0 ? [] : paragraph(`and so ${list(rest)}`, 2, page)),
  ];
}

/** Only what no job's story tells already. */
export function renderPipelineFinding(
  pipeline: Finding,
  findings: readonly JobFinding[],
  page: Page,
): string[] {
  if (pipeline.verdict === 'preserved') return [];
  const told = findings.some(({ verdict }) => verdict === pipeline.verdict);
  if (told) return [];
  if (pipeline.verdict === 'unproven')
    return ['', page.style.yellow('unproven: the pipeline'), ...paragraph(pipeline.reason, 2, page)];
  return [
    '',
    page.style.yellow('changed: the pipeline'),
    ...renderStory(null, pipeline.counterexample, page),
  ];
}

function renderStory(job: string | null, counterexample: Counterexample, page: Page): string[] {
  const { style, file } = page;
  const own = counterexample.differences.filter(difference => difference.job === job);
  const shown = own.length > 0 ? own : counterexample.differences.slice(0, 1);
  const name = job ?? 'the pipeline';
  const story = `${describeStory(counterexample)}: ${shown.map(describeDifference).join('; ')}`;
  return [
    `  ${style.bold(printable(name))}`,
    ...paragraph(story, 4, page),
    `    ${style.cyan(printable(replayOf(counterexample, file)))}`,
  ];
}

const ASPECTS: Readonly<Record<Aspect, string>> = {
  created: 'the pipeline is created: ',
  member: 'in the pipeline: ',
  start: 'starts: ',
  status: '',
  artifacts: 'downloads: ',
  attributes: 'keywords: ',
};

function describeDifference({ aspect, before, after }: Difference): string {
  return `${ASPECTS[aspect]}${before === '' ? 'nothing' : before} → ${after === '' ? 'nothing' : after}`;
}

export function renderUnproven(findings: readonly JobFinding[], page: Page): string[] {
  const reasons = new Map<string, string[]>();
  for (const finding of findings) {
    if (finding.verdict !== 'unproven') continue;
    reasons.set(finding.reason, [...(reasons.get(finding.reason) ?? []), finding.job]);
  }
  return [...reasons].flatMap(([reason, jobs]) => [
    '',
    page.style.yellow('unproven'),
    ...paragraph(list(jobs), 2, page),
    ...paragraph(reason, 4, page),
  ]);
}

export function renderPreserved(findings: readonly JobFinding[], page: Page): string[] {
  const jobs = findings.filter(({ verdict }) => verdict === 'preserved').map(({ job }) => job);
  if (jobs.length === 0) return [];
  return [
    '',
    page.style.green('preserved: proven for every pipeline and every outcome'),
    ...paragraph(list(jobs), 2, page),
  ];
}

const MAX_NAMES = 12;

function list(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).map(name => `\`${name}\``);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

export function paragraph(text: string, indent: number, { width }: Page): string[] {
  const room = Math.max(40, Math.min(width, 100) - indent);
  return wrap(printable(text), room).map(line => ' '.repeat(indent) + line);
}
