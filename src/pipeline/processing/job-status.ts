/** Statuses of jobs, stages and pipelines (GitLab's app/models/concerns/ci/has_status.rb), coded as small numbers. */

export const JOB_STATUSES = [
  'created',
  'waiting_for_resource',
  'preparing',
  'waiting_for_callback',
  'pending',
  'running',
  'success',
  'failed',
  'canceling',
  'canceled',
  'skipped',
  'manual',
  'scheduled',
] as const;

export type JobStatus = (typeof JOB_STATUSES)[number];

/** The code of a status is its place in `JOB_STATUSES`. */
export const STATUS = {
  created: 0,
  waitingForResource: 1,
  preparing: 2,
  waitingForCallback: 3,
  pending: 4,
  running: 5,
  success: 6,
  failed: 7,
  canceling: 8,
  canceled: 9,
  skipped: 10,
  manual: 11,
  scheduled: 12,
} as const;

export function statusName(code: number): JobStatus {
  return JOB_STATUSES[code] ?? 'created';
}

/** A set of statuses as a bit mask. */
export function statusSet(...codes: readonly number[]): number {
  return codes.reduce((set, code) => set | (1 << code), 0);
}

export const COMPLETED: number = statusSet(STATUS.success, STATUS.failed, STATUS.canceled, STATUS.skipped);

/** Created is alive too: GitLab expects such a job to move by itself. */
export const ALIVE: number = statusSet(
  STATUS.created,
  STATUS.waitingForResource,
  STATUS.preparing,
  STATUS.waitingForCallback,
  STATUS.pending,
  STATUS.running,
  STATUS.canceling,
);

/** What canceling a pipeline cancels. Manual jobs stay manual. */
export const CANCELABLE: number = (ALIVE & ~statusSet(STATUS.canceling)) | statusSet(STATUS.scheduled);

export function isIn(set: number, status: number): boolean {
  return ((set >> status) & 1) === 1;
}
