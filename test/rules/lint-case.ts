/** Resolves the files of a case and runs one rule over them. */
import type { Config } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import { DEFAULT_TARGET } from '../../src/config/keywords/target.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { type LintResult, lintConfig } from '../../src/linter/lint.js';
import type { AnyLintRule } from '../../src/linter/lint-rule.js';
import type { RuleSetting } from '../../src/linter/rule-settings.js';
import { type PageCase, ROOT } from './page.js';

export type Files = ReadonlyMap<string, string>;

export interface LintedCase {
  readonly config: Config;
  readonly result: LintResult;
}

/**
 * Lints with the rule alone, as it is by default but for the options of the case. Other rules are known and off, unless
 * the rule is about ignore comments: then they run, and what they say is left out.
 */
export function lintCase(
  rule: AnyLintRule,
  files: Files,
  { options, target }: Pick<PageCase, 'options' | 'target'>,
  others: readonly AnyLintRule[],
): LintedCase {
  const config = resolveConfig({ root: ROOT, files: memoryFiles(Object.fromEntries(files)) });
  const setting: RuleSetting = options === null ? {} : { options };
  const off = rule.on.suppression === undefined ? others.filter(other => other.id !== rule.id) : [];
  const rules = [rule, ...others.filter(other => other.id !== rule.id)];
  const settings = {
    preset: 'all',
    rules: {
      ...Object.fromEntries(off.map(({ id }) => [id, { level: 'off' as const }])),
      [rule.id]: setting,
    },
    overrides: [],
    inlineIgnores: true,
    target: { ...DEFAULT_TARGET, ...target },
  } as const;
  const result = lintConfig(config, rules, settings);
  for (const { ruleId, error } of result.crashes) if (ruleId !== null) throw error;
  const diagnostics = result.diagnostics.filter(({ ruleId }) => ruleId === rule.id);
  return { config, result: { ...result, diagnostics } };
}
