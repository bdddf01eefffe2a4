/** `only` and `except` to entries of `rules`, with a proof. */
import type { Policy } from '../../conditions/policy.js';
import type { Formula } from '../../conditions/solver/formula.js';
import type { Scope } from '../../conditions/solver/reading.js';
import { Solver } from '../../conditions/solver/solver.js';
import type { Comparison } from './comparison.js';
import { type Draft, draftFormula, draftOf } from './draft.js';
import { entriesOf, type Layout, type NewEntry } from './entries.js';
import { PROVEN_TYPES } from './pipeline-kinds.js';
import { type Reading, unusualRefs } from './ref-term.js';
import { simplify } from './simplify.js';

export interface PolicyQuestion {
  /** As `effectiveOnly` gives it. */
  readonly only: Policy | null;
  readonly except: Policy | null;
  /** What conditions see, for each job that has the policies; at least one. */
  readonly scopes: readonly Scope[];
  readonly joins: boolean;
}

export interface Translation {
  /** None at all: the job is never added. One without a condition: it always is. */
  readonly entries: readonly NewEntry[];
  /** Whether the entries add the job in exactly the pipelines in which the policies do, for the reading that was asked for. */
  readonly isProven: boolean;
}

/** Translates policies; the answers of one translator share a solver. */
export class PolicyTranslator {
  readonly #solver = new Solver({ types: PROVEN_TYPES });
  readonly #known = new Map<string, Translation>();

  /** Equal questions are answered once. */
  translate(question: PolicyQuestion, reading: Reading): Translation {
    const { only, except, scopes, joins } = question;
    const variables = scopes.map(scope => [...scope.variables]);
    const key = JSON.stringify([only, except, variables, joins, reading]);
    let translation = this.#known.get(key);
    if (translation === undefined) {
      translation = this.#translate(question, reading);
      this.#known.set(key, translation);
    }
    return translation;
  }

  #translate(question: PolicyQuestion, reading: Reading): Translation {
    const { only, except, scopes, joins } = question;
    const solver = this.#solver;
    const assumed = reading === 'exact' ? solver.always : this.#usualNames(question);
    const wanted = scopes.map(scope => ({ scope, formula: solver.policy(only, except, scope) }));
    const agrees = (formulaIn: (scope: Scope) => Formula): boolean =>
      wanted.every(({ scope, formula }) => this.#isNeverDifferent(formula, formulaIn(scope), assumed));
    const isSame = (draft: Draft): boolean => agrees(scope => draftFormula(draft, solver, scope));
    if (agrees(() => solver.never)) return { entries: [], isProven: true };
    if (agrees(() => solver.always)) return { entries: [ALWAYS], isProven: true };
    const plain = draftOf(only, except, reading);
    const draft = isSame(plain) ? simplify(plain, isSame, comparison => this.#isAnyName(comparison)) : plain;
    let entries: readonly NewEntry[] = [];
    for (const layout of layouts(joins)) {
      entries = entriesOf(draft, layout);
      if (agrees(scope => this.#addedBy(entries, scope))) return { entries, isProven: true };
    }
    return { entries, isProven: false };
  }

  #isAnyName({ name, text }: Comparison): boolean {
    const solver = this.#solver;
    const isMissed = solver.and(solver.expression(`$${name}`), solver.not(solver.expression(text)));
    return solver.decide(isMissed) === 'never';
  }

  #addedBy(entries: readonly NewEntry[], scope: Scope): Formula {
    const clauses = entries.map(entry => ({
      ...(entry.if === null ? {} : { if: entry.if }),
      ...(entry.changes === null ? {} : { changes: { paths: entry.changes } }),
    }));
    const decisions = this.#solver.decisions(clauses, scope);
    return this.#solver.or(...decisions.filter((_, at) => entries[at]?.never === false));
  }

  #isNeverDifferent(one: Formula, other: Formula, assumed: Formula): boolean {
    if (one === other) return true;
    const solver = this.#solver;
    const differs = solver.or(solver.and(one, solver.not(other)), solver.and(other, solver.not(one)));
    return solver.decide(solver.and(assumed, differs)) === 'never';
  }

  /** Where no branch is called like a keyword that is used, and no tag like a keyword or a branch. */
  #usualNames({ only, except }: PolicyQuestion): Formula {
    const solver = this.#solver;
    const names = unusualRefs([...(only?.refs ?? []), ...(except?.refs ?? [])]);
    return solver.not(solver.or(...names.map(({ text }) => solver.expression(text))));
  }
}

const ALWAYS: NewEntry = { if: null, changes: null, never: false, origins: [] };

function layouts(joins: boolean): readonly Layout[] {
  return [
    { joins, short: true },
    { joins: false, short: false },
  ];
}
