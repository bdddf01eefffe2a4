/** The kinds of pipelines: those that no condition of interest tells apart are one kind. */
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';

export interface PipelineKinds {
  /** Where each kind is; together they are all of `within`. */
  readonly kinds: readonly Formula[];
  /** False when there are more. */
  readonly complete: boolean;
}

export function pipelineKinds(
  solver: Solver,
  within: Formula,
  conditions: Iterable<Formula>,
  limit: number,
): PipelineKinds {
  if (solver.decide(within) === 'never') return { kinds: [], complete: true };
  let kinds: Formula[] = [within];
  for (const condition of new Set(conditions)) {
    const split: Formula[] = [];
    for (const kind of kinds) {
      const yes = solver.and(kind, condition);
      const no = solver.and(kind, solver.not(condition));
      const [canBe, canMiss] = [solver.decide(yes) !== 'never', solver.decide(no) !== 'never'];
      // A part that nothing more is said about stays the same formula, which is decided already.
      if (canBe && canMiss) split.push(yes, no);
      else split.push(kind);
    }
    if (split.length > limit) return { kinds, complete: false };
    kinds = split;
  }
  return { kinds, complete: true };
}
