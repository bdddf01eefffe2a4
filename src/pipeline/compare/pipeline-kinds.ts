/** The kinds of pipelines: those that no condition of interest tells apart are one kind. */
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';
import { LIMITS } from './limits.js';
import type { Budget } from './pipeline-pair.js';

export interface PipelineKinds {
  /** Where each kind is; together they are all of `within`. */
  readonly kinds: readonly Formula[];
  /** False when there are more. */
  readonly complete: boolean;
}

export function pipelineKinds(
  solver: Solver,
  within: Formula,
  conditions: ReadonlySet<Formula>,
  budget: Pick<Budget, 'kindDecisions'>,
): PipelineKinds {
  if (conditions.size > LIMITS.kindConditions) return { kinds: [within], complete: false };
  let decisions = 0;
  if (!solver.canHold(within)) return { kinds: [], complete: true };
  let kinds: Formula[] = [within];
  for (const condition of conditions) {
    const split: Formula[] = [];
    for (const kind of kinds) {
      const yes = solver.and(kind, condition);
      const no = solver.and(kind, solver.not(condition));
      const [canBe, canMiss] = [solver.canHold(yes), solver.canHold(no)];
      // A part that nothing more is said about stays the same formula, which is decided already.
      if (canBe && canMiss) split.push(yes, no);
      else split.push(kind);
    }
    decisions += kinds.length;
    budget.kindDecisions -= kinds.length;
    const tooMany = decisions > LIMITS.kindDecisions || budget.kindDecisions < 0;
    if (tooMany || split.length > LIMITS.pipelineKinds) {
      return { kinds, complete: false };
    }
    kinds = split;
  }
  return { kinds, complete: true };
}
