/** The jobs of many pipelines at once, for a proof: all ways in which each can be in those in which a condition holds. */
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';
import type { FlowJob } from './flow-nodes.js';
import type { JobShape } from './job-shape.js';
import type { JobPair } from './own-tokens.js';
import { presenceOf, type SideShapes } from './side-shapes.js';

/** One way in which a job is on both sides, and where. */
export interface FlowWay {
  readonly pair: JobPair;
  readonly where: Formula;
}

const NEITHER: JobPair = { before: null, after: null };

export class FlowWays {
  readonly #solver: Solver;
  readonly #ways = new Map<string, readonly FlowWay[]>();
  readonly #possible = new Map<string, boolean>();

  constructor(shapes: readonly [SideShapes, SideShapes], solver: Solver) {
    this.#solver = solver;
    for (const name of new Set([...shapes[0].jobs.keys(), ...shapes[1].jobs.keys()])) {
      const [before, after] = [shapes[0].jobs.get(name) ?? [], shapes[1].jobs.get(name) ?? []];
      this.#ways.set(name, this.#build(before, after));
    }
  }

  get names(): Iterable<string> {
    return this.#ways.keys();
  }

  get size(): number {
    return this.#ways.size;
  }

  waysOf(name: string): readonly FlowWay[] {
    return this.#ways.get(name) ?? [];
  }

  /** Those of the jobs that there can be where `within` holds. */
  jobsWithin(within: Formula, names: Iterable<string>): readonly FlowJob[] {
    return [...names].map(name => ({
      name,
      ways: this.waysOf(name).flatMap(({ pair, where }) => (this.canBe(within, where) ? pair : [])),
    }));
  }

  canBe(within: Formula, where: Formula): boolean {
    if (within === where) return true;
    const key = `${within.id} ${where.id}`;
    let answer = this.#possible.get(key);
    if (answer === undefined) {
      answer = this.#solver.canHold(this.#solver.and(within, where));
      this.#possible.set(key, answer);
    }
    return answer;
  }

  #build(before: readonly JobShape[], after: readonly JobShape[]): readonly FlowWay[] {
    const solver = this.#solver;
    const ways = new Map<string, FlowWay>();
    const add = (was: JobShape | null, is: JobShape | null, where: Formula): void => {
      if (where === solver.never) return;
      const key = JSON.stringify([was?.flow, is?.flow]);
      const known = ways.get(key);
      const pair = known?.pair ?? { before: was?.job ?? null, after: is?.job ?? null };
      ways.set(key, { pair, where: solver.or(known?.where ?? solver.never, where) });
    };
    const alike =
      before.length === after.length && before.every(({ where }, at) => where === after[at]?.where);
    const [was, is] = [presenceOf(before, solver), presenceOf(after, solver)];
    for (const [at, one] of before.entries()) {
      if (alike) add(one, after[at] ?? null, one.where);
      else {
        for (const other of after) add(one, other, solver.and(one.where, other.where));
        add(one, null, solver.and(one.where, solver.not(is)));
      }
    }
    if (!alike) for (const other of after) add(null, other, solver.and(other.where, solver.not(was)));
    const absent = solver.and(solver.not(was), solver.not(is));
    return [...ways.values(), ...(absent === solver.never ? [] : [{ pair: NEITHER, where: absent }])];
  }
}
