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

const NOT_ACTED = statusSet(STATUS.created, STATUS.skipped);

/** True when the state shows what the question asks for. All questions but `runs` are about states at rest. */
export function shows(
  processing: Processing,
  state: PipelineState,
  job: number,
  question: Question,
): boolean {
  const status = jobStatus(state, job);
  switch (question) {
    case 'runs':
      return !isIn(NOT_ACTED, status);
    case 'skippedAfterFailure':
      return status === STATUS.skipped && failedBefore(processing, state, job);
    case 'waitsForever':
      return status === STATUS.created;
    case 'holds':
      return status === STATUS.manual && tokenOf(processing, state, job) === TOKEN.manual;
    case 'greenAlthoughFailed':
      return status === STATUS.failed && state[pipelineSlot(processing.model)] === STATUS.success;
    case 'greenAlthoughNotRun': {
      const idle = status === STATUS.skipped || status === STATUS.manual;
      return idle && state[pipelineSlot(processing.model)] === STATUS.success;
    }
  }
}

function failedBefore(processing: Processing, state: PipelineState, job: number): boolean {
  const { model, semantics } = processing;
  if (model.dag[job] === 0) {
    const earlier = model.order.subarray(0, model.stageStart[model.stageOf[job] ?? 0]);
    return earlier.some(other => tokenOf(processing, state, other) === TOKEN.failed);
  }
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
