/** The variables that a job's own rules see, and those that `workflow:rules` see. */
import type { VariableLookup } from '../conditions/expression/evaluate.js';
import { slugify } from '../conditions/slug.js';
import type { Config } from '../config/config.js';
import { type Job, keyword, type RulesEntry } from '../config/job.js';
import { get, type Json, type Mapping } from '../config/value.js';
import type { PipelineContext } from './pipeline-context.js';
import type { VariableValues } from './variable-cycle.js';

export type Variables = ReadonlyMap<string, string>;

/** The variables written at the top of the file, under those of the pipeline. */
export function workflowLookup(config: Config, context: PipelineContext): VariableLookup {
  return name => {
    // `workflow` is evaluated for no job (`Build::Context::Global`).
    const own = context.variables.get(name) ?? config.variables.get(name)?.value;
    if (own !== undefined || /^CI_(?:JOB|BUILD)/.test(name)) return own;
    return context.predefined.get(name);
  };
}

/** The variables written at the top of the file, with those of the entry of `workflow:rules` that decided. */
export function rootVariables(config: Config, entry: RulesEntry | null): Variables {
  const own = new Map([...config.variables].map(([name, { value }]) => [name, value]));
  for (const [name, value] of entryVariables(entry)) own.set(name, value);
  return own;
}

/** The variables that an entry of rules sets. */
export function entryVariables(entry: RulesEntry | null): Variables {
  const own = new Map<string, string>();
  for (const [name, { value }] of entry?.variables?.entries ?? []) {
    const scalar = value.kind === 'mapping' ? get(value, 'value') : value;
    if (scalar?.kind === 'scalar') own.set(name, scalar.text);
  }
  return own;
}

/** Later in the list wins: GitLab's own, those of YAML (top, workflow, job), those of the pipeline. */
export function jobLookup(job: Job, context: PipelineContext, root: Variables): VariableLookup {
  const inherited = inheritance(job);
  const predefined = jobPredefined(job);
  return name =>
    context.variables.get(name) ??
    job.variables.get(name)?.value ??
    (inherited(name) ? root.get(name) : undefined) ??
    context.predefined.get(name) ??
    predefined(name);
}

/** All values that a job's variables have, those that others override too; none for one with `expand: false`. */
export function jobVariableValues(
  config: Config,
  job: Job,
  context: PipelineContext,
  root: Variables,
): VariableValues {
  const rootValues = new Map([...root].map(([name, value]): [string, readonly string[]] => [name, [value]]));
  const values = writtenVariableValues(config, job, rootValues);
  for (const [name, value] of context.variables) values.set(name, [...(values.get(name) ?? []), value]);
  return values;
}

/** The same without those that a pipeline is given. */
export function writtenVariableValues(
  config: Config,
  job: Job,
  root: VariableValues,
): Map<string, readonly string[]> {
  const inherited = inheritance(job);
  const values = new Map<string, readonly string[]>();
  for (const [name, texts] of root) {
    if (inherited(name)) values.set(name, isRaw(config.merged, name) ? [] : texts);
  }
  for (const [name, { value }] of job.variables) {
    values.set(name, isRaw(job.definition.mapping, name) ? [] : [value]);
  }
  return values;
}

/** Whether a variable is written with `expand: false`. */
export function isRaw(owner: Mapping, name: string): boolean {
  const expand = get(get(get(owner, 'variables'), name), 'expand');
  return expand?.kind === 'scalar' && expand.value === false;
}

/** Which of the pipeline's variables the job takes. */
export function inheritance({ inheritedVariables }: Job): (name: string) => boolean {
  if (typeof inheritedVariables === 'boolean') return () => inheritedVariables;
  const listed = new Set(inheritedVariables);
  return name => listed.has(name);
}

/** What GitLab predefines for the job alone, such as CI_JOB_NAME. */
export function jobPredefined(job: Job): VariableLookup {
  return name => {
    switch (name) {
      case 'CI_JOB_NAME':
        return job.name;
      case 'CI_JOB_NAME_SLUG':
        return slugify(job.name);
      case 'CI_JOB_GROUP_NAME':
        return job.name.replace(/( \d+[/ ]\d+| ?\[.*\]|: \[.*\])$/, '');
      case 'CI_JOB_STAGE':
        return job.stage.value;
      case 'CI_JOB_MANUAL':
        // The job's own keywords decide, whatever its rules say.
        return isAction(job) ? 'true' : undefined;
      case 'CI_NODE_INDEX':
      case 'CI_NODE_TOTAL':
        return parallelVariable(job, name);
      default:
        return name.startsWith('CI_ENVIRONMENT_') ? environmentVariable(job, name) : undefined;
    }
  };
}

function isAction({ when, execution }: Job): boolean {
  const start = execution?.value ?? when.value;
  return start === 'manual' || start === 'delayed';
}

function parallelVariable(job: Job, name: 'CI_NODE_INDEX' | 'CI_NODE_TOTAL'): string | undefined {
  // Asking the written job first spares most jobs from making their attributes.
  const options = keyword(job, 'parallel') === undefined ? undefined : job.attributes.options;
  if (name === 'CI_NODE_INDEX') return textOf(member(options, 'instance'));
  const parallel = member(options, 'parallel');
  return textOf(member(parallel, 'total')) ?? textOf(parallel) ?? '1';
}

function environmentVariable(job: Job, name: string): string | undefined {
  if (keyword(job, 'environment') === undefined || job.attributes.environment === undefined) return undefined;
  const environment = member(job.attributes.options, 'environment');
  switch (name) {
    case 'CI_ENVIRONMENT_NAME':
      return textOf(job.attributes.environment);
    case 'CI_ENVIRONMENT_ACTION':
      return textOf(member(environment, 'action')) ?? 'start';
    case 'CI_ENVIRONMENT_TIER':
      return textOf(member(environment, 'deployment_tier'));
    case 'CI_ENVIRONMENT_URL':
      return textOf(member(environment, 'url'));
    default:
      return undefined;
  }
}

/** A member of a JSON object, or undefined. */
export function member(json: Json | undefined, key: string): Json | undefined {
  if (typeof json !== 'object' || json === null || Array.isArray(json)) return undefined;
  return (json as { readonly [key: string]: Json })[key];
}

function textOf(json: Json | undefined): string | undefined {
  return typeof json === 'string' || typeof json === 'number' ? String(json) : undefined;
}
