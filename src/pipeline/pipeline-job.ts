/** From a job of the configuration, as its rules leave it, to a job of a pipeline. */
import { type Job, keyword, type Need } from '../config/job.js';
import type { JobForm } from './deciding-rule.js';
import { member } from './job-variables.js';
import type { PipelineJob, PipelineNeed, Requirement } from './pipeline.js';

export function toPipelineJob(job: Job, form: JobForm): PipelineJob {
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
    resourceGroup: hasAny(job, GROUPED) ? textOrNull(job.attributes.resource_group_key) : null,
    artifacts: hasAny(job, UPLOADING) ? artifactsWhen(member(job.attributes.options, 'artifacts')) : null,
  };
}

const GROUPED: readonly string[] = ['resource_group'];
/** Jobs for Pages upload their site. */
const UPLOADING: readonly string[] = ['artifacts', 'pages', 'publish'];

/** Asking the written job first spares most jobs from making their attributes. */
function hasAny(job: Job, keywords: readonly string[]): boolean {
  return job.definition.name === 'pages' || keywords.some(name => keyword(job, name) !== undefined);
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
