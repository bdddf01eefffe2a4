/** Whether a job is in the pipeline and how, by its `rules` or by `only` and `except`; and what decided. */
import { expandedVariables } from '../conditions/expand-variables.js';
import type { VariableLookup } from '../conditions/expression/evaluate.js';
import { isIncluded, type Policy } from '../conditions/policy.js';
import type {
  ChangesClause,
  RulesEntry as Clauses,
  ExistsClause,
  RulesContext,
} from '../conditions/rules/entry.js';
import { matchRules, type RulesMatch } from '../conditions/rules/evaluate.js';
import {
  type AllowFailure,
  type Execution,
  type Job,
  keyword,
  type Need,
  type RulesEntry,
  type When,
} from '../config/job.js';
import { outcomeBy } from '../config/job-outcomes.js';
import { get, isNull, type Json, type Value } from '../config/value.js';
import { member } from './job-variables.js';
import type { PipelineContext } from './pipeline-context.js';

/** What made a job be in a pipeline, or not. */
export type DecidedBy =
  /** An entry of its rules: the number counts from 1. */
  | { readonly kind: 'rule'; readonly number: number; readonly entry: RulesEntry }
  | { readonly kind: 'no-rule-matched'; readonly count: number }
  | { readonly kind: 'only-except' }
  /** Neither rules nor only nor except: in branch and tag pipelines, unless there are workflow rules. */
  | { readonly kind: 'default' };

/** How a job is in a pipeline. */
export interface JobForm {
  /** As written, so with `manual` and `delayed` among its values in today's syntax. */
  readonly when: When;
  /** How the job starts, in either syntax. */
  readonly execution: Execution;
  /** True for a manual job that holds up what comes after it until it is played. */
  readonly blocker: boolean;
  readonly allowFailure: AllowFailure;
  /** The delay of a delayed job, in either syntax. */
  readonly startIn: string | null;
  readonly needs: readonly Need[] | null;
  readonly schedulingType: 'stage' | 'dag';
}

export interface JobDecision {
  readonly job: Job;
  /** Null when the job is not in the pipeline. */
  readonly form: JobForm | null;
  readonly by: DecidedBy;
  /** False when a clause was taken for false because only GitLab can know it. */
  readonly certain: boolean;
  /** GitLab fails on one of the expressions. */
  readonly crashed: boolean;
}

const KUBERNETES_ACTIVE = 'CI_KUBERNETES_ACTIVE';

export function decideJob(job: Job, lookup: VariableLookup, context: PipelineContext): JobDecision {
  if (job.rules !== null) return decideByRules(job, job.rules, lookup, context);
  const only = policyOf(job.only);
  const except = policyOf(job.except);
  const written = keyword(job, 'only') !== undefined || keyword(job, 'except') !== undefined;
  const by: DecidedBy = { kind: written ? 'only-except' : 'default' };
  const base = { job, by, certain: true, crashed: false };
  if (only === null && except === null) return { ...base, form: formBy(job, null) };
  const included = isIncluded(only, except, {
    pipelineSource: context.source,
    refKind: context.refKind,
    ref: context.ref,
    projectPath: context.projectPath,
    variables: lookup,
    changes: context.changes,
    // GitLab sets the variable where a cluster is active; YAML variables of the name make none.
    kubernetes: context.predefined.has(KUBERNETES_ACTIVE) || context.variables.has(KUBERNETES_ACTIVE),
  });
  return { ...base, form: included ? formBy(job, null) : null };
}

function decideByRules(
  job: Job,
  rules: readonly RulesEntry[],
  lookup: VariableLookup,
  context: PipelineContext,
): JobDecision {
  const { entry, match } = firstMatch(rules, lookup, context);
  const { certain, crashed } = match;
  if (entry === null) {
    return { job, form: null, by: { kind: 'no-rule-matched', count: rules.length }, certain, crashed };
  }
  const by: DecidedBy = { kind: 'rule', number: rules.indexOf(entry) + 1, entry };
  return { job, form: formBy(job, entry), by, certain, crashed };
}

