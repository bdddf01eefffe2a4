/**
 * GitLab's proposal ("Future of CI Pipeline Processing", a design document that no GitLab runs): stages and needs
 * order alike, `allow_failure` speaks of failures only, and a skipped job is no success. Where the document is
 * silent (a canceled job beside others, the statuses of stages and pipelines) this is our reading of it.
 */
import { STATUS } from './job-status.js';
import { REQUIRED, type Semantics, TURN, type Turn } from './semantics.js';
import { ACTIVE, any, only, TOKEN, type TokenSet } from './token.js';

const { created, success, failed, canceled, skipped, manual, scheduled, warn, ignored } = TOKEN;

const SETTLED = success | failed | canceled | skipped | warn | ignored;

const HAS_RUN =
  success | failed | warn | canceled | TOKEN.running | TOKEN.canceling | TOKEN.waitingForCallback;

function turn(required: number, _dag: boolean, tokens: TokenSet): Turn {
  if (any(tokens, ~SETTLED)) return TURN.wait;
  if (any(tokens, canceled)) return TURN.skip;
  switch (required) {
    case REQUIRED.on_success:
      return any(tokens, failed | skipped) ? TURN.skip : TURN.act;
    case REQUIRED.on_failure:
      return any(tokens, failed) ? TURN.act : TURN.skip;
    default:
      return TURN.act;
  }
}

function blame(required: number, _dag: boolean, tokens: TokenSet): TokenSet {
  if (any(tokens, canceled)) return canceled;
  if (required !== REQUIRED.on_success) return 0;
  return any(tokens, failed) ? failed : tokens & skipped;
}

/**
 * Jobs that stay created behind a blocker or a delay do not make their pipeline running: it is as blocked as they are.
 * `shown` tells whether an earlier attempt has run.
 */
function pipelineStatus(shown: number, tokens: TokenSet): number {
  if (any(tokens, ACTIVE)) return startedStatus(shown, tokens);
  if (any(tokens, manual)) return STATUS.manual;
  if (any(tokens, scheduled)) return STATUS.scheduled;
  if (any(tokens, created)) return startedStatus(shown, tokens);
  if (any(tokens, failed)) return STATUS.failed;
  if (any(tokens, canceled)) return STATUS.canceled;
  return only(tokens, skipped | ignored) ? STATUS.skipped : STATUS.success;
}

function startedStatus(shown: number, tokens: TokenSet): number {
  const ran =
    any(tokens, HAS_RUN) ||
    shown === STATUS.running ||
    shown === STATUS.success ||
    shown === STATUS.failed ||
    shown === STATUS.canceled;
  return ran ? STATUS.running : STATUS.pending;
}

function stageStatus(_shown: number, tokens: TokenSet): number {
  if (any(tokens, created) && only(tokens, created | warn | ignored)) return STATUS.created;
  return pipelineStatus(STATUS.created, tokens);
}

export const proposedSemantics: Semantics = {
  name: 'proposed',
  extensions: true,
  token(status, allowFailure, blocker) {
    if (status === STATUS.failed && allowFailure) return warn;
    if (status === STATUS.manual && !blocker) return ignored;
    return 1 << status;
  },
  turn,
  blame,
  stageStatus,
  pipelineStatus,
};
