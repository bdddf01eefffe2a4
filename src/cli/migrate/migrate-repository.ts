/** All configurations of one repository: migrated each on its own, and their files put together. */
import { join } from 'node:path';
import type { Dialect } from '../../config/dialect.js';
import { type ResolvedProblem, renderResolved } from '../../config/render.js';
import {
  type MigrationAnswer,
  type MigrationRequest,
  migrateConfig,
} from '../../migration/migrate-config.js';
import type { MigrationTarget } from '../../migration/migration.js';
import { pathFrom } from '../lint/display-path.js';
import type { RepositoryRun } from '../lint/repository-run.js';

/** GitLab's default name for a repository's configuration. */
const MAIN = '.gitlab-ci.yml';

export interface MigratedText {
  /** Relative to the root of the repository. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
  readonly changed: boolean;
}

export interface MigratedConfiguration {
  /** The root file, relative to the root of the repository. */
  readonly path: string;
  readonly answer: MigrationAnswer;
}

export interface MigrationProblem {
  /** For people: complete sentences, perhaps in several lines. */
  readonly text: string;
  /** What GitLab says of a configuration that it refuses. */
  readonly faults: readonly ResolvedProblem[];
}

export interface MigratedRepository {
  readonly root: string;
  readonly configurations: readonly MigratedConfiguration[];
  /** Each local file once, in the order in which they are read. */
  readonly files: readonly MigratedText[];
  /** When there are any, nothing is to be written. */
  readonly problems: readonly MigrationProblem[];
  /** What was done otherwise than asked for. */
  readonly remarks: readonly string[];
}

export interface MigrateOptions {
  readonly target: MigrationTarget;
  readonly from?: Dialect;
  readonly preserve?: true;
  readonly usualNames?: true;
}

interface RunOptions extends MigrateOptions {
  readonly input?: Readonly<Record<string, string>>;
  /** Paths are shown as they stand from there. */
  readonly cwd: string;
  /** Told of each configuration before it is migrated, by its path as it is shown. */
  readonly onConfiguration: (path: string) => void;
}

export function migrateRepository(run: RepositoryRun, options: RunOptions): MigratedRepository {
  const shown = (path: string): string => pathFrom(options.cwd, join(run.root, path));
  const answers = new Map<string, MigrationAnswer>();
  const answerFor = (path: string): MigrationAnswer => {
    const known = answers.get(path);
    if (known !== undefined) return known;
    options.onConfiguration(shown(path));
    const answer = migrateOne(run, path, options);
    answers.set(path, answer);
    return answer;
  };
  const named = run.targets.map(({ path }) => path);
  const { paths, remarks } = wholeConfigurations(run, named, answerFor, shown);
  const configurations = paths.map(path => ({ path, answer: answerFor(path) }));
  const { files, conflicts } = mergeFiles(configurations, shown);
  const unreadable = run.unreadable.map(({ target, reason }) => ({
    text: `${shown(target.path)} ${reason}.`,
    faults: [],
  }));
  const refused = configurations.flatMap(configuration => explainRefusal(configuration, shown));
  return {
    root: run.root,
    configurations,
    files,
    problems: [...unreadable, ...refused, ...conflicts],
    remarks,
  };
}

/** The same for one configuration in memory. */
export function migrateTexts(
  config: MigrationRequest['options'],
  { target, from, preserve, usualNames }: MigrateOptions,
): MigratedRepository {
  const answer = migrateConfig({
    options: config,
    target,
    from: from ?? null,
    preserve: preserve === true,
    reading: usualNames === true ? 'usual' : 'exact',
  });
  const configurations = [{ path: config.root, answer }];
  const same = (path: string): string => path;
  return {
    root: '',
    configurations,
    files: mergeFiles(configurations, same).files,
    problems: configurations.flatMap(configuration => explainRefusal(configuration, same)),
    remarks: [],
  };
}

