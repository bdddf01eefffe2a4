import type { Limits } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import type { Tier } from '../config/keywords/keyword.js';
import type { Preset } from '../linter/lint-rule.js';
import type { RuleLevel } from '../linter/rule-settings.js';

/** What people write for a rule: a level, or a level and options. */
export type RuleEntry = RuleLevel | readonly [RuleLevel, Readonly<Record<string, unknown>>?];

export type SettingsScalar = string | number | boolean;

/** What is known of a variable that comes from outside the configuration. */
export interface DeclaredVariable {
  readonly value?: SettingsScalar;
  readonly values?: readonly SettingsScalar[];
  readonly set?: 'always' | 'sometimes' | 'never';
  readonly protected?: boolean;
}

/** Where the text of an include from elsewhere stands. */
export interface IncludeSource {
  readonly project?: string;
  readonly ref?: string;
  readonly file?: string;
  readonly template?: string;
  readonly remote?: string;
  readonly component?: string;
  readonly path?: string;
  readonly folder?: string;
}

/** ci-lint's settings as people write them; `schemas/settings.schema.json` describes them. */
export interface Settings {
  readonly preset?: Preset | 'none';
  readonly rules?: Readonly<Record<string, RuleEntry>>;
  readonly overrides?: readonly {
    readonly files: readonly string[];
    readonly rules?: Readonly<Record<string, RuleEntry>>;
    readonly dialect?: Dialect;
  }[];
  readonly dialect?: Dialect;
  readonly ignores?: readonly string[];
  readonly inlineIgnores?: boolean;
  readonly variables?: Readonly<Record<string, SettingsScalar | DeclaredVariable>>;
  readonly defaultBranch?: string;
  readonly protectedBranches?: readonly string[];
  readonly protectedTags?: readonly string[];
  readonly inputs?: Readonly<Record<string, SettingsScalar>>;
  readonly includes?: readonly IncludeSource[];
  readonly limits?: Partial<Limits>;
  readonly tier?: Tier;
  readonly gitlabVersion?: string;
}

/** Settings and where they stand. */
export interface SettingsFile {
  /** Absolute; null for settings that no file holds. */
  readonly path: string | null;
  /** The folder that globs and paths in the settings start from. */
  readonly folder: string;
  readonly settings: Settings;
}

/** Settings that cannot be used, with a line for each reason. */
export class SettingsError extends Error {
  constructor(reasons: readonly string[]) {
    super(reasons.join('\n'));
    this.name = 'SettingsError';
  }
}
