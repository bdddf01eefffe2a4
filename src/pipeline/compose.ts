/**
 * Which jobs GitLab adds to the pipeline of a context, and how, or why it makes none. Sources:
 * lib/gitlab/ci/pipeline/chain/{evaluate_workflow_rules,seed,populate}.rb, lib/gitlab/ci/pipeline/seed/*.rb.
 */
import type { Config } from '../config/config.js';
import type { Job, RulesEntry } from '../config/job.js';
import { defaultLimits } from '../config/limits.js';
import { get } from '../config/value.js';
import { decideJob, firstMatch, type JobDecision } from './deciding-rule.js';
import {
  jobLookup,
  jobVariableValues,
  rootVariables,
  type Variables,
  workflowLookup,
} from './job-variables.js';
import type { Pipeline, PipelineJob } from './pipeline.js';
import type { PipelineContext } from './pipeline-context.js';
import { toPipelineJob } from './pipeline-job.js';
import { canHaveVariableCycle } from './possible-cycle.js';
import { findVariableCycle } from './variable-cycle.js';

/** Why GitLab makes no pipeline; these are the failure reasons it stores. */
export type NoPipelineReason = 'invalid_config' | 'workflow_rules' | 'config_error' | 'filtered_by_rules';

export interface Composition {
  /** Null when there is no pipeline. */
  readonly pipeline: Pipeline | null;
  readonly reason: NoPipelineReason | null;
  /** GitLab's own words, for `invalid_config` and `config_error`. */
  readonly errors: readonly string[];
  /** One for each job, in the order of the pipeline; empty unless the jobs were asked. */
  readonly decisions: readonly JobDecision[];
  /** The entry of `workflow:rules` that decided, if any did. */
  readonly workflowEntry: RulesEntry | null;
  /** False when the answer rests on something only GitLab can know. */
  readonly certain: boolean;
}

export interface ComposeOptions {
  /** `ci_needs_size_limit`. */
  readonly maxNeeds?: number;
}

export function composePipeline(
  config: Config,
  context: PipelineContext,
  options: ComposeOptions = {},
): Composition {
  const none: Composition = {
    pipeline: null,
    reason: null,
    errors: [],
    decisions: [],
    workflowEntry: null,
    certain: config.complete,
  };
  if (!config.valid) {
    const errors = config.problems.filter(({ rejected }) => rejected).map(problem => problem.gitlabMessage);
    return { ...none, reason: 'invalid_config', errors };
  }
  const workflow = evaluateWorkflow(config, context);
  if (!workflow.passes) return { ...none, reason: 'workflow_rules', workflowEntry: workflow.entry };

  const jobs = inStageOrder(config);
  const decisions = jobs.map(job => decideJob(job, jobLookup(job, context, workflow.variables), context));
  const found: Composition = {
    ...none,
    decisions,
    workflowEntry: workflow.entry,
    certain: none.certain && workflow.certain && decisions.every(({ certain }) => certain),
  };
  const findCycle = cycleFinder(config, context, workflow.variables);
  const maxNeeds = options.maxNeeds ?? defaultLimits.maxNeeds;
  const errors = seedErrors(decisions, config.stages, maxNeeds, findCycle);
  if (errors.length > 0) return { ...found, reason: 'config_error', errors };
  if (isFilteredOut(decisions)) return { ...found, reason: 'filtered_by_rules' };
  return { ...found, pipeline: toPipeline(config, decisions, workflow.entry) };
}

interface WorkflowAnswer {
  readonly passes: boolean;
  readonly entry: RulesEntry | null;
  /** The variables of the file and of the entry. */
  readonly variables: Variables;
  readonly certain: boolean;
}

function evaluateWorkflow(config: Config, context: PipelineContext): WorkflowAnswer {
  const rules = config.workflow?.rules ?? null;
  if (rules === null)
    return { passes: true, entry: null, variables: rootVariables(config, null), certain: true };
  const { entry, match } = firstMatch(rules, workflowLookup(config, context), context);
  const passes = entry !== null && entry.when?.value !== 'never';
  return {
    passes,
    entry,
    variables: rootVariables(config, entry),
    certain: match.certain,
  };
}

