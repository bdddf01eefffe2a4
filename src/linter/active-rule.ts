/** A rule as it takes part in one run. */
import type { Dialect } from '../config/dialect.js';
import type { AnyLintRule, Finding, RuleContext } from './lint-rule.js';
import { type EffectiveSetting, effectiveSetting, type ResolvedRuleSettings } from './rule-settings.js';

/** What a rule was looking at; `fix` when a fix was being built. */
export type LintLevel = 'source' | 'problem' | 'definition' | 'job' | 'pipeline' | 'suppression' | 'fix';

export interface ActiveRule {
  readonly rule: AnyLintRule;
  /** By path; one entry under the empty path when no override names the rule. */
  readonly settings: Map<string, EffectiveSetting>;
  readonly overridden: boolean;
  readonly crashed: Set<LintLevel>;
  state: unknown;
  milliseconds: number;
  findings: number;
}

export type Handler = (subject: unknown, ctx: RuleContext) => Iterable<Finding>;

/** Null when the rule is off everywhere. */
export function activate(rule: AnyLintRule, settings: ResolvedRuleSettings): ActiveRule | null {
  const overridden = settings.overrides.some(override => rule.id in override.rules);
  const everywhere = effectiveSetting(rule, { ...settings, overrides: [] }, '');
  if (everywhere.off && !overridden) return null;
  return {
    rule,
    overridden,
    settings: new Map(overridden ? [] : [['', everywhere]]),
    crashed: new Set(),
    state: undefined,
    milliseconds: 0,
    findings: 0,
  };
}

/** What holds for the rule in the file of a path; asked of the settings once. */
export function settingAt(
  { rule, settings, overridden }: ActiveRule,
  path: string,
  all: ResolvedRuleSettings,
): EffectiveSetting {
  const key = overridden ? path : '';
  let setting = settings.get(key);
  if (setting === undefined) {
    setting = effectiveSetting(rule, all, path);
    settings.set(key, setting);
  }
  return setting;
}

/** Whether a rule has to do with configurations in a syntax. */
export function speaksOf({ meta }: AnyLintRule, dialect: Dialect): boolean {
  return (meta.dialects ?? TODAY).includes(dialect);
}

const TODAY: readonly Dialect[] = ['current'];

/** The rules that have a handler for a level, with it. */
export function speakersOf(
  rules: Iterable<ActiveRule>,
  level: Exclude<LintLevel, 'problem' | 'fix'>,
): [ActiveRule, Handler][] {
  const speakers: [ActiveRule, Handler][] = [];
  for (const active of rules) {
    const handler = active.rule.on[level] as Handler | undefined;
    if (handler !== undefined) speakers.push([active, handler]);
  }
  return speakers;
}
