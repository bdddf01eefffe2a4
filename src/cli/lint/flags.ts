import { RULES } from '../../../rules/index.generated.js';
import type { Dialect } from '../../config/dialect.js';
import type { AnyLintRule, Preset } from '../../linter/lint-rule.js';
import { nearest } from '../../linter/nearest.js';
import type { RuleLevel } from '../../linter/rule-settings.js';
import type { SettingsFlags } from '../../settings/apply-settings.js';
import { UsageError } from '../usage-error.js';

/** The options that decide which settings hold. */
export interface SettingsOptions {
  readonly preset?: Preset | 'none';
  readonly rule?: readonly string[];
  readonly inlineIgnores: boolean;
  readonly dialect?: Dialect;
  readonly config?: string;
  readonly debug?: true;
}

/** The options of `lint` as commander hands them over. */
export interface LintFlags extends SettingsOptions {
  readonly fix?: true;
  readonly unsafeFixes?: true;
  readonly diff?: true;
  readonly format: string;
  readonly outputFile?: string;
  readonly maxWarnings?: number;
  readonly quiet?: true;
  readonly root?: string;
  readonly stdinFilename?: string;
  readonly timing?: true;
  readonly color?: boolean;
}

const LEVELS: readonly string[] = ['off', 'info', 'warning', 'error'];

/** @throws UsageError for a `--rule` that names no rule or no level. */
export function settingsFlags({ preset, rule, inlineIgnores, dialect }: SettingsOptions): SettingsFlags {
  return {
    inlineIgnores,
    ...(dialect === undefined ? {} : { dialect }),
    ...(preset === undefined ? {} : { preset }),
    ...(rule === undefined ? {} : { rules: Object.fromEntries(rule.map(parseRuleFlag)) }),
  };
}

function parseRuleFlag(text: string): [string, RuleLevel] {
  const [, id = '', level = ''] = /^([^=:\s]+)[=:]\s*(\S+)$/.exec(text) ?? [];
  if (id === '')
    throw new UsageError(
      `--rule ${text} is not of the form RULE=LEVEL.`,
      'For example: --rule unused-ignore=off',
    );
  findRule(id);
  if (!isLevel(level)) throw new UsageError(`--rule ${text}: ${level} is not one of ${LEVELS.join(', ')}.`);
  return [id, level];
}

function isLevel(text: string): text is RuleLevel {
  return LEVELS.includes(text);
}

/** @throws UsageError when there is no such rule. */
export function findRule(id: string): AnyLintRule {
  const rule = RULES.find(candidate => candidate.id === id);
  if (rule !== undefined) return rule;
  const near = nearest(
    id,
    RULES.map(candidate => candidate.id),
  );
  const help = near === null ? 'ci-lint explain --list shows all rules.' : `Did you mean ${near}?`;
  throw new UsageError(`there is no rule ${id}.`, help);
}