/** By stage, then as written. Of two stages with one name the first counts. */
function inStageOrder(config: Config): readonly Job[] {
  const byStage = new Map<string, Job[]>(config.stages.map(stage => [stage, []]));
  for (const job of config.jobs) byStage.get(job.stage.value)?.push(job);
  return [...byStage.values()].flat();
}

/** Only jobs of the same or earlier stages can be needed; missing `dependencies` are no error. */
function seedErrors(
  decisions: readonly JobDecision[],
  stages: readonly string[],
  maxNeeds: number,
  findCycle: (job: Job) => string | null,
): readonly string[] {
  const stageOf = new Map<string, number>();
  for (const { job, form } of decisions)
    if (form !== null) stageOf.set(job.name, stages.indexOf(job.stage.value));
  return decisions.flatMap(({ job, form, crashed }) => {
    if (crashed) return [`Failed to parse rule for ${job.name}: internal error`];
    if (form === null) return [];
    const cycle = findCycle(job);
    return [
      // A rule's own needs are not checked, only those of the job.
      ...needsErrors(job, stages.indexOf(job.stage.value), stageOf, maxNeeds),
      ...(cycle === null ? [] : [`${job.name}: ${cycle}`]),
    ];
  });
}

function needsErrors(
  { name, needs }: Job,
  stage: number,
  stageOf: ReadonlyMap<string, number>,
  maxNeeds: number,
): readonly string[] {
  if (needs === null) return [];
  if (needs.length > maxNeeds) return [tooManyNeeds(name, needs.length, maxNeeds)];
  return needs.flatMap(need => {
    const present = (stageOf.get(need.job) ?? Number.POSITIVE_INFINITY) <= stage;
    return need.optional || present ? [] : [missingNeed(name, need.job)];
  });
}

/** Jobs without variables of their own share one answer. */
function cycleFinder(config: Config, context: PipelineContext, root: Variables): (job: Job) => string | null {
  const isReferring = [...context.variables.values()].some(value => /[$%]/.test(value));
  let plain: string | null | undefined;
  return job => {
    if (!isReferring && !canHaveVariableCycle(config, job)) return null;
    const find = (): string | null => findVariableCycle(jobVariableValues(config, job, context, root));
    if (job.variables.size > 0 || job.inheritedVariables !== true) return find();
    if (plain === undefined) plain = find();
    return plain;
  };
}

function tooManyNeeds(job: string, count: number, max: number): string {
  return (
    `${job}: one job can only need ${max} others, but you have listed ${count}. ` +
    'See needs keyword documentation for more details'
  );
}

function missingNeed(job: string, need: string): string {
  return (
    `'${job}' job needs '${need}' job, but '${need}' does not exist in the pipeline. ` +
    'This might be because of the only, except, or rules keywords. ' +
    'To need a job that sometimes does not exist in the pipeline, use needs:optional.'
  );
}

/** Jobs in `.pre` and `.post` alone make no pipeline. */
function isFilteredOut(decisions: readonly JobDecision[]): boolean {
  return !decisions.some(({ job, form }) => {
    return form !== null && job.stage.value !== '.pre' && job.stage.value !== '.post';
  });
}

function toPipeline(
  config: Config,
  decisions: readonly JobDecision[],
  workflowEntry: RulesEntry | null,
): Pipeline {
  const ofRule = get(get(workflowEntry?.at, 'auto_cancel'), 'on_job_failure');
  const onFailure = ofRule ?? get(get(get(config.merged, 'workflow'), 'auto_cancel'), 'on_job_failure');
  let jobs: readonly PipelineJob[] | undefined;
  return {
    stages: config.stages,
    // Many pipelines are composed to see which jobs are in them, and nothing more.
    get jobs() {
      jobs ??= decisions.flatMap(({ job, form }) => (form === null ? [] : [toPipelineJob(job, form)]));
      return jobs;
    },
    cancelOnFailure: onFailure?.kind === 'scalar' && onFailure.value === 'all',
  };
}
