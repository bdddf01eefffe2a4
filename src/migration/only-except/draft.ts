/** `only` and `except` as conditions of rules, before they are written as entries. */
import { expandExisting } from '../../conditions/expand-variables.js';
import type { Policy } from '../../conditions/policy.js';
import type { Formula } from '../../conditions/solver/formula.js';
import type { Scope } from '../../conditions/solver/reading.js';
import type { Solver } from '../../conditions/solver/solver.js';
import { type Comparison, isSet } from './comparison.js';
import { type Reading, type RefTerm, refTerm } from './ref-term.js';

/** The keys of one policy; a key that is not there is null. */
export interface Clauses {
  readonly refs: readonly RefTerm[] | null;
  readonly variables: readonly string[] | null;
  readonly changes: readonly string[] | null;
  readonly kubernetes: Comparison | null;
}

/** All clauses of `only` must hold, none of `except` may. */
export interface Draft {
  readonly only: Clauses;
  readonly except: Clauses;
}

const NO_CLAUSES: Clauses = { refs: null, variables: null, changes: null, kubernetes: null };

/** `only` as `effectiveOnly` gives it. */
export function draftOf(only: Policy | null, except: Policy | null, reading: Reading): Draft {
  return { only: clausesOf(only, reading), except: clausesOf(except, reading) };
}

function clausesOf(policy: Policy | null, reading: Reading): Clauses {
  if (policy === null) return NO_CLAUSES;
  const { refs, variables, changes, kubernetes } = policy;
  return {
    refs: refs?.map((ref, index) => refTerm(ref, index, reading)) ?? null,
    variables: variables?.map(text => text.trim()) ?? null,
    changes: changes?.map(literalGlob) ?? null,
    kubernetes: kubernetes === true ? isSet('CI_KUBERNETES_ACTIVE') : null,
  };
}

/** Rules put variables into globs, `only` does not: a sign that would start a variable becomes a set of one character. */
function literalGlob(glob: string): string {
  if (expandExisting(glob, () => '') === glob || /[[\\]/.test(glob)) return glob;
  return glob.replace(/[$%]/g, '[$&]');
}

/** Where the draft lets a job in. */
export function draftFormula({ only, except }: Draft, solver: Solver, scope: Scope): Formula {
  return solver.and(
    ...formulas(only, solver, scope),
    ...formulas(except, solver, scope).map(formula => solver.not(formula)),
  );
}

function formulas(clauses: Clauses, solver: Solver, scope: Scope): readonly Formula[] {
  const { refs, variables, changes, kubernetes } = clauses;
  const asks = (text: string): Formula => solver.expression(text, scope);
  const any = (parts: readonly Formula[]): Formula[] => [solver.or(...parts)];
  return [
    ...(refs === null ? [] : any(refs.map(term => termFormula(term, solver, asks)))),
    ...(variables === null ? [] : any(variables.map(asks))),
    ...(changes === null ? [] : [solver.changes({ paths: changes }, scope)]),
    ...(kubernetes === null ? [] : [asks(kubernetes.text)]),
  ];
}

function termFormula(
  { comparisons, project }: RefTerm,
  solver: Solver,
  asks: (text: string) => Formula,
): Formula {
  const names = solver.or(...comparisons.map(({ text }) => asks(text)));
  return project === null ? names : solver.and(names, asks(project.text));
}
