/** One pipeline for one context: the jobs GitLab would create, in the shape that processing works on. */
import type { AllowFailure, Execution } from '../config/job.js';

/** What must have happened before a job may run. */
export type Requirement = 'on_success' | 'on_failure' | 'always';

export interface PipelineNeed {
  readonly job: string;
  readonly artifacts: boolean;
  readonly optional: boolean;
  /** Proposed semantics only: for this dependent a failure of `job` counts as success. */
  readonly allowFailure: boolean;
}

export interface PipelineJob {
  readonly name: string;
  readonly stage: string;
  readonly when: Requirement;
  readonly execution: Execution;
  /** The duration of a delayed job as written; a delayed job without one is a manual job to GitLab. */
  readonly startIn: string | null;
  readonly allowFailure: AllowFailure;
  /** Proposed semantics only: an unplayed manual job holds the pipeline back. */
  readonly blocker: boolean;
  /** `dag` when the job is ordered by its needs alone. A `stage` job can still have needs. */
  readonly schedulingType: 'stage' | 'dag';
  readonly needs: readonly PipelineNeed[] | null;
  readonly dependencies: readonly string[] | null;
  /** True for a job that starts another pipeline. */
  readonly trigger: boolean;
  /** Proposed semantics only: after its script the job waits for a callback. */
  readonly async: boolean;
  readonly resourceGroup: string | null;
  /** When the job uploads artifacts; null for a job that has none. */
  readonly artifacts: 'on_success' | 'on_failure' | 'always' | null;
}

export interface Pipeline {
  /** All stages in order; those without a job in this pipeline do not exist for GitLab. */
  readonly stages: readonly string[];
  /** In stage order, then file order. */
  readonly jobs: readonly PipelineJob[];
  /** `workflow:auto_cancel:on_job_failure: all`. */
  readonly cancelOnFailure: boolean;
}

/** What a keyword that is absent means. */
export const JOB_DEFAULTS: Omit<PipelineJob, 'name' | 'stage'> = {
  when: 'on_success',
  execution: 'automatic',
  startIn: null,
  allowFailure: false,
  blocker: false,
  schedulingType: 'stage',
  needs: null,
  dependencies: null,
  trigger: false,
  async: false,
  resourceGroup: null,
  artifacts: null,
};
