/** What `migrate` tells people: the patch, what each job does afterwards, and what to do next. */
import { join } from 'node:path';
import type { Config } from '../../config/config.js';
import type { MigrationNote, MigrationTarget } from '../../migration/migration.js';
import type { Repair } from '../../migration/repairs/find-repairs.js';
import type { JobFinding } from '../../pipeline/compare/comparison.js';
import { renderDiff } from '../../reporters/diff.js';
import { printable } from '../../reporters/printable.js';
import type { Style } from '../../reporters/style.js';
import { styleFor } from '../colour.js';
import { pathFrom } from '../lint/display-path.js';
import type { Terminal } from '../terminal.js';
import { type Compared, comparedIn } from './compared.js';
import type { MigrateFlags } from './flags.js';
import type { MigratedConfiguration, MigratedRepository } from './migrate-repository.js';
import { nextSteps } from './next-steps.js';
import { type Page, paragraph, renderChanged, renderPreserved, renderUnproven } from './render-findings.js';
import { dialectToTell } from './replay.js';

export interface RenderFlags extends MigrateFlags {
  readonly target: MigrationTarget;
}

/**
 * `written`: how many files were written, null when none was to be; then the patch comes first and alone on its lines, so that `git apply` takes the
 * whole output.
 */
export function renderMigration(
  repositories: readonly MigratedRepository[],
  flags: RenderFlags,
  written: number | null,
  terminal: Terminal,
): string {
  const style = styleFor(terminal.stdout, terminal, flags.color);
  const { cwd } = terminal;
  const blocks = repositories.flatMap(({ root, configurations, remarks }) => [
    ...(remarks.length === 0 ? [] : [remarks.map(printable)]),
    ...configurations.map(configuration =>
      renderConfiguration(configuration, { root, flags, style, terminal }),
    ),
  ]);
  const { width } = terminal.stdout;
  const last = nextSteps(repositories, flags, { cwd, written }).flatMap(text =>
    paragraph(text, 0, { width }),
  );
  const paragraphs = [...blocks, last];
  const patch = written !== null ? '' : renderPatch(repositories, style, cwd);
  const text = paragraphs.filter(lines => lines.length > 0).map(lines => `${lines.join('\n')}\n`);
  return [...(patch === '' ? [] : [patch]), ...text].join('\n');
}

function renderPatch(repositories: readonly MigratedRepository[], style: Style, cwd: string): string {
  const changes = repositories.flatMap(({ root, files }) =>
    files.map(({ path, before, after }) => ({ path: pathFrom(cwd, join(root, path)), before, after })),
  );
  return renderDiff(changes, style);
}

interface Scene {
  readonly root: string;
  readonly flags: RenderFlags;
  readonly style: Style;
  readonly terminal: Terminal;
}

function renderConfiguration({ path, answer }: MigratedConfiguration, scene: Scene): string[] {
  const { root, style, terminal, flags } = scene;
  const shown = (name: string): string => pathFrom(terminal.cwd, join(root, name));
  const file = shown(path);
  if (answer.kind === 'refused') return [];
  if (answer.kind === 'same') {
    const syntax = flags.target === 'current' ? 'the syntax of today' : 'the proposed syntax';
    return [`${style.bold(printable(file))} is in ${syntax} already; nothing to do.`];
  }
  const { notes, files } = answer.migration;
  const pageOf = (name: string, config: Config): Page => ({
    style,
    width: terminal.stdout.width,
    file: name,
    dialect: dialectToTell(config),
    placeOf: job => placeIn(config, job, shown),
  });
  const changed = files.filter(({ edits }) => edits.length > 0).length;
  const [own, ...children] = comparedIn(answer.migration).flatMap(compared => {
    const { comparison, before } = compared;
    const page = pageOf(shown(compared.path), before);
    return [
      [
        ...headline(compared.startedBy === null ? file : null, compared, changed, page),
        ...renderChanged(comparison, page),
        ...renderUnproven(comparison, page),
        ...renderUnread(compared, shown, page),
        ...renderPreserved(comparison, page),
      ],
    ];
  });
  const page = pageOf(file, answer.migration.before);
  return [
    ...(own ?? []),
    ...children.flatMap(lines => ['', ...lines]),
    ...renderRepairs(answer.repairs, page),
    ...renderNotes(notes, shown, page),
  ];
}

