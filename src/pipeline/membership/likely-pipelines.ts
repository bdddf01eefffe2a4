/** The pipelines in which an answer is looked for, those that everybody knows first. */
import { PIPELINE_TYPES, type PipelineType } from '../../conditions/pipeline-types.js';
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';

export interface LikelyPipeline {
  readonly type: PipelineType;
  /** What else holds in it; null for nothing. */
  readonly where: ((solver: Solver, defaultBranch?: string) => Formula) | null;
}

/** Stands for the default branch. */
const DEFAULT = '<default>';
const ON_DEFAULT = `$CI_COMMIT_BRANCH == "${DEFAULT}" && $CI_DEFAULT_BRANCH == "${DEFAULT}"`;
const ON_FEATURE = `$CI_COMMIT_BRANCH == "feature" && $CI_DEFAULT_BRANCH == "${DEFAULT}"`;
const FROM_FEATURE =
  '$CI_MERGE_REQUEST_SOURCE_BRANCH_NAME == "feature" && ' +
  `$CI_MERGE_REQUEST_TARGET_BRANCH_NAME == "${DEFAULT}" && $CI_DEFAULT_BRANCH == "${DEFAULT}"`;
const WITH_VERSION = `$CI_COMMIT_TAG == "v1.0.0" && $CI_DEFAULT_BRANCH == "${DEFAULT}"`;

const USUAL: readonly (readonly [id: string, where: string])[] = [
  ['merge-request', FROM_FEATURE],
  ['push-branch', ON_DEFAULT],
  ['push-branch', ON_FEATURE],
  ['push-tag', WITH_VERSION],
  ['push-new-branch', ON_FEATURE],
  ['schedule-branch', ON_DEFAULT],
  ['web-branch', ON_DEFAULT],
];

const UNUSUAL: readonly string[] = [
  'merged-result',
  'merge-train',
  'web-tag',
  'schedule-tag',
  'api-branch',
  'api-tag',
  'trigger-branch',
  'trigger-tag',
  'pipeline-branch',
  'pipeline-tag',
];

function typeOf(id: string): PipelineType {
  const type = PIPELINE_TYPES.find(candidate => candidate.id === id);
  if (type === undefined) throw new Error(`there is no pipeline type ${id}`);
  return type;
}

function condition(text: string): LikelyPipeline['where'] {
  return (solver, branch = 'main') => solver.expression(text.replaceAll(DEFAULT, branch));
}

/** Pipelines of usual types, first with the names that everybody gives branches and tags, then with any. */
export const USUAL_PIPELINES: readonly LikelyPipeline[] = [
  ...USUAL.map(([id, text]) => ({ type: typeOf(id), where: condition(text) })),
  ...[...new Set(USUAL.map(([id]) => id))].map(id => ({ type: typeOf(id), where: null })),
];

/** Pipelines that many projects never have. Child pipelines and those for external systems are not among them. */
export const UNUSUAL_PIPELINES: readonly LikelyPipeline[] = UNUSUAL.map(id => ({
  type: typeOf(id),
  where: null,
}));

/** The types that are looked at. */
export const LIKELY_TYPES: readonly PipelineType[] = [
  ...new Set([...USUAL_PIPELINES, ...UNUSUAL_PIPELINES].map(({ type }) => type)),
];
