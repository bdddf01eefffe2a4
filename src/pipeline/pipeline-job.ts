/** From a job of the configuration, as its rules leave it, to a job of a pipeline. */
import type { Job, Need } from '../config/job.js';
import type { JobForm } from './deciding-rule.js';
import { member } from './job-variables.js';
import type { PipelineJob, PipelineNeed, Requirement } from './pipeline.js';

export function toPipelineJob(job: Job, form: JobForm): PipelineJob {
  const { options } = job.attributes;
  return {
    name: job.name,
    stage: job.stage.value,
    when: requirementOf(form.when),
    execution: form.execution,
    startIn: form.startIn,
    allowFailure: form.allowFailure,
    blocker: form.blocker,
    schedulingType: form.schedulingType,
    needs: form.needs?.map(toNeed) ?? null,
    dependencies: job.dependencies?.map(dependency => dependency.job) ?? null,
    trigger: job.definition.kind === 'trigger',
    async: job.async?.value === true,
    resourceGroup: textOrNull(job.attributes.resource_group_key),
    artifacts: artifactsWhen(member(options, 'artifacts')),
  };
}

/** Manual and delayed jobs of today's syntax ask for success, and cannot ask for anything else. */
function requirementOf(when: JobForm['when']): Requirement {
  return when === 'on_failure' || when === 'always' ? when : 'on_success';
}

function toNeed({ job, artifacts, optional, allowFailure }: Need): PipelineNeed {
  return { job, artifacts, optional, allowFailure };
}

function artifactsWhen(artifacts: ReturnType<typeof member>): PipelineJob['artifacts'] {
  if (artifacts === undefined || artifacts === null) return null;
  const when = member(artifacts, 'when');
  return when === 'on_failure' || when === 'always' ? when : 'on_success';
}

function textOrNull(json: unknown): string | null {
  return typeof json === 'string' ? json : null;
}
