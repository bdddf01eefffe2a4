/** From which jobs a job fetches artifacts (app/models/ci/build_dependencies.rb). */
import type { Pipeline, PipelineJob } from './pipeline.js';
import type { JobStatus } from './processing/job-status.js';

/**
 * The jobs `job` asks for artifacts, in pipeline order, whether they have any or not: all of earlier stages, those
 * in `dependencies`, those in `needs` with `artifacts: true`; with both keywords only what both name.
 */
export function artifactSources(pipeline: Pipeline, job: PipelineJob): readonly PipelineJob[] {
  const listed = job.dependencies && new Set(job.dependencies);
  const needed = job.needs && new Set(job.needs.flatMap(need => (need.artifacts ? [need.job] : [])));
  if (listed === null && needed === null) {
    const stage = pipeline.stages.indexOf(job.stage);
    return pipeline.jobs.filter(other => pipeline.stages.indexOf(other.stage) < stage);
  }
  return pipeline.jobs.filter(
    other => (listed?.has(other.name) ?? true) && (needed?.has(other.name) ?? true) && other !== job,
  );
}

/** True when a job in this status has uploaded its artifacts. */
export function hasUploaded(job: PipelineJob, status: JobStatus | undefined): boolean {
  switch (job.artifacts) {
    case null:
      return false;
    case 'on_success':
      return status === 'success';
    case 'on_failure':
      return status === 'failed';
    case 'always':
      return status === 'success' || status === 'failed';
  }
}
