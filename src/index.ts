/** The programming interface of ci-lint. It reads no files: texts go in, data comes out. */
export { RULES } from '../rules/index.generated.js';
export { fixFiles, type LintedFiles, type LintFilesOptions, lintFiles } from './api/lint-files.js';
export type { Config, ConfigFile, ConfigOptions, Limits } from './config/config.js';
export {
  type FileAnswer,
  type ForeignInclude,
  type ForeignIncludes,
  memoryFiles,
  type RepositoryFiles,
} from './config/files.js';
export type { Job, JobDefinition, Need, RulesEntry } from './config/job.js';
export type { ConfigProblem, Place, Related } from './config/problem.js';
export { resolveConfig } from './config/resolve.js';
export type { Category, Diagnostic, Message, Severity, Witness } from './linter/diagnostic.js';
export type { Applicability, Fix } from './linter/fix.js';
export type { FixPointResult, LintedConfigs } from './linter/fix-point.js';
export { type LintOptions, type LintResult, type LintRun, lintConfig, startLint } from './linter/lint.js';
export { type AnyLintRule, defineRule, type Preset } from './linter/lint-rule.js';
export { DEFAULT_RULE_SETTINGS, type ResolvedRuleSettings, type RuleLevel } from './linter/rule-settings.js';
export type { RuleEntry, Settings } from './settings/settings.js';
export { applyEdits, type Edit } from './syntax/edit.js';
export type { Range } from './syntax/range.js';
export { type Position, Source } from './syntax/source.js';