function placeIn({ jobs }: Config, name: string, shown: (path: string) => string): string | null {
  const key = jobs.find(job => job.name === name)?.definition.key;
  if (key === undefined) return null;
  return `${shown(key.source.path)}:${key.source.positionAt(key.start).line}`;
}

const MAX_UNREAD = 5;

const VERDICTS: readonly JobFinding['verdict'][] = ['preserved', 'changed', 'unproven'];

/** `file` is null for a child pipeline. */
function headline(
  file: string | null,
  { path, startedBy, comparison }: Compared,
  changed: number,
  page: Page,
): readonly string[] {
  const { jobs, pipeline } = comparison;
  const count = (verdict: JobFinding['verdict']): number =>
    jobs.filter(finding => finding.verdict === verdict).length;
  const size = changed === 0 ? 'nothing to migrate' : changed === 1 ? '1 file' : `${changed} files`;
  const subject = printable(
    file === null ? `child pipeline of \`${startedBy}\` (${path})` : `${file}: ${size}`,
  );
  const total = jobs.length === 1 ? '1 job' : `${jobs.length} jobs`;
  const counts = VERDICTS.filter(verdict => count(verdict) > 0).map(
    verdict => `${count(verdict)} ${verdict}`,
  );
  const isAlone = pipeline.verdict !== 'preserved' && count(pipeline.verdict) === 0;
  const rest = isAlone ? `; the pipeline: ${pipeline.verdict}` : '';
  const text = `${subject}; ${total}${counts.length === 0 ? '' : `: ${counts.join(', ')}`}${rest}`;
  return paragraph(text, 0, page).map(line => line.replace(subject, () => page.style.bold(subject)));
}

/** What stands in the way of a proof. */
function renderUnread(
  { before, comparison }: Compared,
  shown: (path: string) => string,
  page: Page,
): readonly string[] {
  if (comparison.verdict === 'preserved' || before.unresolved.length === 0) return [];
  const places = before.unresolved.map(({ at, include }) => {
    const { line, column } = at.source.positionAt(at.start);
    return `\`${Object.values(include.location).join(' ')}\` (${shown(at.source.path)}:${line}:${column})`;
  });
  const told = [...new Set(places)];
  const more = told.length > MAX_UNREAD ? ` and ${told.length - MAX_UNREAD} more` : '';
  return ['', ...paragraph(`not read: ${told.slice(0, MAX_UNREAD).join(', ')}${more}`, 0, page)];
}

function renderRepairs(repairs: readonly Repair[], page: Page): string[] {
  if (repairs.length === 0) return [];
  return [
    '',
    page.style.bold('another form'),
    ...repairs.flatMap(repair => {
      const names = repair.jobs.map(job => `\`${job}\``).join(', ');
      return paragraph(`${repair.hazard} ${names}: ${repair.description} (${repairState(repair)})`, 2, page);
    }),
  ];
}

function repairState({ verdict, helps, left, applied }: Repair): string {
  const rest = left.length === 0 ? verdict : `what is left is ${left.join(', ')}`;
  if (applied) return `${rest}; taken`;
  return helps ? `${rest}; --preserve takes it` : `${verdict} all the same, so it is not taken`;
}

function renderNotes(notes: readonly MigrationNote[], shown: (path: string) => string, page: Page): string[] {
  if (notes.length === 0) return [];
  return [
    '',
    page.style.bold('notes'),
    ...notes.flatMap(({ message, at }) => {
      if (at === null) return paragraph(message, 2, page);
      const { line, column } = at.source.positionAt(at.start);
      const place = printable(`${shown(at.source.path)}:${line}:${column}`);
      return [`  ${page.style.bold(place)}`, ...paragraph(message, 4, page)];
    }),
  ];
}
