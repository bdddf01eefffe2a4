/** A plan says who fails and who is played; a replay of it is a run of the whole pipeline. */
import { isIn, STATUS, statusSet } from '../processing/job-status.js';
import { applyEvent, type PipelineEvent, startPipeline } from '../processing/pipeline-event.js';
import { createdState, jobStatus, type PipelineState } from '../processing/pipeline-state.js';
import { type Processing, tokenOf } from '../processing/processing-pass.js';
import { TOKEN } from '../processing/token.js';

export interface Plan {
  readonly fails: ReadonlySet<number>;
  /** Optional manual jobs that are played. Blocking ones are played unless they are in `unplayed`. */
  readonly played: ReadonlySet<number>;
  readonly unplayed: ReadonlySet<number>;
  /** Jobs that fail with an exit code they may fail with. */
  readonly warns?: ReadonlySet<number>;
}

/** When optional manual jobs are played: as soon as possible, or when nothing else moves. */
export type Timing = 'early' | 'late';

export interface Replay {
  readonly final: PipelineState;
  readonly events: readonly PipelineEvent[];
  /** 1 for each job that ever started or could be played. */
  readonly acted: Uint8Array;
}

const WORKING = statusSet(STATUS.pending, STATUS.running, STATUS.waitingForCallback);

const ACTED = ~statusSet(STATUS.created, STATUS.skipped, STATUS.canceled);

/** Runs the pipeline until nothing moves. All jobs that can move do so at once; each needs a few rounds at most. */
export function replayPlan(processing: Processing, plan: Plan, timing: Timing): Replay {
  const { model } = processing;
  const state = createdState(model);
  startPipeline(processing, state);
  const events: PipelineEvent[] = [];
  const acted = new Uint8Array(model.stageOf.length);
  for (;;) {
    for (let job = 0; job < acted.length; job++) if (isIn(ACTED, jobStatus(state, job))) acted[job] = 1;
    const round = nextEvents(processing, state, plan, timing);
    if (round.length === 0) return { final: state, events, acted };
    for (const event of round) {
      events.push(event);
      applyEvent(processing, state, event);
    }
  }
}

function nextEvents(
  processing: Processing,
  state: PipelineState,
  plan: Plan,
  timing: Timing,
): readonly PipelineEvent[] {
  const groups = { success: [] as number[], drop: [] as number[], due: [] as number[], play: [] as number[] };
  const optional: number[] = [];
  const warned: PipelineEvent[] = [];
  for (let job = 0; job < processing.model.stageOf.length; job++) {
    const status = jobStatus(state, job);
    if (status === STATUS.scheduled) groups.due.push(job);
    else if (status === STATUS.manual) {
      const ignored = (tokenOf(processing, state, job) & TOKEN.ignored) !== 0;
      if (!ignored && !plan.unplayed.has(job)) groups.play.push(job);
      if (ignored && plan.played.has(job)) optional.push(job);
    } else if (isIn(WORKING, status)) {
      const exitCode = plan.warns?.has(job) ? allowedExitCode(processing, job) : undefined;
      if (exitCode !== undefined) warned.push({ event: 'drop', jobs: [job], exitCode });
      else (plan.fails.has(job) || plan.warns?.has(job) ? groups.drop : groups.success).push(job);
    }
  }
  if (timing === 'early') groups.play.push(...optional);
  const events: PipelineEvent[] = [
    { event: 'drop' as const, jobs: groups.drop },
    { event: 'success' as const, jobs: groups.success },
    { event: 'enqueue_scheduled' as const, jobs: groups.due },
    { event: 'play' as const, jobs: groups.play },
  ].filter(({ jobs }) => jobs.length > 0);
  events.unshift(...warned);
  if (events.length === 0 && timing === 'late' && optional.length > 0) {
    return [{ event: 'play', jobs: optional }];
  }
  return events;
}

/** An exit code with which the job may fail, or undefined. */
function allowedExitCode({ model }: Processing, job: number): number | undefined {
  const allowFailure = model.pipeline.jobs[job]?.allowFailure;
  return typeof allowFailure === 'object' ? allowFailure.exitCodes[0] : undefined;
}
