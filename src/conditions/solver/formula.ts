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

/** Holds formulas once each. */
export class FormulaTable {
  readonly #formulas = new Map<string, Formula>();

  intern(key: string, node: FormulaNode): Formula {
    let formula = this.#formulas.get(key);
    if (formula === undefined) {
      formula = { id: this.#formulas.size, node, bdds: [] };
      this.#formulas.set(key, formula);
    }
    return formula;
  }
}
