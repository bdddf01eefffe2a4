/**
 * What people and runners do to a pipeline. Sources: app/services/ci/{play_build,retry_job,retry_pipeline,
 * cancel_pipeline,reset_skipped_jobs}_service.rb.
 */
import { fireJobEvent, type JobEvent, type JobEventOptions } from './job-event.js';
import { CANCELABLE, isIn, STATUS, statusSet } from './job-status.js';
import { type PipelineModel, START } from './pipeline-model.js';
import { FLAG, hasFlag, jobStatus, type PipelineState, setFlag } from './pipeline-state.js';
import { drain, type Processing } from './processing-pass.js';

export type EventName = JobEvent | 'play' | 'retry';

export interface PipelineEvent extends JobEventOptions {
  readonly event: EventName;
  /** Job numbers; null for the pipeline itself, which can only be retried and canceled. */
  readonly jobs: readonly number[] | null;
}

const RETRYABLE = statusSet(STATUS.success, STATUS.failed, STATUS.canceled, STATUS.canceling);

const RETRIED_WITH_PIPELINE = statusSet(STATUS.failed, STATUS.canceled);

/** All jobs created and processed once. */
export function startPipeline(processing: Processing, state: PipelineState): void {
  drain(processing, state);
}

/**
 * Fires an event on each job in turn, then processes until nothing changes. Answers the jobs that refused it; a
 * pipeline that refuses answers null.
 */
export function applyEvent(
  processing: Processing,
  state: PipelineState,
  event: PipelineEvent,
): readonly number[] | null {
  if (event.jobs === null) {
    const known = event.event === 'retry' || event.event === 'cancel';
    if (event.event === 'retry') retryPipeline(processing, state);
    if (event.event === 'cancel') cancelPipeline(processing, state, event);
    drain(processing, state);
    return known ? [] : null;
  }
  const refused: number[] = [];
  let failedForGood = false;
  for (const job of event.jobs) {
    if (!fire(processing, state, job, event)) refused.push(job);
    else failedForGood ||= event.event === 'drop' && isPipelineFailure(processing, state, job);
  }
  // GitLab does this in the background: whether later jobs end canceled or skipped is a race there.
  if (failedForGood && processing.model.pipeline.cancelOnFailure) cancelPipeline(processing, state, event);
  drain(processing, state);
  return refused;
}

function fire(processing: Processing, state: PipelineState, job: number, event: PipelineEvent): boolean {
  switch (event.event) {
    case 'play':
      return playJob(processing, state, job);
    case 'retry':
      return retryJob(processing, state, job);
    default:
      return fireJobEvent(processing, state, job, event.event, event);
  }
}

function isPipelineFailure({ model }: Processing, state: PipelineState, job: number): boolean {
  return jobStatus(state, job) === STATUS.failed && !hasFlag(model, state, job, FLAG.allowFailure);
}

function playJob(processing: Processing, state: PipelineState, job: number): boolean {
  if (!fireJobEvent(processing, state, job, 'enqueue')) return retryJob(processing, state, job);
  resetSkipped(processing.model, state, job);
  return true;
}

/** What already ran after the job does not run again: only skipped jobs get another chance. */
function retryJob(processing: Processing, state: PipelineState, job: number): boolean {
  const { model } = processing;
  if (!isIn(RETRYABLE, jobStatus(state, job))) return false;
  cloneJob(model, state, job, model.start[job] !== START.enqueue);
  drain(processing, state);
  resetSkipped(model, state, job);
  drain(processing, state);
  return true;
}

function cloneJob(model: PipelineModel, state: PipelineState, job: number, immediately: boolean): void {
  state[job] = STATUS.created;
  setFlag(model, state, job, FLAG.retry, true);
  setFlag(model, state, job, FLAG.enqueueImmediately, immediately);
}

/** A failed manual job is manual again after the pipeline was retried. */
function retryPipeline({ model }: Processing, state: PipelineState): void {
  for (let job = 0; job < model.stageOf.length; job++) {
    const status = jobStatus(state, job);
    if (isIn(RETRIED_WITH_PIPELINE, status)) cloneJob(model, state, job, false);
    if (status === STATUS.skipped) state[job] = STATUS.created;
  }
}

function cancelPipeline(processing: Processing, state: PipelineState, options: JobEventOptions): void {
  for (let job = 0; job < processing.model.stageOf.length; job++) {
    if (isIn(CANCELABLE, jobStatus(state, job))) fireJobEvent(processing, state, job, 'cancel', options);
  }
}

/** Re-creates the skipped jobs that come after `job`, through needs or because their stage is later. */
function resetSkipped(model: PipelineModel, state: PipelineState, job: number): void {
  const stage = model.stageOf[job] ?? 0;
  const later = model.stageStart[stage + 1] ?? model.order.length;
  for (let at = later; at < model.order.length; at++) recreate(state, model.order[at] ?? 0);
  const seen = new Set([job]);
  for (const next of seen) {
    for (const dependent of model.dependents[next] ?? []) {
      recreate(state, dependent);
      seen.add(dependent);
    }
  }
}

function recreate(state: PipelineState, job: number): void {
  if (state[job] === STATUS.skipped) state[job] = STATUS.created;
}
