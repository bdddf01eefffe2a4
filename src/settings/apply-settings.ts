/** From settings as people write them to what the engine and the configuration passes take. */
import { resolve } from 'node:path';
import picomatch from 'picomatch';
import type { Project } from '../conditions/project.js';
import type { ConfigOptions } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import { DEFAULT_TARGET } from '../config/keywords/target.js';
import { pathInside } from '../host/repository.js';
import type { Preset } from '../linter/lint-rule.js';
import type { Override, ResolvedRuleSettings, RuleLevel, RuleSetting } from '../linter/rule-settings.js';
import { includesFrom } from './include-sources.js';
import { projectOf } from './project.js';
import type { RuleEntry, SettingsFile } from './settings.js';

/** What the command line says; it wins over the settings, overrides included. */
export interface SettingsFlags {
  readonly preset?: Preset | 'none';
  readonly rules?: Readonly<Record<string, RuleLevel>>;
  readonly inlineIgnores?: boolean;
  readonly dialect?: Dialect;
}

export interface AppliedSettings {
  readonly rules: ResolvedRuleSettings;
  /** The project without its files, which are nobody's to know here. */
  readonly config: Pick<ConfigOptions, 'foreign' | 'limits' | 'inputs'> & { readonly project: Project };
  /** The syntax of the configuration with this root file, where the file does not say it itself. */
  readonly dialectFor: (path: string) => Pick<ConfigOptions, 'dialect' | 'defaultDialect'>;
  /** True for files that are not linted when nobody names them. Paths are relative to the root. */
  readonly ignores: (path: string) => boolean;
}

/** `root` is the root of the repository that the settings are for. */
export function applySettings(file: SettingsFile, root: string, flags: SettingsFlags = {}): AppliedSettings {
  const { settings, folder } = file;
  const preset = flags.preset ?? settings.preset ?? 'recommended';
  const byPath = (settings.overrides ?? []).map(({ files, rules, dialect }) => ({
    matches: pathMatcher(files, root, folder),
    rules: ruleTable(rules ?? {}),
    dialect,
  }));
  const overrides: Override[] = [...byPath];
  if (flags.rules !== undefined) overrides.push({ matches: () => true, rules: ruleTable(flags.rules) });
  return {
    rules: {
      preset: preset === 'none' ? null : preset,
      rules: ruleTable(settings.rules ?? {}),
      overrides,
      inlineIgnores: (flags.inlineIgnores ?? true) && (settings.inlineIgnores ?? true),
      target: {
        tier: settings.tier ?? DEFAULT_TARGET.tier,
        gitlabVersion: settings.gitlabVersion ?? DEFAULT_TARGET.gitlabVersion,
      },
    },
    config: {
      ...(settings.includes === undefined ? {} : { foreign: includesFrom(settings.includes, folder) }),
      ...(settings.limits === undefined ? {} : { limits: settings.limits }),
      ...(settings.inputs === undefined ? {} : { inputs: settings.inputs }),
      project: projectOf(settings),
    },
    dialectFor: path => {
      if (flags.dialect !== undefined) return { dialect: flags.dialect };
      const last = byPath.findLast(({ dialect, matches }) => dialect !== undefined && matches(path));
      const defaultDialect = last?.dialect ?? settings.dialect;
      return defaultDialect === undefined ? {} : { defaultDialect };
    },
    ignores: pathMatcher(settings.ignores ?? [], root, folder),
  };
}

function ruleTable(entries: Readonly<Record<string, RuleEntry>>): Record<string, RuleSetting> {
  return Object.fromEntries(Object.entries(entries).map(([id, entry]) => [id, ruleSetting(entry)]));
}

function ruleSetting(entry: RuleEntry): RuleSetting {
  if (typeof entry === 'string') return { level: entry };
  const [level, options] = entry;
  return options === undefined ? { level } : { level, options };
}

/** Answers for paths relative to the root; the globs are relative to `folder`. */
function pathMatcher(globs: readonly string[], root: string, folder: string): (path: string) => boolean {
  if (globs.length === 0) return () => false;
  const match = picomatch([...globs], { dot: true });
  return path => {
    const inside = pathInside(folder, resolve(root, path));
    return inside !== null && match(inside);
  };
}
