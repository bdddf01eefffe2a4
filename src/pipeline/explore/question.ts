/** The questions about what can become of a job, and what a state says to each. */
import { isIn, STATUS, statusSet } from '../processing/job-status.js';
import { jobStatus, type PipelineState, pipelineSlot } from '../processing/pipeline-state.js';
import { type Processing, tokenOf } from '../processing/processing-pass.js';
import { ACTIVE, any, TOKEN } from '../processing/token.js';

export const QUESTIONS = [
  /** Can it ever start or, if it is manual, be played? */
  'runs',
  /** Can it end skipped although a job right before it (in its needs, or of an earlier stage) failed? */
  'skippedAfterFailure',
  /** Can it stay created for ever, because someone does not play what it waits for? */
  'waitsForever',
  /** Is it a manual job that holds the pipeline for as long as nobody plays it? */
  'holds',
  /** Can the pipeline end as success although the job failed? */
  'greenAlthoughFailed',
  /** Can the pipeline end as success although the job was skipped or never played? */
  'greenAlthoughNotRun',
] as const;

export type Question = (typeof QUESTIONS)[number];

/** A job can be canceled before it started; one that had started was seen in another status before. */
const NOT_ACTED = statusSet(STATUS.created, STATUS.skipped, STATUS.canceled);

/** Whether a state shows what a question asks of a job. All questions but `runs` are about states at rest. */
export type StateReader = (job: number, question: Question) => boolean;

export function readState(processing: Processing, state: PipelineState): StateReader {
  const { model } = processing;
  const green = state[pipelineSlot(model)] === STATUS.success;
  let failedStage: number | undefined;
  return (job, question) => {
    const status = jobStatus(state, job);
    switch (question) {
      case 'runs':
        return !isIn(NOT_ACTED, status);
      case 'skippedAfterFailure':
        if (status !== STATUS.skipped) return false;
        if (model.dag[job] === 1) return needFailed(processing, state, job);
        failedStage ??= firstFailedStage(processing, state);
        return failedStage < (model.stageOf[job] ?? 0);
      case 'waitsForever':
        return status === STATUS.created;
      case 'holds':
        return status === STATUS.manual && tokenOf(processing, state, job) === TOKEN.manual;
      case 'greenAlthoughFailed':
        return green && status === STATUS.failed;
      case 'greenAlthoughNotRun':
        return green && (status === STATUS.skipped || status === STATUS.manual);
    }
  };
}

function firstFailedStage(processing: Processing, state: PipelineState): number {
  const { model } = processing;
  const first = model.order.find(job => tokenOf(processing, state, job) === TOKEN.failed);
  return first === undefined ? Number.POSITIVE_INFINITY : (model.stageOf[first] ?? 0);
}

function needFailed(processing: Processing, state: PipelineState, job: number): boolean {
  const { model, semantics } = processing;
  const waived = model.waived[job];
  return (model.needs[job] ?? new Uint32Array()).some((need, at) => {
    if (semantics.extensions && waived?.[at] === 1) return false;
    return tokenOf(processing, state, need) === TOKEN.failed;
  });
}

/** True when nothing moves any more unless a person acts. */
export function isResting(processing: Processing, state: PipelineState): boolean {
  for (let job = 0; job < processing.model.stageOf.length; job++) {
    if (any(1 << jobStatus(state, job), ACTIVE | TOKEN.scheduled)) return false;
  }
  return true;
}
