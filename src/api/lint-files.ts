import { RULES } from '../../rules/index.generated.js';
import type { Config, ConfigOptions } from '../config/config.js';
import { memoryFiles } from '../config/files.js';
import { resolveConfig } from '../config/resolve.js';
import { type FixPointResult, fixPoint } from '../linter/fix-point.js';
import { type LintResult, lintConfig } from '../linter/lint.js';
import { DEFAULT_RULE_SETTINGS, type ResolvedRuleSettings } from '../linter/rule-settings.js';

export interface LintFilesOptions extends Partial<Omit<ConfigOptions, 'files'>> {
  readonly rules?: Partial<ResolvedRuleSettings>;
}

export interface LintedFiles {
  readonly config: Config;
  readonly result: LintResult;
}

/** Lints a configuration whose files are given as texts by path; the root is `.gitlab-ci.yml` unless `root` says otherwise. */
export function lintFiles(
  files: Readonly<Record<string, string>>,
  options: LintFilesOptions = {},
): LintedFiles {
  const { rules, root = '.gitlab-ci.yml', ...config } = options;
  const resolved = resolveConfig({ undeclared: 'unknown', ...config, root, files: memoryFiles(files) });
  return { config: resolved, result: lintConfig(resolved, RULES, { ...DEFAULT_RULE_SETTINGS, ...rules }) };
}

/** Applies fixes until there is nothing left to fix; `texts` of the answer are the files that changed. */
export function fixFiles(
  files: Readonly<Record<string, string>>,
  least: 'safe' | 'unsafe',
  options: LintFilesOptions = {},
): FixPointResult {
  return fixPoint({
    least,
    lint: texts => {
      const { config, result } = lintFiles({ ...files, ...Object.fromEntries(texts) }, options);
      return { configs: [config], result };
    },
  });
}
