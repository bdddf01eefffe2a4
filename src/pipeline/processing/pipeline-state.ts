/**
 * The statuses of one pipeline at one moment, in one array of bytes: job statuses, job flags, stage statuses, the
 * pipeline's status. Copying is `state.slice()`; two states are equal when their bytes are. Whoever changes a state
 * owns it: functions of this folder change the state they are given and nothing else.
 */
import type { JobStatus } from './job-status.js';
import { statusName } from './job-status.js';
import type { PipelineModel } from './pipeline-model.js';

export type PipelineState = Uint8Array;

export const FLAG = {
  /** `allow_failure` as it stands: with `exit_codes` it becomes true at the first failure with such a code. */
  allowFailure: 1,
  /** Set on the retry of a manual or delayed job: it starts as soon as it may. */
  enqueueImmediately: 2,
  /** An earlier attempt of the job exists. */
  retry: 4,
} as const;

/** All jobs created, nothing processed yet. */
export function createdState(model: PipelineModel): PipelineState {
  const { jobs } = model.pipeline;
  const state = new Uint8Array(jobs.length * 2 + model.stages.length + 1);
  jobs.forEach((job, index) => {
    if (job.allowFailure === true) state[jobs.length + index] = FLAG.allowFailure;
  });
  return state;
}

export function jobStatus(state: PipelineState, job: number): number {
  return state[job] ?? 0;
}

export function hasFlag(model: PipelineModel, state: PipelineState, job: number, flag: number): boolean {
  return ((state[model.stageOf.length + job] ?? 0) & flag) !== 0;
}

export function setFlag(
  model: PipelineModel,
  state: PipelineState,
  job: number,
  flag: number,
  on: boolean,
): void {
  const at = model.stageOf.length + job;
  const flags = state[at] ?? 0;
  state[at] = on ? flags | flag : flags & ~flag;
}

/** Where the status of a stage stands in the state. */
export function stageSlot(model: PipelineModel, stage: number): number {
  return model.stageOf.length * 2 + stage;
}

/** Where the status of the pipeline stands in the state. */
export function pipelineSlot(model: PipelineModel): number {
  return model.stageOf.length * 2 + model.stages.length;
}

/** All statuses by name. */
export interface Statuses {
  readonly pipeline: JobStatus;
  readonly stages: Readonly<Record<string, JobStatus>>;
  readonly jobs: Readonly<Record<string, JobStatus>>;
}

export function readStatuses(model: PipelineModel, state: PipelineState): Statuses {
  const nameAt = (slot: number): JobStatus => statusName(state[slot] ?? 0);
  return {
    pipeline: nameAt(pipelineSlot(model)),
    stages: Object.fromEntries(model.stages.map((name, stage) => [name, nameAt(stageSlot(model, stage))])),
    jobs: Object.fromEntries(model.pipeline.jobs.map((job, index) => [job.name, nameAt(index)])),
  };
}
