/** Verdicts in words, grouped so that one cause is told once. */
import type { Dialect } from '../../config/dialect.js';
import type {
  Aspect,
  Comparison,
  Counterexample,
  Difference,
  Finding,
  Hazard,
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
  /** The syntax that a command has to be told it is in; null when it finds out. */
  readonly dialect: Dialect | null;
  /** "ci/deploy.yml:12"; null for a job that nobody can find there. */
  readonly placeOf: (job: string) => string | null;
}

/** A change of a job, or of the pipeline where `job` is null. */
interface Change {
  readonly job: string | null;
  readonly counterexample: Counterexample;
}

/** The first few of a group are told in full. */
const MAX_TOLD = 3;

/** The pipeline is told of where no job tells its story. */
export function renderChanged({ jobs, pipeline }: Comparison, page: Page): string[] {
  const changes: Change[] = jobs.filter(finding => finding.verdict === 'changed');
  if (pipeline.verdict === 'changed') {
    const { counterexample } = pipeline;
    const isTold = changes.some(change => change.counterexample.hazard === counterexample.hazard);
    if (!isTold) changes.push({ job: null, counterexample });
  }
  const groups = new Map<Hazard | null, Change[]>();
  for (const change of changes) {
    const { hazard } = change.counterexample;
    groups.set(hazard, [...(groups.get(hazard) ?? []), change]);
  }
  // What the text itself says otherwise is more urgent than where the semantics part.
  const keys = [...groups.keys()].sort((one, other) => (one ?? '').localeCompare(other ?? ''));
  return keys.flatMap(hazard => renderGroup(hazard, groups.get(hazard) ?? [], page));
}

function renderGroup(hazard: Hazard | null, changes: readonly Change[], page: Page): string[] {
  const { style } = page;
  const known = hazard === null ? null : HAZARDS[hazard];
  const title =
    known === null
      ? 'changed: the new text says something else'
      : `changed, ${hazard}: as proposed, ${known.what}`;
  const stories = storiesOf(changes);
  const rest = stories
    .slice(MAX_TOLD)
    .flatMap(({ first, others }) => [first, ...others].map(({ change }) => nameOf(change)));
  return [
    '',
    ...paragraph(title, 0, page).map(style.yellow),
    ...(known === null ? [] : paragraph(known.meaning, 2, page).map(style.dim)),
    ...stories.slice(0, MAX_TOLD).flatMap(story => renderStory(story, page)),
    ...(rest.length === 0 ? [] : paragraph(`in other pipelines: ${list(rest)}`, 2, page)),
  ];
}

interface Told {
  readonly change: Change;
  readonly difference: string;
}

/** What one pipeline shows. */
interface Story {
  readonly text: string;
  readonly first: Told;
  readonly others: readonly Told[];
}

function storiesOf(changes: readonly Change[]): readonly Story[] {
  const stories = new Map<string, { readonly first: Told; readonly others: Told[] }>();
  for (const change of changes) {
    const text = describeStory(change.counterexample);
    const told = { change, difference: differenceOf(change) };
    const same = stories.get(text);
    if (same === undefined) stories.set(text, { first: told, others: [] });
    else same.others.push(told);
  }
  return [...stories].map(([text, story]) => ({ text, ...story }));
}

function differenceOf({ job, counterexample: { differences } }: Change): string {
  const own = differences.filter(difference => difference.job === job);
  return (own.length > 0 ? own : differences.slice(0, 1)).map(describeDifference).join('; ');
}

/** A longer command is no use on a screen. */
const MAX_COMMAND = 1000;

function renderStory({ text, first, others }: Story, page: Page): string[] {
  const { style } = page;
  const { job, counterexample } = first.change;
  const place = job === null ? null : page.placeOf(job);
  const command = replayOf(counterexample, page);
  const names = others.map(({ change, difference }) =>
    difference === first.difference ? nameOf(change) : `${nameOf(change)} (${difference})`,
  );
  return [
    `  ${style.bold(printable(job ?? 'the pipeline'))}${place === null ? '' : `  ${style.dim(printable(place))}`}`,
    ...paragraph(`${text}: ${first.difference}`, 4, page),
    command.length > MAX_COMMAND
      ? style.dim('    the command that replays it is in `--format json`')
      : `    ${style.cyan(printable(command))}`,
    ...(names.length === 0 ? [] : paragraph(`and so ${list(names)}`, 4, page)),
  ];
}

function nameOf({ job }: Change): string {
  return job === null ? 'the pipeline' : `\`${job}\``;
}

const ASPECTS: Readonly<Record<Aspect, string>> = {
  created: 'the pipeline is ',
  member: '',
  start: 'starts: ',
  status: '',
  artifacts: 'downloads: ',
  attributes: 'keywords: ',
};

function describeDifference({ aspect, before, after }: Difference): string {
  return `${ASPECTS[aspect]}${before === '' ? 'nothing' : before} → ${after === '' ? 'nothing' : after}`;
}

export function renderUnproven({ jobs, pipeline }: Comparison, page: Page): string[] {
  const reasons = new Map<string, string[]>();
  const add = (finding: Finding, name: string): void => {
    if (finding.verdict !== 'unproven') return;
    reasons.set(finding.reason, [...(reasons.get(finding.reason) ?? []), name]);
  };
  for (const finding of jobs) add(finding, `\`${finding.job}\``);
  if (reasons.size === 0) add(pipeline, 'the pipeline');
  return [...reasons].flatMap(([reason, names]) => [
    '',
    page.style.yellow('unproven'),
    ...paragraph(list(names), 2, page),
    ...paragraph(reason, 4, page),
  ]);
}

export function renderPreserved({ jobs: findings }: Comparison, page: Page): string[] {
  const jobs = findings.filter(({ verdict }) => verdict === 'preserved').map(({ job }) => `\`${job}\``);
  if (jobs.length === 0) return [];
  return [
    '',
    page.style.green('preserved: proven for every pipeline and every outcome'),
    ...paragraph(list(jobs), 2, page),
  ];
}

const MAX_NAMES = 12;

/** Names that stand in backquotes already where they are those of jobs. */
function list(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES);
  const more = names.length - shown.length;
  return more > 0 ? `${shown.join(', ')} and ${more} more` : shown.join(', ');
}

export function paragraph(text: string, indent: number, { width }: Pick<Page, 'width'>): string[] {
  const room = Math.max(40, Math.min(width, 100) - indent);
  return wrap(printable(text), room).map(line => ' '.repeat(indent) + line);
}
