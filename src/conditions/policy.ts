/** `only` and `except` (`lib/gitlab/ci/build/policy/*.rb`, `config/entry/policy.rb`). */
import { evaluateExpression, type VariableLookup } from './expression/evaluate.js';
import { parseOnce } from './expression/memo.js';
import type { PathSet } from './path-set.js';
import { compilePattern } from './pattern.js';

/** `only` or `except` in its long form. A key that is null in YAML is an empty list here, an absent one undefined. */
export interface Policy {
  readonly refs?: readonly string[] | undefined;
  readonly variables?: readonly string[] | undefined;
  readonly changes?: readonly string[] | undefined;
  readonly kubernetes?: boolean | undefined;
}

export type RefKind = 'branch' | 'tag' | 'merge request';

/** What the refs of policies are compared with. */
export interface RefContext {
  /** The value of CI_PIPELINE_SOURCE. */
  readonly pipelineSource: string;
  readonly refKind: RefKind;
  /** The name of the branch or tag. */
  readonly ref: string;
  readonly projectPath: string;
}

/** The pipeline that the policies are asked about. */
export interface PolicyContext extends RefContext {
  readonly variables: VariableLookup;
  /** The modified paths; null when GitLab does not know them. */
  readonly changes: PathSet | null;
  /** Whether a Kubernetes cluster is active. */
  readonly kubernetes: boolean;
}

const DEFAULT_REFS: readonly string[] = ['branches', 'tags'];

/**
 * The `only` in force. `written` is undefined when the job has none, null for `only:` without a value, which removes
 * the default. `dropsDefault` is true when the job has `rules`, or the configuration `workflow:rules`; a written `only`
 * without refs keeps the default refs even then.
 */
export function effectiveOnly(written: Policy | null | undefined, dropsDefault: boolean): Policy | null {
  if (written === null) return null;
  if (written === undefined) return dropsDefault ? null : { refs: DEFAULT_REFS };
  return { ...written, refs: written.refs ?? DEFAULT_REFS };
}

/** Whether a job without `rules` is in the pipeline; null stands for no policy. */
export function isIncluded(only: Policy | null, except: Policy | null, context: PolicyContext): boolean {
  const required = only === null ? [] : answers(only, context);
  const forbidden = except === null ? [] : answers(except, context);
  return required.every(answer => answer) && !forbidden.some(answer => answer);
}

/** One answer for each key that the policy has. */
function answers(policy: Policy, context: PolicyContext): readonly boolean[] {
  const { refs, variables, changes, kubernetes } = policy;
  const all: boolean[] = [];
  if (refs !== undefined) all.push(refs.some(ref => matchesRef(ref, context)));
  if (variables !== undefined) all.push(variables.some(text => holds(text, context.variables)));
  if (changes !== undefined)
    all.push(context.changes === null || changes.some(glob => context.changes?.matches(glob)));
  if (kubernetes !== undefined) all.push(kubernetes && context.kubernetes);
  return all;
}

function holds(text: string, variables: VariableLookup): boolean {
  const parsed = parseOnce(text);
  return parsed.ok && evaluateExpression(parsed.expression, variables) === true;
}

/** Everything from the first `@` on names the project, so neither `a@b` nor `/a@b/` can match a ref. */
export function matchesRef(written: string, context: RefContext): boolean {
  const at = written.indexOf('@');
  if (at !== -1 && written.slice(at + 1) !== context.projectPath) return false;
  const name = at === -1 ? written : written.slice(0, at);
  return refKeywords(context.pipelineSource, context.refKind).includes(name) || matchesRefName(name, context);
}

/** Merge request pipelines have no branch or tag to compare with. */
function matchesRefName(name: string, { refKind, ref }: RefContext): boolean {
  if (refKind === 'merge request') return false;
  return compilePattern(name)?.test(ref) ?? name === ref;
}

/**
 * The keywords that match a pipeline: its kind of ref, and its source without `_event` in singular and plural; so
 * `merge_requests` and `merge_request` match, `merge_request_event` does not.
 */
export function refKeywords(pipelineSource: string, refKind: RefKind): readonly string[] {
  const name = pipelineSource.replace(/_event$/, '');
  const kinds: Readonly<Record<RefKind, readonly string[]>> = {
    branch: ['branches'],
    tag: ['tags'],
    'merge request': [],
  };
  return [...kinds[refKind], name, pluralize(name)];
}

/** Rails' plural, for the names that sources have. */
function pluralize(name: string): string {
  if (/[^aeiou]y$/.test(name)) return `${name.slice(0, -1)}ies`;
  return /(?:s|x|ch|sh)$/.test(name) ? `${name}es` : `${name}s`;
}
