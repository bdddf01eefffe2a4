import type { Expression } from '../expression/node.js';
import type { ExistsClause } from '../rules/entry.js';
import type { ChangesQuestion } from './atom.js';
import type { Bdd } from './bdd.js';
import type { Scope } from './reading.js';

/** A question about pipelines, built by a `Solver`. Equal questions are the same object. */
export interface Formula {
  readonly id: number;
  readonly node: FormulaNode;
  /** The function for each pipeline type, as far as it was asked for. */
  readonly bdds: (Bdd | undefined)[];
}

export type FormulaNode =
  | { readonly kind: 'constant'; readonly value: boolean }
  | { readonly kind: 'expression'; readonly expression: Expression; readonly scope: Scope }
  | { readonly kind: 'changes'; readonly question: ChangesQuestion }
  | { readonly kind: 'exists'; readonly clause: ExistsClause }
  /** An item of `only:refs`. */
  | { readonly kind: 'ref'; readonly name: string }
  | { readonly kind: 'type'; readonly ids: readonly string[] }
  | { readonly kind: 'not'; readonly part: Formula }
  | { readonly kind: 'and'; readonly parts: readonly Formula[] }
  | { readonly kind: 'or'; readonly parts: readonly Formula[] };

/** Larger than the number of any formula; two numbers below it fit into one without loss. */
const MAX_ID = 2 ** 26;

/** Holds formulas once each. */
export class FormulaTable {
  readonly #formulas = new Map<string, Formula>();
  /** By both parts. */
  readonly #pairs = { and: new Map<number, Formula>(), or: new Map<number, Formula>() };
  readonly #negations = new Map<Formula, Formula>();
  #size = 0;

  intern(key: string, node: FormulaNode): Formula {
    let formula = this.#formulas.get(key);
    if (formula === undefined) {
      formula = this.#make(node);
      this.#formulas.set(key, formula);
    }
    return formula;
  }

  /** Of two different parts, in the order of their numbers. */
  pair(kind: 'and' | 'or', first: Formula, second: Formula): Formula {
    const pairs = this.#pairs[kind];
    const key = first.id * MAX_ID + second.id;
    let formula = pairs.get(key);
    if (formula === undefined) {
      formula = this.#make({ kind, parts: [first, second] });
      pairs.set(key, formula);
    }
    return formula;
  }

  negation(part: Formula): Formula {
    let formula = this.#negations.get(part);
    if (formula === undefined) {
      formula = this.#make({ kind: 'not', part });
      this.#negations.set(part, formula);
    }
    return formula;
  }

  #make(node: FormulaNode): Formula {
    return { id: this.#size++, node, bdds: [] };
  }
}
