/** What a job can be to others in the end, on both sides at once, once it is known what was decided about it there. */
import type { PipelineJob } from '../pipeline.js';
import { STATUS } from '../processing/job-status.js';
import { START, startOf } from '../processing/pipeline-model.js';
import { type Semantics, TURN, type Turn } from '../processing/semantics.js';
import { TOKEN, type TokenSet } from '../processing/token.js';

/** Sets of tokens of both sides in one number: those of `before` below, those of `after` above `SHIFT`. */
export type TokenPair = number;

export const SHIFT = 15;

export function pairOf(before: TokenSet, after: TokenSet): TokenPair {
  return before | (after << SHIFT);
}

export function beforeIn(pair: TokenPair): TokenSet {
  return pair & ((1 << SHIFT) - 1);
}

export function afterIn(pair: TokenPair): TokenSet {
  return pair >> SHIFT;
}

/** How a job is in the pipeline, on each side; null where it is not. */
export interface JobPair {
  readonly before: PipelineJob | null;
  readonly after: PipelineJob | null;
}

export type SemanticsPair = readonly [Semantics, Semantics];

/** What comes of a job that runs. */
interface Outcome {
  readonly status: number;
  readonly exitCode?: number;
}

export class OwnTokens {
  readonly #semantics: SemanticsPair;
  readonly #memo = new Map<JobPair, Map<number, readonly TokenPair[]>>();

  constructor(semantics: SemanticsPair) {
    this.#semantics = semantics;
  }

  /** All pairs after these turns. A person plays on both sides or on none; the same comes of the job on both. */
  pairs(jobs: JobPair, before: Turn, after: Turn): readonly TokenPair[] {
    const known = this.#memo.get(jobs) ?? new Map<number, readonly TokenPair[]>();
    this.#memo.set(jobs, known);
    const key = before * 3 + after;
    let pairs = known.get(key);
    if (pairs === undefined) {
      pairs = [...new Set(this.#build(jobs, before, after))];
      known.set(key, pairs);
    }
    return pairs;
  }

  /** Whether a job that may run on both sides starts alike, and counts alike whatever comes of it. */
  actsAlike({ before, after }: JobPair): boolean {
    if (before === null || after === null) return before === after;
    if (startOf(before) !== startOf(after) || before.async !== after.async) return false;
    const failures = outcomesOf({ before, after }).filter(({ status }) => status === STATUS.failed);
    if (failures.some(outcome => isAllowed(before, outcome) !== isAllowed(after, outcome))) return false;
    if (startOf(before) !== START.manual) return true;
    return this.#blocks(before, 0) === this.#blocks(after, 1);
  }

  #blocks(job: PipelineJob, side: 0 | 1): boolean {
    return this.#token(job, side, { status: STATUS.manual }) === TOKEN.manual;
  }

  #build(jobs: JobPair, before: Turn, after: Turn): TokenPair[] {
    const unplayed = this.#pairsOf(jobs, before, after, null);
    return [...unplayed, ...outcomesOf(jobs).flatMap(outcome => this.#pairsOf(jobs, before, after, outcome))];
  }

  /** `outcome` is null where nobody plays the job; a job that starts by itself then ends in any way. */
  #pairsOf(jobs: JobPair, before: Turn, after: Turn, outcome: Outcome | null): TokenPair[] {
    const was = this.#tokens(jobs.before, 0, before, outcome, jobs);
    const is = this.#tokens(jobs.after, 1, after, outcome, jobs);
    return was.flatMap(one => is.map(other => pairOf(one, other)));
  }

  #tokens(
    job: PipelineJob | null,
    side: 0 | 1,
    turn: Turn,
    outcome: Outcome | null,
    jobs: JobPair,
  ): readonly TokenSet[] {
    if (job === null) return [0];
    if (turn === TURN.skip) return [TOKEN.skipped];
    if (turn === TURN.wait) return [TOKEN.created];
    if (outcome === null) {
      if (startOf(job) === START.manual) return [this.#token(job, side, { status: STATUS.manual })];
      // Only of use beside a manual job of the other side; alone it ends as one of the outcomes.
      const other = side === 0 ? jobs.after : jobs.before;
      if (other === null || startOf(other) !== START.manual) return [];
      return outcomesOf(jobs).map(one => this.#token(job, side, one));
    }
    const token = this.#token(job, side, outcome);
    // A callback decides what becomes of a script that succeeded.
    const waits = this.#semantics[side].extensions && job.async && outcome.status === STATUS.success;
    return waits ? [token, this.#token(job, side, { status: STATUS.failed })] : [token];
  }

  #token(job: PipelineJob, side: 0 | 1, outcome: Outcome): TokenSet {
    return this.#semantics[side].token(outcome.status, isAllowed(job, outcome), job.blocker);
  }
}

function isAllowed({ allowFailure }: PipelineJob, { exitCode }: Outcome): boolean {
  if (typeof allowFailure === 'boolean') return allowFailure;
  return exitCode !== undefined && allowFailure.exitCodes.includes(exitCode);
}

function outcomesOf({ before, after }: JobPair): readonly Outcome[] {
  const codes = [before, after].flatMap(job =>
    typeof job?.allowFailure === 'object' ? job.allowFailure.exitCodes : [],
  );
  return [
    { status: STATUS.success },
    { status: STATUS.failed },
    { status: STATUS.canceled },
    ...codes.map(exitCode => ({ status: STATUS.failed, exitCode })),
  ];
}
