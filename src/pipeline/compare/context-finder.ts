/** Pipelines in which a condition holds, as contexts that can be composed: such as everybody knows first. */
import { parseOnce } from '../../conditions/expression/memo.js';
import { variableNames } from '../../conditions/expression/node.js';
import { isPredefined, type PipelineType } from '../../conditions/pipeline-types.js';
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';
import type { Conditions } from '../membership/conditions.js';
import { LIKELY_TYPES, UNUSUAL_PIPELINES, USUAL_PIPELINES } from '../membership/likely-pipelines.js';
import { witnessContext } from '../membership/witness-context.js';
import type { ContextInput } from '../pipeline-context.js';

/** `usual` looks for a pipeline that everybody knows, which is worth more questions. */
export type ContextFinder = (where: Formula, usual?: boolean) => ContextInput | null;

/** Answers null where no context is known, or only one that rests on what a repository holds. */
export function contextFinder(solver: Solver, conditions: readonly Conditions[]): ContextFinder {
  const withChanges = conditions.some(({ asksForChanges }) => asksForChanges);
  const plain = withoutOwnVariables(solver, conditions);
  const known = new Map<Formula, ContextInput | null>();
  const attempt = (where: Formula, types: readonly PipelineType[]): ContextInput | null => {
    const possible = types.filter(type => solver.types.includes(type));
    const witness = solver.witness(where, possible);
    return witness === null ? null : witnessContext(witness, withChanges);
  };
  const findUsual = (where: Formula): ContextInput | null => {
    for (const { type, where: usual } of [...USUAL_PIPELINES, ...UNUSUAL_PIPELINES]) {
      const found = attempt(usual === null ? where : solver.and(where, usual(solver)), [type]);
      if (found !== null) return found;
    }
    return null;
  };
  const find = (where: Formula, usual: boolean): ContextInput | null => {
    for (const free of [solver.and(where, plain), where]) {
      const found =
        (usual ? findUsual(free) : null) ?? attempt(free, LIKELY_TYPES) ?? attempt(free, solver.types);
      if (found !== null) return found;
    }
    return null;
  };
  return (where, usual = false) => {
    let context = known.get(where);
    if (context === undefined) {
      context = find(where, usual);
      known.set(where, context);
    }
    return context;
  };
}

/** Where nobody sets a variable of the project's own that a condition reads. */
function withoutOwnVariables(solver: Solver, conditions: readonly Conditions[]): Formula {
  const names = new Set<string>();
  for (const { expressions } of conditions) {
    for (const text of expressions) {
      const parsed = parseOnce(text);
      if (!parsed.ok) continue;
      for (const name of variableNames(parsed.expression)) if (!isPredefined(name)) names.add(name);
    }
  }
  return solver.and(...[...names].map(name => solver.expression(`$${name} == null`)));
}
