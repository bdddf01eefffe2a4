/**
 * What a job is to those that come after it. Successors, stages and pipelines never look at single jobs, only at the
 * *set* of tokens (GitLab's lib/gitlab/ci/status/composite.rb), so a set is one bit mask: a bit for each status, and
 * two more for failures that are allowed and for manual jobs that nobody has to play.
 */
import { STATUS, statusSet } from './job-status.js';

export type TokenSet = number;

const token = (code: number): TokenSet => 1 << code;

export const TOKEN: Readonly<Record<keyof typeof STATUS | 'warn' | 'ignored', TokenSet>> = {
  created: token(STATUS.created),
  waitingForResource: token(STATUS.waitingForResource),
  preparing: token(STATUS.preparing),
  waitingForCallback: token(STATUS.waitingForCallback),
  pending: token(STATUS.pending),
  running: token(STATUS.running),
  success: token(STATUS.success),
  failed: token(STATUS.failed),
  canceling: token(STATUS.canceling),
  canceled: token(STATUS.canceled),
  skipped: token(STATUS.skipped),
  manual: token(STATUS.manual),
  scheduled: token(STATUS.scheduled),
  /** Failed (or, in current semantics, canceled) and allowed to. */
  warn: token(13),
  /** Manual, unplayed, and not in anyone's way. */
  ignored: token(14),
};

/** True when the set is not empty and holds nothing else. */
export function only(tokens: TokenSet, allowed: TokenSet): boolean {
  return tokens !== 0 && (tokens & ~allowed) === 0;
}

export function any(tokens: TokenSet, wanted: TokenSet): boolean {
  return (tokens & wanted) !== 0;
}

/** Jobs that move by themselves, or because a machine outside does. */
export const ACTIVE: TokenSet = statusSet(
  STATUS.waitingForResource,
  STATUS.preparing,
  STATUS.waitingForCallback,
  STATUS.pending,
  STATUS.running,
  STATUS.canceling,
);
