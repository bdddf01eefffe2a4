/** Single transitions of jobs (app/models/{commit_status,ci/processable,ci/build}.rb). */
import { CANCELABLE, isIn, STATUS, statusSet } from './job-status.js';
import type { PipelineModel } from './pipeline-model.js';
import { FLAG, jobStatus, type PipelineState, setFlag } from './pipeline-state.js';
import { enqueuedStatus, type Processing } from './processing-pass.js';

export const JOB_EVENTS = [
  'enqueue',
  'enqueue_scheduled',
  'actionize',
  'schedule',
  'unschedule',
  'run',
  'success',
  'drop',
  'skip',
  'cancel',
  'process',
  'callback',
] as const;

export type JobEvent = (typeof JOB_EVENTS)[number];

export interface JobEventOptions {
  /** With which a failing script ended; without one no `exit_codes` match. */
  readonly exitCode?: number;
  /** The runner lets a canceled job run its `after_script` first. */
  readonly graceful?: boolean;
}

const s = STATUS;

const WORKING = statusSet(
  s.created,
  s.waitingForResource,
  s.preparing,
  s.waitingForCallback,
  s.pending,
  s.running,
);

/** Where an event is allowed and where it leads; `enqueued` depends on the job's resource group. */
const TRANSITIONS: Readonly<Record<JobEvent, { readonly from: number; readonly to: number | 'enqueued' }>> = {
  enqueue: { from: statusSet(s.created, s.skipped, s.manual, s.scheduled), to: 'enqueued' },
  enqueue_scheduled: { from: statusSet(s.scheduled), to: 'enqueued' },
  actionize: { from: statusSet(s.created), to: s.manual },
  schedule: { from: statusSet(s.created), to: s.scheduled },
  unschedule: { from: statusSet(s.scheduled), to: s.manual },
  run: { from: statusSet(s.pending), to: s.running },
  success: { from: WORKING | statusSet(s.canceling), to: s.success },
  drop: { from: WORKING | statusSet(s.manual, s.scheduled, s.canceling), to: s.failed },
  skip: { from: statusSet(s.created, s.waitingForResource, s.preparing, s.pending), to: s.skipped },
  cancel: { from: CANCELABLE | statusSet(s.manual), to: s.canceled },
  process: { from: statusSet(s.skipped, s.manual), to: s.created },
  callback: { from: statusSet(s.waitingForCallback), to: s.success },
};

/** Fires one event on one job; false when the job's status refuses it, and then nothing has changed. */
export function fireJobEvent(
  processing: Processing,
  state: PipelineState,
  job: number,
  event: JobEvent,
  options: JobEventOptions = {},
): boolean {
  const { model } = processing;
  const from = jobStatus(state, job);
  if (!isIn(TRANSITIONS[event].from, from)) return false;
  state[job] = target(processing, job, event, from, options);
  if (state[job] === s.failed && failsAllowed(model, job, options.exitCode)) {
    // Kept by later attempts: a retry copies allow_failure as it stands.
    setFlag(model, state, job, FLAG.allowFailure, true);
  }
  return true;
}

function target(
  { model, semantics }: Processing,
  job: number,
  event: JobEvent,
  from: number,
  options: JobEventOptions,
): number {
  if (from === s.canceling && (event === 'success' || event === 'drop')) return s.canceled;
  if (event === 'cancel' && from === s.running && options.graceful === true) return s.canceling;
  const scriptEnds = event === 'success' && from !== s.waitingForCallback;
  if (scriptEnds && semantics.extensions && model.async[job] === 1) return s.waitingForCallback;
  const { to } = TRANSITIONS[event];
  return to === 'enqueued' ? enqueuedStatus(model, job) : to;
}

function failsAllowed(model: PipelineModel, job: number, exitCode: number | undefined): boolean {
  const allowFailure = model.pipeline.jobs[job]?.allowFailure;
  if (typeof allowFailure !== 'object' || exitCode === undefined) return false;
  return allowFailure.exitCodes.includes(exitCode);
}
