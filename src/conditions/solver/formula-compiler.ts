/** Turns formulas into functions of atoms, one for each pipeline type. */
import { variableNames } from '../expression/node.js';
import { compilePattern } from '../pattern.js';
import type { PipelineType } from '../pipeline-types.js';
import { refKeywords } from '../policy.js';
import type { Atom, ChangesQuestion } from './atom.js';
import { type Bdd, FALSE, TRUE } from './bdd.js';
import type { Formula, FormulaNode } from './formula.js';
import { type Guarded, type Reader, readVariable, symbolOf } from './reading.js';
import { holdsWhere } from './symbolic.js';

type ExpressionFormula = Extract<FormulaNode, { kind: 'expression' }>;

export class FormulaCompiler {
  readonly #reader: Reader;
  readonly #types: ReadonlyMap<PipelineType, number>;
  readonly #expressions = new Map<string, Bdd>();

  constructor(reader: Reader, types: readonly PipelineType[]) {
    this.#reader = reader;
    this.#types = new Map(types.map((type, at) => [type, at]));
  }

  /** The function of the formula in pipelines of the type, built once. */
  bddOf(formula: Formula, type: PipelineType): Bdd {
    const at = this.#types.get(type);
    if (at === undefined) return this.#build(formula, type);
    let bdd = formula.bdds[at];
    if (bdd === undefined) {
      bdd = this.#build(formula, type);
      formula.bdds[at] = bdd;
    }
    return bdd;
  }

  #build({ node }: Formula, type: PipelineType): Bdd {
    const { store } = this.#reader;
    switch (node.kind) {
      case 'constant':
        return node.value ? TRUE : FALSE;
      case 'expression':
        return this.#buildExpression(node, type);
      case 'changes':
        return this.#buildChanges(node.question, type);
      case 'exists':
        return node.clause.paths.length === 0 ? FALSE : this.#atom({ kind: 'exists', clause: node.clause });
      case 'ref':
        return this.#buildRef(node.name, type);
      case 'type':
        return node.ids.includes(type.id) ? TRUE : FALSE;
      case 'not':
        return store.not(this.bddOf(node.part, type));
      case 'and':
        return this.#conjoin(node.parts, type);
      case 'or':
        return this.#fold(node.parts, type, FALSE, (a, b) => store.or(a, b));
    }
  }

  /** Without building the negations of parts for their own sake. */
  #conjoin(parts: readonly Formula[], type: PipelineType): Bdd {
    const { store } = this.#reader;
    const required = parts.filter(({ node }) => node.kind !== 'not');
    const forbidden = parts.flatMap(({ node }) => (node.kind === 'not' ? node.part : []));
    const all = this.#fold(required, type, TRUE, (a, b) => store.and(a, b));
    if (all === FALSE) return FALSE;
    return store.andNot(
      all,
      this.#fold(forbidden, type, FALSE, (a, b) => store.or(a, b)),
    );
  }

  /** Joins neighbours first, which keeps what is built on the way small. */
  #fold(parts: readonly Formula[], type: PipelineType, empty: Bdd, join: (a: Bdd, b: Bdd) => Bdd): Bdd {
    let bdds = parts.map(part => this.bddOf(part, type));
    while (bdds.length > 1) {
      const joined: Bdd[] = [];
      for (let at = 0; at < bdds.length; at += 2) {
        joined.push(
          at + 1 < bdds.length ? join(bdds[at] ?? empty, bdds[at + 1] ?? empty) : (bdds[at] ?? empty),
        );
      }
      bdds = joined;
    }
    return bdds[0] ?? empty;
  }

  /** Types that present the variables of the expression alike share its function. */
  #buildExpression({ expression, scope }: ExpressionFormula, type: PipelineType): Bdd {
    const readings = new Map<string, readonly Guarded[]>();
    for (const name of variableNames(expression)) {
      readings.set(name, readVariable(this.#reader, type, scope, name));
    }
    const key = JSON.stringify([expression.text, [...readings.values()]]);
    let bdd = this.#expressions.get(key);
    if (bdd === undefined) {
      bdd = holdsWhere(this.#reader, expression, name => readings.get(name) ?? []);
      this.#expressions.set(key, bdd);
    }
    return bdd;
  }

  /** Paths since a ref are always known. */
  #buildChanges(question: ChangesQuestion, type: PipelineType): Bdd {
    if (question.since === null && type.changes === 'unknown') return TRUE;
    const { store } = this.#reader;
    const matches = question.globs.length === 0 ? FALSE : this.#atom({ kind: 'changes', ...question });
    if (question.since !== null || type.changes === 'known') return matches;
    return store.or(store.not(this.#atom({ kind: 'knows-changes' })), matches);
  }

  #buildRef(written: string, type: PipelineType): Bdd {
    const at = written.indexOf('@');
    const name = at === -1 ? written : written.slice(0, at);
    const project =
      at === -1 ? TRUE : this.#atom({ kind: 'equals', name: 'CI_PROJECT_PATH', text: written.slice(at + 1) });
    return this.#reader.store.and(project, this.#buildRefName(name, type));
  }

  #buildRefName(name: string, type: PipelineType): Bdd {
    if (refKeywords(type.pipelineSource, type.refKind).includes(name)) return TRUE;
    if (type.refKind === 'merge request') return FALSE;
    const symbol = symbolOf(type, 'CI_COMMIT_REF_NAME');
    const pattern = compilePattern(name);
    return this.#atom(
      pattern === null
        ? { kind: 'equals', name: symbol, text: name }
        : { kind: 'matches', name: symbol, pattern },
    );
  }

  #atom(atom: Atom): Bdd {
    return this.#reader.store.atom(this.#reader.atoms.indexOf(atom));
  }
}
