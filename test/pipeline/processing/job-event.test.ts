import { describe, expect, test } from 'vitest';
import { currentSemantics } from '../../../src/pipeline/processing/current.js';
import { fireJobEvent, JOB_EVENTS, type JobEvent } from '../../../src/pipeline/processing/job-event.js';
import { JOB_STATUSES, type JobStatus, statusName } from '../../../src/pipeline/processing/job-status.js';
import { buildModel } from '../../../src/pipeline/processing/pipeline-model.js';
import { createdState } from '../../../src/pipeline/processing/pipeline-state.js';
import { proposedSemantics } from '../../../src/pipeline/processing/proposed.js';
import { pipelineOf } from '../pipeline-builder.js';

/** For each event: from → to. Whatever is not listed is refused. */
const TABLE: Record<JobEvent, Partial<Record<JobStatus, JobStatus>>> = {
  enqueue: { created: 'pending', skipped: 'pending', manual: 'pending', scheduled: 'pending' },
  enqueue_scheduled: { scheduled: 'pending' },
  actionize: { created: 'manual' },
  schedule: { created: 'scheduled' },
  unschedule: { scheduled: 'manual' },
  run: { pending: 'running' },
  success: {
    created: 'success',
    waiting_for_resource: 'success',
    preparing: 'success',
    waiting_for_callback: 'success',
    pending: 'success',
    running: 'success',
    canceling: 'canceled',
  },
  drop: {
    created: 'failed',
    waiting_for_resource: 'failed',
    preparing: 'failed',
    waiting_for_callback: 'failed',
    pending: 'failed',
    running: 'failed',
    manual: 'failed',
    scheduled: 'failed',
    canceling: 'canceled',
  },
  skip: { created: 'skipped', waiting_for_resource: 'skipped', preparing: 'skipped', pending: 'skipped' },
  cancel: {
    created: 'canceled',
    waiting_for_resource: 'canceled',
    preparing: 'canceled',
    waiting_for_callback: 'canceled',
    pending: 'canceled',
    running: 'canceled',
    manual: 'canceled',
    scheduled: 'canceled',
  },
  process: { skipped: 'created', manual: 'created' },
  callback: { waiting_for_callback: 'success' },
};

const model = buildModel(
  pipelineOf({ plain: {}, exclusive: { resourceGroup: 'prod' }, async: { async: true } }),
);
const numberOf = (name: string): number => model.indexOf.get(name) ?? 0;

function fire(
  name: string,
  from: JobStatus,
  event: JobEvent,
  { semantics = currentSemantics, graceful = false } = {},
): JobStatus | 'refused' {
  const state = createdState(model);
  state[numberOf(name)] = JOB_STATUSES.indexOf(from);
  const before = state.slice();
  const accepted = fireJobEvent({ model, semantics }, state, numberOf(name), event, { graceful });
  if (!accepted) expect(state).toEqual(before);
  return accepted ? statusName(state[numberOf(name)] ?? 0) : 'refused';
}

describe('events on one job', () => {
  test.each(JOB_EVENTS)('%s moves exactly the statuses it may', event => {
    for (const from of JOB_STATUSES) {
      expect([from, fire('plain', from, event)]).toEqual([from, TABLE[event][from] ?? 'refused']);
    }
  });

  test('a job with a resource group waits for it first', () => {
    expect(fire('exclusive', 'manual', 'enqueue')).toBe('waiting_for_resource');
    expect(fire('exclusive', 'scheduled', 'enqueue_scheduled')).toBe('waiting_for_resource');
  });

  test('a runner that cancels gracefully leaves a running job canceling, but no other', () => {
    expect(fire('plain', 'running', 'cancel', { graceful: true })).toBe('canceling');
    expect(fire('plain', 'pending', 'cancel', { graceful: true })).toBe('canceled');
  });

  test('only the proposed semantics knows async jobs', () => {
    expect(fire('async', 'running', 'success')).toBe('success');
    const proposed = { semantics: proposedSemantics };
    expect(fire('async', 'running', 'success', proposed)).toBe('waiting_for_callback');
    expect(fire('async', 'waiting_for_callback', 'success', proposed)).toBe('success');
    expect(fire('async', 'running', 'drop', proposed)).toBe('failed');
    expect(fire('async', 'waiting_for_callback', 'drop', proposed)).toBe('failed');
    expect(fire('async', 'success', 'callback', proposed)).toBe('refused');
  });
});
