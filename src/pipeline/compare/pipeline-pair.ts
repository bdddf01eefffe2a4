/** Two pipelines of one context: for each job the proof that nothing differs, a way to a difference, or neither. */
import { startOf } from '../processing/pipeline-model.js';
import { semanticsByName } from '../simulation.js';
import { jointCone, restrictJoint } from './joint-cone.js';
import { type Deviation, deviationsOf, type Plan, runPlan } from './joint-plan.js';
import {
  ABSENT,
  type JointModel,
  type JointMove,
  jobOn,
  jointModel,
  type PipelineSide,
} from './joint-run.js';
import { PIPELINE, searchJoint } from './joint-search.js';
import { LIMITS } from './limits.js';
import { shortenWay } from './shorten-way.js';
import { type FlowProof, proveFlow } from './token-flow.js';

/** A way in the part of the pipelines that decides about a job. */
export interface PartWay {
  readonly part: JointModel;
  readonly moves: readonly JointMove[];
}

export type PairAnswer =
  | { readonly kind: 'same' }
  | { readonly kind: 'differs'; readonly way: PartWay }
  | { readonly kind: 'open'; readonly reason: string };

/** What all comparisons together may still spend. */
export interface Budget {
  states: number;
  proofJobs: number;
  kindDecisions: number;
}

const SAME: PairAnswer = { kind: 'same' };

export class PipelinePair {
  readonly sides: readonly [PipelineSide, PipelineSide];
  readonly model: JointModel;
  readonly #budget: Budget;
  readonly #answers = new Map<number, PairAnswer>();
  readonly #ways = new Map<number, readonly JointMove[]>();
  #proof: FlowProof | undefined;
  #runs: number = LIMITS.runJobs;
  #swept = false;

  constructor(sides: readonly [PipelineSide, PipelineSide], budget: Budget) {
    this.sides = sides;
    this.model = jointModel(...sides);
    this.#budget = budget;
  }

  get proof(): FlowProof {
    this.#proof ??= this.#prove();
    return this.#proof;
  }

  /** Null asks for the status of the pipeline. */
  answer(name: string | null): PairAnswer {
    const job = name === null ? PIPELINE : (this.model.indexOf.get(name) ?? ABSENT);
    if (name !== null && job === ABSENT) return SAME;
    let answer = this.#answers.get(job);
    if (answer === undefined) {
      answer = this.#isProven(job) ? SAME : this.#settle(job);
      this.#answers.set(job, answer);
    }
    return answer;
  }

  /** A way that single deviations show; null says nothing. */
  quickWay(name: string | null): PartWay | null {
    const job = name === null ? PIPELINE : (this.model.indexOf.get(name) ?? ABSENT);
    if ((name !== null && job === ABSENT) || this.#isProven(job)) return null;
    this.#sweep();
    const found = this.#ways.get(job);
    if (found === undefined) return null;
    const { part, own } = this.#partOf(job);
    const moves = shortenWay(part, own, found);
    return moves === null ? null : { part, moves };
  }

  #partOf(job: number): {
    readonly part: JointModel;
    readonly own: number;
    readonly cone: ReadonlySet<number>;
  } {
    const cone = job === PIPELINE ? new Set(this.model.names.keys()) : jointCone(this.model, job);
    const part =
      cone.size === this.model.names.length ? this.model : jointModel(...restrictJoint(this.model, cone));
    const own = job === PIPELINE ? PIPELINE : (part.indexOf.get(this.model.names[job] ?? '') ?? ABSENT);
    return { part, own, cone };
  }