function migrateOne(
  { files, settings }: RepositoryRun,
  root: string,
  { target, from, preserve, usualNames, input }: RunOptions,
): MigrationAnswer {
  const inputs = { ...settings.config.inputs, ...input };
  return migrateConfig({
    options: { ...settings.config, ...settings.dialectFor(root), inputs, root, files },
    target,
    from: from ?? null,
    preserve: preserve === true,
    reading: usualNames === true ? 'usual' : 'exact',
  });
}

/**
 * A file that another configuration includes is no configuration of its own: migrated alone, it would lack what the others
 * bring, and the others would be left in the old syntax.
 */
function wholeConfigurations(
  { files }: RepositoryRun,
  named: readonly string[],
  answerFor: (path: string) => MigrationAnswer,
  shown: (path: string) => string,
): { readonly paths: readonly string[]; readonly remarks: readonly string[] } {
  const partsOf = (path: string): readonly string[] =>
    configOf(answerFor(path))
      .files.filter(file => file.local && file.includedBy !== null)
      .map(file => file.path);
  const parts = new Set(named.flatMap(partsOf));
  const roots = named.filter(path => !parts.has(path));
  const paths = roots.length === 0 ? named : roots;
  if (paths.includes(MAIN) || !files.read(MAIN).ok) return { paths, remarks: [] };
  const ofMain = new Set(partsOf(MAIN));
  const included = paths.filter(path => ofMain.has(path));
  if (included.length === 0) return { paths, remarks: [] };
  const names = included.map(path => shown(path)).join(', ');
  const verb = included.length === 1 ? 'is a part' : 'are parts';
  return {
    paths: [MAIN, ...paths.filter(path => !ofMain.has(path))],
    remarks: [`${names} ${verb} of ${shown(MAIN)}, so the whole configuration is migrated.`],
  };
}

function configOf(answer: MigrationAnswer) {
  return answer.kind === 'migrated' ? answer.migration.before : answer.config;
}

function mergeFiles(
  configurations: readonly MigratedConfiguration[],
  shown: (path: string) => string,
): { readonly files: readonly MigratedText[]; readonly conflicts: readonly MigrationProblem[] } {
  const files = new Map<string, MigratedText & { readonly by: string }>();
  const conflicts: MigrationProblem[] = [];
  for (const { path: by, answer } of configurations) {
    for (const text of textsOf(answer)) {
      const known = files.get(text.path);
      if (known === undefined) files.set(text.path, { ...text, by });
      else if (known.after !== text.after) {
        const ways = `one text for ${shown(known.by)} and another for ${shown(by)}`;
        conflicts.push({
          text: `${shown(text.path)} would have to become ${ways}; nothing was written.`,
          faults: [],
        });
      }
    }
  }
  return { files: [...files.values()].map(({ by: _, ...text }) => text), conflicts };
}

function textsOf(answer: MigrationAnswer): readonly MigratedText[] {
  if (answer.kind === 'migrated') {
    return answer.migration.files.map(({ source, text }) => ({
      path: source.path,
      before: source.text,
      after: text,
      changed: source.text !== text,
    }));
  }
  if (answer.kind === 'refused') return [];
  const sources = new Map(
    answer.config.files.filter(({ local }) => local).map(({ stream }) => [stream.source.path, stream.source]),
  );
  return [...sources.values()].map(({ path, text }) => ({ path, before: text, after: text, changed: false }));
}

const MAX_REASONS = 3;

function explainRefusal(
  { path, answer }: MigratedConfiguration,
  shown: (path: string) => string,
): MigrationProblem[] {
  if (answer.kind !== 'refused') return [];
  const faults = renderResolved(answer.config).errors.map(fault => ({ ...fault, file: shown(fault.file) }));
  const lines = faults
    .slice(0, MAX_REASONS)
    .map(({ file, range, message }) => `\n  ${file}:${range.start.line}:${range.start.column}: ${message}`);
  const more = faults.length > MAX_REASONS ? `\n  and ${faults.length - MAX_REASONS} more` : '';
  const help = faults.length > 0 ? `\n  ci-lint ${shown(path)} explains what is wrong.` : '';
  return [
    { text: `${shown(path)} ${answer.reason}; nothing was written.${lines.join('')}${more}${help}`, faults },
  ];
}
