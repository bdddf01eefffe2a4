/** All targets of one repository that share their settings: linted in one run, so that shared files are spoken of once. */
import { RULES } from '../../../rules/index.generated.js';
import type { Config } from '../../config/config.js';
import type { RepositoryFiles } from '../../config/files.js';
import { resolveConfig } from '../../config/resolve.js';
import { diskRepository, overlayFiles } from '../../host/repository.js';
import type { Diagnostic } from '../../linter/diagnostic.js';
import type { LintedConfigs } from '../../linter/fix-point.js';
import { type LintResult, startLint } from '../../linter/lint.js';
import { childrenOf } from '../../pipeline/child-pipeline.js';
import type { AppliedSettings } from '../../settings/apply-settings.js';
import type { Target } from './targets.js';

/** GitLab's default name for a repository's configuration. */
const MAIN = '.gitlab-ci.yml';

export interface RepositoryRun {
  readonly root: string;
  readonly settings: AppliedSettings;
  /** Those that can be read. */
  readonly targets: readonly Target[];
  readonly unreadable: readonly { readonly target: Target; readonly reason: string }[];
  readonly files: RepositoryFiles;
}

export interface RunOptions {
  /** Called before a configuration is resolved. */
  readonly onTarget: (target: Target) => void;
  /** Null when nothing is to be timed. */
  readonly clock: (() => number) | null;
  /** Told how long it took to read and merge a configuration. */
  readonly onResolved: (milliseconds: number) => void;
}

/** Lints a run's targets with some files having other texts than on disk, by path. */
export type LintTexts = (texts: ReadonlyMap<string, string>) => LintedConfigs;

/** `texts` holds what is not to be read from disk. */
export function openRepository(
  root: string,
  targets: readonly Target[],
  { config, ...others }: AppliedSettings,
  texts: ReadonlyMap<string, string>,
): RepositoryRun {
  const files = overlayFiles(diskRepository(root), texts);
  const project = { ...config.project, paths: () => files.list() };
  const settings: AppliedSettings = { ...others, config: { ...config, project } };
  const readable: Target[] = [];
  const unreadable: { target: Target; reason: string }[] = [];
  for (const target of targets) {
    if (!target.named && settings.ignores(target.path)) continue;
    const answer = files.read(target.path);
    if (answer.ok) readable.push(target);
    else unreadable.push({ target, reason: answer.reason });
  }
  return { root, settings, targets: readable, unreadable, files };
}

interface Resolved {
  readonly target: Target;
  readonly config: Config;
  readonly texts: ReadonlyMap<string, string>;
}

/** Null `only` reports everything; otherwise findings in these files. */
interface Scope {
  readonly resolved: readonly Resolved[];
  readonly only: ReadonlySet<string> | null;
}

/** The linter of a run. Called again, it resolves only the configurations of which a file has changed. */
export function createLinter(
  { root, targets, files, settings }: RepositoryRun,
  options: RunOptions,
): LintTexts {
  const { onTarget, onResolved, clock } = options;
  const resolve = (target: Target, texts: ReadonlyMap<string, string>): Resolved => {
    onTarget(target);
    const started = clock?.() ?? 0;
    const config = resolveConfig({
      ...settings.config,
      ...settings.dialectFor(target.path),
      undeclared: 'unknown',
      root: target.path,
      files: overlayFiles(files, texts),
    });
    onResolved((clock?.() ?? 0) - started);
    return { target, config, texts };
  };
  let scope: Scope | null = null;
  return texts => {
    scope =
      scope === null
        ? chooseRoots(targets, root, files, target => resolve(target, texts))
        : {
            ...scope,
            resolved: scope.resolved.map(last =>
              isCurrent(last, texts) ? last : resolve(last.target, texts),
            ),
          };
    const configs = scope.resolved.flatMap(({ config }) => [config, ...childrenOf(config)]);
    const run = startLint(RULES, settings.rules, clock === null ? {} : { clock });
    for (const config of configs) run.add(config);
    return { configs, result: within(scope.only, run.finish()) };
  };
}

/** Fixes make no new files, so a configuration depends on its files only. */
function isCurrent({ config, texts: before }: Resolved, texts: ReadonlyMap<string, string>): boolean {
  return [config, ...childrenOf(config)].every(({ files }) =>
    files.every(({ path }) => before.get(path) === texts.get(path)),
  );
}

/**
 * A file that another target includes is linted as a part of it: alone, it would seem to lack what the others bring. The
 * same holds for files of its child pipelines, and for files that the repository's own configuration includes; then only
 * what is found in them is told.
 */
function chooseRoots(
  targets: readonly Target[],
  root: string,
  files: RepositoryFiles,
  resolve: (target: Target) => Resolved,
): Scope {
  const resolved = withoutIncluded(targets.map(resolve));
  const isMain = ({ target }: Resolved): boolean => target.path === MAIN;
  if (resolved.length === 0 || resolved.some(isMain) || !files.read(MAIN).ok) return { resolved, only: null };
  const main = resolve({ root, path: MAIN, named: false });
  const parts = includedFiles([main]);
  const others = resolved.filter(({ target }) => !parts.has(target.path));
  if (others.length === resolved.length) return { resolved, only: null };
  const only = new Set(targets.map(({ path }) => path));
  for (const { config } of others) {
    for (const { files } of [config, ...childrenOf(config)]) for (const { path } of files) only.add(path);
  }
  return { resolved: [main, ...others], only };
}

function withoutIncluded(resolved: readonly Resolved[]): readonly Resolved[] {
  const included = includedFiles(resolved);
  const kept = resolved.filter(({ config }) => !included.has(config.root));
  return kept.length === 0 ? resolved : kept;
}

function includedFiles(resolved: readonly Resolved[]): Set<string> {
  const included = new Set<string>();
  for (const { config } of resolved) {
    for (const { files } of [config, ...childrenOf(config)]) {
      for (const file of files) if (file.includedBy !== null && file.local) included.add(file.path);
    }
  }
  return included;
}

function within(only: ReadonlySet<string> | null, result: LintResult): LintResult {
  if (only === null) return result;
  const isInside = ({ at }: Diagnostic): boolean => only.has(at.source.path);
  return {
    ...result,
    diagnostics: result.diagnostics.filter(isInside),
    suppressed: result.suppressed.filter(isInside),
  };
}
