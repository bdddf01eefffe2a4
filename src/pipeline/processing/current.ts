/**
 * What GitLab does today. Sources: lib/gitlab/ci/status/composite.rb, app/services/ci/process_build_service.rb,
 * app/services/ci/pipeline_processing/atomic_processing_service.rb, `set_status` of app/models/ci/{stage,pipeline}.rb.
 */
import { COMPLETED, isIn, STATUS } from './job-status.js';
import { REQUIRED, type Semantics, TURN, type Turn } from './semantics.js';
import { any, only, TOKEN, type TokenSet } from './token.js';

const {
  created,
  preparing,
  pending,
  running,
  success,
  failed,
  canceled,
  skipped,
  manual,
  scheduled,
  warn,
  ignored,
} = TOKEN;

/** Of every set: the statuses that do not matter beside others. */
const QUIET = warn | ignored;

/**
 * The composite status of jobs with these tokens; the first line that matches decides. For a job with `needs` one
 * skipped or unplayed optional need outweighs everything, failures included.
 */
export function compositeStatus(tokens: TokenSet, dag: boolean): number {
  if (tokens === 0) return STATUS.success;
  if (dag && any(tokens, skipped | ignored)) return STATUS.skipped;
  if (only(tokens, skipped | ignored)) return STATUS.skipped;
  if (only(tokens, success | skipped | QUIET)) return STATUS.success;
  if (only(tokens, created | QUIET)) return STATUS.created;
  if (only(tokens, preparing | QUIET)) return STATUS.preparing;
  if (only(tokens, canceled | success | skipped | QUIET)) return STATUS.canceled;
  if (only(tokens, pending | created | skipped | QUIET)) return STATUS.pending;
  if (any(tokens, running | pending)) return STATUS.running;
  if (any(tokens, TOKEN.waitingForResource)) return STATUS.waitingForResource;
  if (any(tokens, TOKEN.waitingForCallback)) return STATUS.waitingForCallback;
  if (any(tokens, manual)) return STATUS.manual;
  if (any(tokens, scheduled)) return STATUS.scheduled;
  if (any(tokens, preparing)) return STATUS.preparing;
  if (any(tokens, created)) return STATUS.running;
  if (any(tokens, TOKEN.canceling)) return STATUS.canceling;
  return STATUS.failed;
}

function turn(required: number, dag: boolean, tokens: TokenSet): Turn {
  const before = compositeStatus(tokens, dag);
  if (!isIn(COMPLETED, before)) return TURN.wait;
  const failure = before === STATUS.failed;
  const fine = before === STATUS.success || (before === STATUS.skipped && !dag);
  switch (required) {
    case REQUIRED.on_success:
      return fine ? TURN.act : TURN.skip;
    case REQUIRED.on_failure:
      return failure ? TURN.act : TURN.skip;
    default:
      // Nothing runs after a cancellation, not even `always`.
      return before === STATUS.canceled ? TURN.skip : TURN.act;
  }
}

function blame(required: number, dag: boolean, tokens: TokenSet): TokenSet {
  if (dag && any(tokens, skipped | ignored)) return tokens & (skipped | ignored);
  if (required === REQUIRED.on_failure) return tokens & canceled;
  if (required === REQUIRED.on_success && any(tokens, failed)) return failed;
  return tokens & canceled;
}

/** Setting `created` is no event, so a stage whose jobs were re-created keeps showing what it showed. */
function stageStatus(shown: number, tokens: TokenSet): number {
  const composite = compositeStatus(tokens, false);
  return composite === STATUS.created ? shown : composite;
}

/** A pipeline that has been running does not fall back to pending. */
function pipelineStatus(shown: number, tokens: TokenSet): number {
  const composite = stageStatus(shown, tokens);
  if (composite !== STATUS.pending) return composite;
  switch (shown) {
    case STATUS.success:
    case STATUS.failed:
    case STATUS.canceled:
    case STATUS.canceling:
    case STATUS.running:
      return STATUS.running;
    case STATUS.waitingForCallback:
      return STATUS.waitingForCallback;
    default:
      return STATUS.pending;
  }
}

export const currentSemantics: Semantics = {
  name: 'current',
  extensions: false,
  token(status, allowFailure) {
    if (allowFailure && (status === STATUS.failed || status === STATUS.canceled)) return warn;
    if (allowFailure && status === STATUS.manual) return ignored;
    return 1 << status;
  },
  turn,
  blame,
  stageStatus,
  pipelineStatus,
};
