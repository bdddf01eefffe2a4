import type { Dialect } from '../dialect.js';
import type { Field, Job, Need } from '../job.js';
import type { Json, Value } from '../value.js';
import type { ExpandedJob } from './normalize.js';

/** The finished model of one job, with GitLab's attributes (`yaml_processor/result.rb`). */
export function buildJob(job: ExpandedJob, stageIndex: ReadonlyMap<string, number>): Job {
  const { draft } = job;
  const variables = jobVariables(job);
  let attributes: Job['attributes'] | undefined;
  return {
    name: job.name,
    definition: draft.definition,
    stage: draft.stage,
    when: draft.when,
    allowFailure: draft.allowFailure,
    schedulingType: draft.schedulingType,
    startIn: draft.startIn,
    ...draft.control,
    async: draft.async,
    needs: draft.hasNeeds ? (job.needs ?? []) : null,
    dependencies: job.dependencies,
    rules: draft.rules,
    only: draft.only,
    except: draft.except,
    variables: new Map(variables.map(({ key, value, at }): [string, Field<string>] => [key, { value, at }])),
    inheritedVariables: draft.inheritedVariables,
    matrix: job.matrix,
    get attributes() {
      attributes ??= attributesOf(job, variables, stageIndex);
      return attributes;
    },
  };
}

function attributesOf(
  job: ExpandedJob,
  variables: readonly Variable[],
  stageIndex: ReadonlyMap<string, number>,
): Job['attributes'] {
  const { draft } = job;
  const allowFailure = draft.allowFailure.value;
  return {
    name: job.name,
    stage: draft.stage.value,
    stage_idx: stageIndex.get(draft.stage.value) ?? null,
    when: draft.when.value,
    ...(draft.dialect === 'proposed' && controlAttributes(draft)),
    allow_failure: typeof allowFailure === 'boolean' ? allowFailure : false,
    needs: job.needs?.map(need => needAttributes(need, draft.dialect)) ?? null,
    dependencies: job.dependencies?.map(dependency => dependency.job) ?? null,
    scheduling_type: draft.schedulingType,
    only: null,
    except: null,
    rules: null,
    ...draft.attributes(),
    job_variables: variables.map(({ key, value, raw }) => ({
      key,
      value,
      ...(raw !== undefined && { raw }),
    })),
    options: optionsOf(job),
  };
}

/** Only the proposed syntax has these, with its defaults where nothing is written. */
function controlAttributes({ control, async }: ExpandedJob['draft']): { readonly [key: string]: Json } {
  return {
    execution: control.execution?.value ?? 'automatic',
    delay: control.delay?.value ?? null,
    blocker: control.blocker?.value ?? false,
    included: control.included?.value ?? true,
    async: async?.value ?? false,
  };
}

function needAttributes(need: Need, dialect: Dialect): { readonly [key: string]: Json } {
  const { job: name, artifacts, optional, allowFailure } = need;
  return { name, artifacts, optional, ...(dialect === 'proposed' && { allow_failure: allowFailure }) };
}

function optionsOf(job: ExpandedJob): { readonly [key: string]: Json } {
  return {
    ...job.draft.options(),
    ...(job.dependencies && { dependencies: job.dependencies.map(dependency => dependency.job) }),
    ...(job.instance !== null && {
      instance: job.instance,
      parallel: { ...job.draft.parallel, total: job.total },
    }),
  };
}

interface Variable {
  readonly key: string;
  readonly value: string;
  readonly raw?: boolean;
  readonly at: Value | null;
}

/** The job's variables; those of the matrix take the place of variables of the same name. */
function jobVariables(job: ExpandedJob): readonly Variable[] {
  const variables = new Map<string, Variable>();
  for (const variable of job.draft.variables) variables.set(variable.key, variable);
  for (const [key, value] of job.matrix) {
    const before = variables.get(key);
    variables.set(key, { ...(before?.raw !== undefined && { raw: before.raw }), key, value, at: null });
  }
  return [...variables.values()];
}
