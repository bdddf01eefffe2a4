/** From a job of the configuration, as its rules leave it, to a job of a pipeline. */
import type { Job, Need } from '../config/job.js';
import { get } from '../config/value.js';
import type { JobForm } from './deciding-rule.js';
import { member } from './job-variables.js';
import type { Execution, PipelineJob, PipelineNeed, Requirement } from './pipeline.js';

export function toPipelineJob(job: Job, form: JobForm): PipelineJob {
  const { execution, when } = split(form.when);
  const { options } = job.attributes;
  return {
    name: job.name,
    stage: job.stage.value,
    when,
    execution,
    startIn: form.startIn,
    allowFailure: form.allowFailure,
    blocker: execution === 'manual' && form.allowFailure !== true,
    schedulingType: form.schedulingType,
    needs: form.needs?.map(toNeed) ?? null,
    dependencies: job.dependencies?.map(dependency => dependency.job) ?? null,
    trigger: job.definition.kind === 'trigger',
    async: false,
    resourceGroup: textOrNull(job.attributes.resource_group_key),
    artifacts: artifactsWhen(member(options, 'artifacts')),
  };
}

/** Today one keyword says what is required and how the job starts. */
function split(when: JobForm['when']): { readonly execution: Execution; readonly when: Requirement } {
  switch (when) {
    case 'manual':
    case 'delayed':
      return { execution: when, when: 'on_success' };
    case 'never':
      return { execution: 'automatic', when: 'on_success' };
    default:
      return { execution: 'automatic', when };
  }
}

function toNeed(need: Need): PipelineNeed {
  const allowFailure = get(need.at, 'allow_failure');
  return {
    job: need.job,
    artifacts: need.artifacts,
    optional: need.optional,
    allowFailure: allowFailure?.kind === 'scalar' && allowFailure.value === true,
  };
}

function artifactsWhen(artifacts: ReturnType<typeof member>): PipelineJob['artifacts'] {
  if (artifacts === undefined || artifacts === null) return null;
  const when = member(artifacts, 'when');
  return when === 'on_failure' || when === 'always' ? when : 'on_success';
}

function textOrNull(json: unknown): string | null {
  return typeof json === 'string' ? json : null;
}
