import { RULES } from '../../rules/index.generated.js';
import type { Config, ConfigOptions } from '../config/config.js';
import { memoryFiles } from '../config/files.js';
import { resolveConfig } from '../config/resolve.js';
import { type FixPointResult, fixPoint } from '../linter/fix-point.js';
import { type LintResult, startLint } from '../linter/lint.js';
import { DEFAULT_RULE_SETTINGS, type ResolvedRuleSettings } from '../linter/rule-settings.js';
import { childrenOf } from '../pipeline/child-pipeline.js';

export interface LintFilesOptions extends Partial<Omit<ConfigOptions, 'files'>> {
  readonly rules?: Partial<ResolvedRuleSettings>;
}

export interface LintedFiles {
  readonly config: Config;
  readonly result: LintResult;
}

/** Lints a configuration and those of its child pipelines, whose files are given as texts by path; the root is `.gitlab-ci.yml` unless `root` says otherwise. */
export function lintFiles(
  files: Readonly<Record<string, string>>,
  options: LintFilesOptions = {},
): LintedFiles {
  const { rules, root = '.gitlab-ci.yml', ...config } = options;
  const resolved = resolveConfig({ undeclared: 'unknown', ...config, root, files: memoryFiles(files) });
  const run = startLint(RULES, { ...DEFAULT_RULE_SETTINGS, ...rules });
  for (const each of [resolved, ...childrenOf(resolved)]) run.add(each);
  return { config: resolved, result: run.finish() };
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