/** All forms that a job can have in some pipeline, by its keywords alone; empty when it is never in one. */
export function possibleForms(job: Job): readonly JobForm[] {
  return (job.rules ?? [null]).flatMap(entry => formBy(job, entry) ?? []);
}

/** An entry's `when` leaves `allow_failure` as the job has it; an entry's needs make it a DAG job. */
function formBy(job: Job, entry: RulesEntry | null): JobForm | null {
  const outcome = outcomeBy(job, entry);
  if (outcome === null) return null;
  return {
    when: outcome.when.value,
    execution: outcome.execution.value,
    blocker: outcome.blocker,
    allowFailure: outcome.allowFailure.value,
    startIn: outcome.delay,
    needs: outcome.needs,
    schedulingType: entry?.needs?.length ? 'dag' : job.schedulingType,
  };
}

/** The entry that decides, of a job's or of the workflow's rules. */
export function firstMatch(
  rules: readonly RulesEntry[],
  lookup: VariableLookup,
  context: PipelineContext,
): { readonly entry: RulesEntry | null; readonly match: RulesMatch<Clauses> } {
  const rulesContext: RulesContext = {
    variables: lookup,
    expanded: expandedVariables(lookup),
    changes: context.changes,
    files: context.files,
  };
  const clauses = allClausesOf(rules);
  const match = matchRules(clauses, rulesContext);
  const at = match.entry === null ? -1 : clauses.indexOf(match.entry);
  return { entry: rules[at] ?? null, match };
}

const allClausesMemo = new WeakMap<readonly RulesEntry[], readonly Clauses[]>();

function allClausesOf(rules: readonly RulesEntry[]): readonly Clauses[] {
  let clauses = allClausesMemo.get(rules);
  if (clauses === undefined) {
    clauses = rules.map(clausesOf);
    allClausesMemo.set(rules, clauses);
  }
  return clauses;
}

/** By what was written, which entries share that came through anchors, `extends` or `!reference`. */
const clausesMemo = new WeakMap<RulesEntry['at']['entries'], Clauses>();

/** The clauses of an entry as texts. */
export function clausesOf(entry: RulesEntry): Clauses {
  const known = clausesMemo.get(entry.at.entries);
  if (known !== undefined) return known;
  const clauses: Clauses = {
    if: entry.if?.kind === 'scalar' && !isNull(entry.if) ? entry.if.text : undefined,
    changes: changesClause(entry.changes),
    exists: existsClause(entry.exists),
  };
  clausesMemo.set(entry.at.entries, clauses);
  return clauses;
}

function changesClause(value: Value | null): ChangesClause | undefined {
  if (value === null || isNull(value)) return undefined;
  if (value.kind === 'list') return { paths: texts(value) };
  return { paths: texts(get(value, 'paths')), compareTo: text(get(value, 'compare_to')) };
}

function existsClause(value: Value | null): ExistsClause | undefined {
  if (value === null || isNull(value)) return undefined;
  if (value.kind === 'list') return { paths: texts(value) };
  return {
    paths: texts(get(value, 'paths')),
    project: text(get(value, 'project')),
    ref: text(get(value, 'ref')),
  };
}

function texts(value: Value | undefined): readonly string[] {
  return value?.kind === 'list' ? value.items.flatMap(item => text(item) ?? texts(item)) : [];
}

function text(value: Value | undefined): string | undefined {
  return value?.kind === 'scalar' && !isNull(value) ? value.text : undefined;
}

/** `only` or `except` as GitLab normalized it. */
export function policyOf(json: Json | null): Policy | null {
  if (json === null) return null;
  const list = (key: string): readonly string[] | undefined => {
    const value = member(json, key);
    if (value === undefined) return undefined;
    return Array.isArray(value) ? value.map(String) : [];
  };
  const kubernetes = member(json, 'kubernetes');
  return {
    refs: Array.isArray(json) ? json.map(String) : list('refs'),
    variables: list('variables'),
    changes: list('changes'),
    kubernetes: kubernetes === undefined ? undefined : kubernetes === 'active',
  };
}
