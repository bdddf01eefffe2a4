/** What the settings say about rules, and what follows for one rule in one file. */
import type { Target } from '../config/keywords/target.js';
import type { Severity } from './diagnostic.js';
import type { AnyLintRule, Preset } from './lint-rule.js';

export type RuleLevel = 'off' | Severity;

/** What the settings say about one rule. A missing part keeps what was said before. Options have passed the rule's schema. */
export interface RuleSetting {
  readonly level?: RuleLevel;
  readonly options?: Readonly<Record<string, unknown>>;
}

export type RuleTable = Readonly<Record<string, RuleSetting>>;

/** Settings for the files of some paths; later ones win. */
export interface Override {
  /** Whether it speaks for the file of a path, relative to the repository root. */
  readonly matches: (path: string) => boolean;
  readonly rules: RuleTable;
}

export interface ResolvedRuleSettings {
  /** Null enables nothing but what `rules` name. */
  readonly preset: Preset | null;
  readonly rules: RuleTable;
  readonly overrides: readonly Override[];
  /** False when ignore comments are to be passed over. */
  readonly inlineIgnores: boolean;
  /** The GitLab that the configuration is for; without it, the latest with all it has. */
  readonly target?: Target;
}

export const DEFAULT_RULE_SETTINGS: ResolvedRuleSettings = {
  preset: 'recommended',
  rules: {},
  overrides: [],
  inlineIgnores: true,
};

/** One rule in one file: null severity is the rule's own, which a finding may replace. */
export interface EffectiveSetting {
  readonly off: boolean;
  readonly severity: Severity | null;
  readonly options: unknown;
}

const SIZE: Readonly<Record<AnyLintRule['meta']['preset'], number>> = { recommended: 0, strict: 1, all: 2 };

/** True when the rule belongs to the preset. */
export function inPreset(rule: AnyLintRule, preset: Preset | null): boolean {
  if (preset === 'migration') return rule.meta.category === 'migration';
  return preset !== null && SIZE[rule.meta.preset] <= SIZE[preset];
}

/** What holds for a rule in the file of a path. */
export function effectiveSetting(
  rule: AnyLintRule,
  settings: ResolvedRuleSettings,
  path: string,
): EffectiveSetting {
  let level: RuleLevel | undefined;
  let options: unknown = rule.meta.options?.defaults;
  const apply = (setting: RuleSetting | undefined): void => {
    if (setting === undefined) return;
    level = setting.level ?? level;
    if (setting.options !== undefined) options = { ...(options as object | undefined), ...setting.options };
  };
  apply(settings.rules[rule.id]);
  for (const override of settings.overrides) {
    if (rule.id in override.rules && override.matches(path)) apply(override.rules[rule.id]);
  }
  const off = level === undefined ? !inPreset(rule, settings.preset) : level === 'off';
  return { off, severity: level === undefined || level === 'off' ? null : level, options };
}
