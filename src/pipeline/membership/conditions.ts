/** What the conditions of a configuration ask for, and how far they are known. */
import { parseOnce } from '../../conditions/expression/memo.js';
import { variableNames } from '../../conditions/expression/node.js';
import { isPredefined } from '../../conditions/pipeline-types.js';
import type { Config } from '../../config/config.js';
import { type Job, keyword } from '../../config/job.js';
import type { Value } from '../../config/value.js';
import { canBeGiven } from '../child-pipeline.js';
import { clausesOf, policyOf } from '../deciding-rule.js';
import { hasConditionalIncludes } from './conditional-includes.js';

export interface Conditions {
  /** The distinct `if` expressions of jobs and workflow. */
  readonly expressions: ReadonlySet<string>;
  readonly asksForChanges: boolean;
  readonly asksForFiles: boolean;
  /** Every variable that a condition can read, through the values of others too. No other one matters for membership. */
  readonly names: ReadonlySet<string>;
  /**
   * False when includes depend on the pipeline, or could not be read: then other jobs may exist elsewhere; and when a parent can
   * give other values to variables that conditions read.
   */
  readonly isWhole: boolean;
  /** Whether nothing that we do not see can change in which pipelines the job is. */
  isSettled(job: Job): boolean;
}

export function conditionsOf(config: Config): Conditions {
  const expressions = new Set<string>();
  const globs: string[] = [];
  let asksForChanges = false;
  let asksForFiles = false;
  for (const entry of [
    ...(config.workflow?.rules ?? []),
    ...config.jobs.flatMap(({ rules }) => rules ?? []),
  ]) {
    const { if: text, changes, exists } = clausesOf(entry);
    if (text !== undefined) expressions.add(text);
    if (changes !== undefined) asksForChanges = true;
    if (exists !== undefined) asksForFiles = true;
    globs.push(...(changes?.paths ?? []), changes?.compareTo ?? '', ...(exists?.paths ?? []));
  }
  for (const job of config.jobs) {
    for (const json of job.rules === null ? [job.only, job.except] : []) {
      const policy = policyOf(json);
      for (const text of policy?.variables ?? []) expressions.add(text);
      if (policy?.changes !== undefined) asksForChanges = true;
      globs.push(...(policy?.changes ?? []));
    }
  }
  const names = namesRead(config, expressions, globs);
  const isGiven = canBeGiven(config);
  const isOwn = config.parent === null || ![...names].some(isGiven);
  const isWhole = isOwn && config.complete && !hasConditionalIncludes(config);
  const settled = new Map<Job, boolean>();
  const isSettled = (job: Job): boolean => {
    if (isWhole) return true;
    let answer = settled.get(job);
    if (answer === undefined) {
      answer = isOwn && isSettledAlone(job, config);
      settled.set(job, answer);
    }
    return answer;
  };
  return { expressions, asksForChanges, asksForFiles, names, isWhole, isSettled };
}

/** Expressions see values as they are written; in globs, and in the values that these name, variables are expanded. */
function namesRead(
  config: Config,
  expressions: ReadonlySet<string>,
  globs: readonly string[],
): ReadonlySet<string> {
  const names = new Set<string>();
  const expanded = new Set<string>();
  for (const glob of globs) for (const name of namesIn(glob)) expanded.add(name);
  // A set that grows while it is walked: each name is met once.
  for (const name of expanded) {
    for (const value of valuesOf(name, config)) for (const inner of namesIn(value)) expanded.add(inner);
    names.add(name);
  }
  for (const text of expressions) {
    const parsed = parseOnce(text);
    if (parsed.ok) for (const name of variableNames(parsed.expression)) names.add(name);
  }
  return names;
}

function namesIn(text: string): string[] {
  if (!/[$%]/.test(text)) return [];
  return [...text.matchAll(/\$\{?(\w+)|%(\w+)%/g)].map(([, dollar, percent]) => dollar ?? percent ?? '');
}

/** All values that the configuration writes for a variable. */
function* valuesOf(name: string, { variables, jobs, workflow }: Config): Generator<string> {
  const root = variables.get(name);
  if (root !== undefined) yield root.value;
  for (const job of jobs) {
    const own = job.variables.get(name);
    if (own !== undefined) yield own.value;
  }
  for (const { variables: own } of [
    ...(workflow?.rules ?? []),
    ...jobs.flatMap(({ rules }) => rules ?? []),
  ]) {
    const value = own?.entries.get(name)?.value;
    if (value?.kind === 'scalar') yield value.text;
  }
}

/** In the root file the rules of a job and of the workflow win over all includes, and so do variables. */
function isSettledAlone(job: Job, config: Config): boolean {
  const workflow = config.workflow?.rules ?? null;
  if (workflow === null || job.rules === null) return false;
  const isOfRoot = (value: Value | undefined): boolean =>
    value !== undefined && value.via === undefined && value.node.source.path === config.root;
  if (!isOfRoot(keyword(job, 'rules')) || !isOfRoot(config.workflow?.at)) return false;
  return [...workflow, ...job.rules].every(entry => {
    if (entry.at.node.source.path !== config.root) return false;
    const { if: text } = clausesOf(entry);
    const parsed = text === undefined ? null : parseOnce(text);
    if (parsed === null) return true;
    return (
      parsed.ok &&
      variableNames(parsed.expression).every(
        name => isPredefined(name) || config.variables.get(name)?.at?.node.source.path === config.root,
      )
    );
  });
}