  #isProven(job: number): boolean {
    return job === PIPELINE ? this.proof.pipeline : this.proof.jobs.has(this.model.names[job] ?? '');
  }

  #prove(): FlowProof {
    const [before, after] = this.sides;
    this.#budget.proofJobs -= this.model.names.length;
    if (before.pipeline.cancelOnFailure || after.pipeline.cancelOnFailure) {
      return { jobs: new Set(), pipeline: false };
    }
    return proveFlow({
      stages: before.pipeline.stages,
      semantics: [semanticsByName(before.semantics), semanticsByName(after.semantics)],
      jobs: this.model.names.map((name, job) => ({
        name,
        ways: [{ before: jobOn(this.model, 0, job) ?? null, after: jobOn(this.model, 1, job) ?? null }],
      })),
    });
  }

  #settle(job: number): PairAnswer {
    const { part, own, cone } = this.#partOf(job);
    if (cone.size <= LIMITS.searchJobs) {
      const limit = Math.min(LIMITS.searchStates, this.#budget.states);
      const search = searchJoint(part, [own], limit);
      this.#budget.states -= search.states;
      const moves = search.ways.get(own);
      if (moves !== undefined) return { kind: 'differs', way: { part, moves } };
      if (search.complete) return SAME;
    }
    this.#sweep();
    if (!this.#ways.has(job)) this.#sweepPairs(job, cone);
    const found = this.#ways.get(job);
    const moves = found === undefined ? null : shortenWay(part, own, found);
    if (moves !== null) return { kind: 'differs', way: { part, moves } };
    return { kind: 'open', reason: 'no difference was found, but there are too many outcomes to try all' };
  }

  /** Runs in which at most one job deviates; what alike jobs would show is tried once. */
  #sweep(): void {
    if (this.#swept) return;
    this.#swept = true;
    const manual = this.#manualJobs();
    const all = (kind: 'early' | 'late' | 'unplayed'): Plan => manual.map(job => ({ job, kind }));
    this.#try([]);
    for (const kind of ['early', 'late', 'unplayed'] as const) if (manual.length > 0) this.#try(all(kind));
    // What fails where it does not even start on the other side tells the most.
    const differing = [...this.#ways.keys()].filter(job => job !== PIPELINE).slice(0, LIMITS.suspects);
    for (const job of new Set([...differing, ...this.#classes(this.model.names.keys())])) {
      for (const deviation of deviationsOf(this.model, job)) this.#try([deviation]);
    }
  }

  #sweepPairs(job: number, cone: ReadonlySet<number>): void {
    const deviations = this.#classes(cone).flatMap(member => deviationsOf(this.model, member));
    const near = [...deviations].reverse();
    for (const [at, one] of near.entries()) {
      for (const other of near.slice(at)) {
        if (one === other || this.#runs <= 0) continue;
        if (one.job === other.job && !isPlayed(one) && !isPlayed(other)) continue;
        this.#try([one, other]);
        if (this.#ways.has(job)) return;
      }
    }
  }

  #try(plan: Plan): void {
    if (this.#runs <= 0) return;
    const asked = new Set<number>();
    for (const job of [PIPELINE, ...this.model.names.keys()]) {
      if (!this.#ways.has(job) && !this.#isProven(job)) asked.add(job);
    }
    if (asked.size === 0) return;
    this.#runs -= this.model.names.length;
    for (const [job, moves] of runPlan(this.model, plan, asked)) this.#ways.set(job, moves);
  }

  #manualJobs(): readonly number[] {
    return [...this.model.names.keys()].filter(job =>
      ([0, 1] as const).some(side => {
        const found = jobOn(this.model, side, job);
        return found !== undefined && startOf(found) === 1;
      }),
    );
  }

  /** One job for all that lie in the same place and are needed by the same. */
  #classes(jobs: Iterable<number>): readonly number[] {
    const seen = new Map<string, number>();
    for (const job of jobs) {
      const key = JSON.stringify(
        ([0, 1] as const).map(side => {
          const { name: _name, ...rest } = jobOn(this.model, side, job) ?? { name: '' };
          const { processing, jobs: numbers } = this.model.sides[side];
          return [rest, [...(processing.model.dependents[numbers[job] ?? -1] ?? [])]];
        }),
      );
      if (!seen.has(key)) seen.set(key, job);
    }
    return [...seen.values()];
  }
}

function isPlayed({ kind }: Deviation): boolean {
  return kind === 'early' || kind === 'late';
}
