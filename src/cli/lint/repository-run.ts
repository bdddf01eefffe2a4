/** All targets of one repository that share their settings: linted in one run, so that shared files are spoken of once. */
import { RULES } from '../../../rules/index.generated.js';
import type { Config } from '../../config/config.js';
import type { RepositoryFiles } from '../../config/files.js';
import { resolveConfig } from '../../config/resolve.js';
import { diskRepository, overlayFiles } from '../../host/repository.js';
import type { LintedConfigs } from '../../linter/fix-point.js';
import { startLint } from '../../linter/lint.js';
import type { AppliedSettings } from '../../settings/apply-settings.js';
import type { Target } from './targets.js';

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
}

/** Lints a run's targets with some files having other texts than on disk, by path. */
export type LintTexts = (texts: ReadonlyMap<string, string>) => LintedConfigs;

/** `texts` holds what is not to be read from disk. */
export function openRepository(
  root: string,
  targets: readonly Target[],
  settings: AppliedSettings,
  texts: ReadonlyMap<string, string>,
): RepositoryRun {
  const files = overlayFiles(diskRepository(root), texts);
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

/** The linter of a run. Called again, it resolves only the configurations of which a file has changed. */
export function createLinter({ targets, files, settings }: RepositoryRun, options: RunOptions): LintTexts {
  const { onTarget, clock } = options;
  let resolved: readonly Resolved[] | null = null;
  const resolve = (target: Target, texts: ReadonlyMap<string, string>): Resolved => {
    onTarget(target);
    const config = resolveConfig({
      ...settings.config,
      root: target.path,
      files: overlayFiles(files, texts),
    });
    return { target, config, texts };
  };
  return texts => {
    resolved =
      resolved === null
        ? withoutIncluded(targets.map(target => resolve(target, texts)))
        : resolved.map(last => (isCurrent(last, texts) ? last : resolve(last.target, texts)));
    const configs = resolved.map(({ config }) => config);
    const run = startLint(RULES, settings.rules, clock === null ? {} : { clock });
    for (const config of configs) run.add(config);
    return { configs, result: run.finish() };
  };
}

/** Fixes make no new files, so a configuration depends on its files only. */
function isCurrent({ config, texts: before }: Resolved, texts: ReadonlyMap<string, string>): boolean {
  return config.files.every(({ path }) => before.get(path) === texts.get(path));
}

/** A file that another target includes is linted as a part of it: alone, it would seem to lack what the others bring. */
function withoutIncluded(resolved: readonly Resolved[]): readonly Resolved[] {
  const included = new Set<string>();
  for (const { config } of resolved) {
    for (const file of config.files) if (file.includedBy !== null && file.local) included.add(file.path);
  }
  const kept = resolved.filter(({ config }) => !included.has(config.root));
  return kept.length === 0 ? resolved : kept;
}
