/** One run of two pipelines to the end, in which everything goes well but for what a plan says. */
import { STATUS } from '../processing/job-status.js';
import { applyEvent } from '../processing/pipeline-event.js';
import { tokenOf } from '../processing/processing-pass.js';
import { TOKEN } from '../processing/token.js';
import type { SimulationEvent } from '../simulation.js';
import { differenceReader, endsDiffer } from './joint-difference.js';
import {
  exitCodesOf,
  type JointModel,
  type JointMove,
  type JointState,
  possibleMoves,
  recordMove,
  startJoint,
  statusOn,
} from './joint-run.js';
import { PIPELINE } from './joint-search.js';

/** What happens to a job that would else succeed, be played where it blocks, and left alone where it does not. */
export type Deviation =
  | { readonly job: number; readonly kind: 'fails' | 'canceled' | 'unplayed' | 'early' | 'late' }
  | { readonly job: number; readonly kind: 'code'; readonly exitCode: number };

export type Plan = readonly Deviation[];

/** All deviations that make sense for a job, those first that matter most. */
export function deviationsOf(model: JointModel, job: number): readonly Deviation[] {
  const started = ([0, 1] as const).map(side => {
    const { processing, jobs } = model.sides[side];
    return processing.model.start[jobs[job] ?? -1];
  });
  const manual = started.includes(1);
  return [
    { job, kind: 'fails' },
    { job, kind: 'canceled' },
    ...exitCodesOf(model, job).map((exitCode): Deviation => ({ job, kind: 'code', exitCode })),
    ...(manual ? (['unplayed', 'early', 'late'] as const).map((kind): Deviation => ({ job, kind })) : []),
  ];
}

/** The moves up to where each of the jobs in `asked` first differs; `PIPELINE` among them for the end. */
export function runPlan(
  model: JointModel,
  plan: Plan,
  asked: ReadonlySet<number>,
): ReadonlyMap<number, readonly JointMove[]> {
  const byJob = new Map<number, Set<Deviation['kind']>>();
  const codes = new Map<number, number>();
  for (const deviation of plan) {
    byJob.set(deviation.job, (byJob.get(deviation.job) ?? new Set()).add(deviation.kind));
    if (deviation.kind === 'code') codes.set(deviation.job, deviation.exitCode);
  }
  const state = startJoint(model);
  const done: JointMove[] = [];
  const found = new Map<number, readonly JointMove[]>();
  const look = (): void => {
    const differs = differenceReader(model, state);
    for (const job of asked) {
      if (job !== PIPELINE && !found.has(job) && differs(job)) found.set(job, done.slice());
    }
  };
  for (;;) {
    look();
    if (found.size === asked.size) return found;
    const round = chooseMoves(model, state, byJob, codes);
    if (round.length === 0) break;
    applyRound(model, state, round);
    done.push(...round);
  }
  if (asked.has(PIPELINE) && endsDiffer(model, state)) found.set(PIPELINE, done);
  return found;
}

function chooseMoves(
  model: JointModel,
  state: JointState,
  plan: ReadonlyMap<number, ReadonlySet<Deviation['kind']>>,
  codes: ReadonlyMap<number, number>,
): readonly JointMove[] {
  const chosen: JointMove[] = [];
  const late: JointMove[] = [];
  const byJob = new Map<number, JointMove[]>();
  for (const move of possibleMoves(model, state)) {
    const moves = byJob.get(move.job);
    if (moves === undefined) byJob.set(move.job, [move]);
    else moves.push(move);
  }
  for (const [job, moves] of byJob) {
    const kinds = plan.get(job);
    const [first] = moves;
    if (first === undefined) continue;
    if (first.event.event === 'play') {
      if (kinds?.has('late')) late.push(first);
      else if (kinds?.has('early') || (!kinds?.has('unplayed') && blocks(model, state, job)))
        chosen.push(first);
      continue;
    }
    chosen.push(moves.find(({ event }) => isPlanned(event, kinds, codes.get(job))) ?? first);
  }
  return chosen.length > 0 ? chosen : late;
}

function isPlanned(
  { event, exitCode }: SimulationEvent,
  kinds: ReadonlySet<Deviation['kind']> | undefined,
  code: number | undefined,
): boolean {
  if (kinds?.has('code')) return event === 'drop' && exitCode === code;
  if (kinds?.has('fails')) return event === 'drop' && exitCode === undefined;
  return event === (kinds?.has('canceled') ? 'cancel' : 'success');
}

function blocks(model: JointModel, state: JointState, job: number): boolean {
  return ([0, 1] as const).some(side => {
    if (statusOn(model, state, side, job) !== STATUS.manual) return false;
    const { processing, jobs } = model.sides[side];
    return tokenOf(processing, state.sides[side], jobs[job] ?? 0) === TOKEN.manual;
  });
}

/** What happens at the same time is processed once. */
function applyRound(model: JointModel, state: JointState, round: readonly JointMove[]): void {
  const groups = new Map<string, JointMove[]>();
  for (const move of round) {
    const key = `${move.event.event} ${move.event.exitCode} ${move.on}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [move]);
    else group.push(move);
  }
  for (const moves of groups.values()) {
    const [first] = moves;
    if (first === undefined) continue;
    for (const side of [0, 1] as const) {
      if ((first.on & (side + 1)) === 0) continue;
      const { processing, jobs } = model.sides[side];
      const { event, exitCode } = first.event;
      applyEvent(processing, state.sides[side], {
        event,
        jobs: moves.map(({ job }) => jobs[job] ?? 0),
        ...(exitCode === undefined ? {} : { exitCode }),
      });
    }
    for (const move of moves) recordMove(model, state, move);
  }
}
