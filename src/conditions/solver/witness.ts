/** A concrete pipeline that shows what a formula says, and the evaluation of formulas in it. */
import { evaluateExpression } from '../expression/evaluate.js';
import { matchesChanges, matchesExists, PathSet } from '../path-set.js';
import { type PipelineType, presenceIn } from '../pipeline-types.js';
import { matchesRef } from '../policy.js';
import type { ExistsClause } from '../rules/entry.js';
import type { Formula } from './formula.js';
import type { Model, ModelFinder } from './model.js';
import { type Reader, readVariable, type Scope, symbolOf } from './reading.js';

export interface Witness {
  readonly type: PipelineType;
  /** The variables that matter and come from outside the configuration, CI_PIPELINE_SOURCE always among them. */
  readonly variables: ReadonlyMap<string, string>;
  /** The modified paths; null when GitLab does not know them. */
  readonly changes: readonly string[] | null;
  /** What was assumed of files that we do not know. */
  readonly exists: readonly { readonly clause: ExistsClause; readonly holds: boolean }[];
}

/** What formulas need to be evaluated in one pipeline. */
export class WitnessBuilder {
  readonly #reader: Reader;
  readonly #finder: ModelFinder;
  readonly #files: PathSet | null;
  readonly #type: PipelineType;
  readonly #model: Model;
  readonly #used = new Map<string, string>();
  readonly #known = new Map<Formula, boolean>();
  readonly #changes: PathSet | null;

  constructor(reader: Reader, finder: ModelFinder, files: PathSet | null, type: PipelineType, model: Model) {
    this.#reader = reader;
    this.#finder = finder;
    this.#files = files;
    this.#type = type;
    this.#model = model;
    const isKnown = type.changes === 'known' || (type.changes === 'either' && this.#decided('knows-changes'));
    this.#changes = isKnown ? new PathSet(model.changedPaths) : null;
    this.#used.set('CI_PIPELINE_SOURCE', type.pipelineSource);
  }

  /** The truth of the formula here, by the ordinary evaluator. */
  holds(formula: Formula): boolean {
    let answer = this.#known.get(formula);
    if (answer === undefined) {
      answer = this.#evaluate(formula);
      this.#known.set(formula, answer);
    }
    return answer;
  }

  /** The pipeline, with the variables that `holds` asked for. */
  build(): Witness {
    return {
      type: this.#type,
      variables: this.#used,
      changes: this.#changes?.paths ?? null,
      exists: this.#model.decisions.flatMap(({ atom, value }) =>
        atom.kind === 'exists' ? [{ clause: atom.clause, holds: value }] : [],
      ),
    };
  }

  #evaluate({ node }: Formula): boolean {
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'expression':
        return evaluateExpression(node.expression, name => this.#read(name, node.scope)) === true;
      case 'changes':
        return this.#changes === null || matchesChanges(this.#changes, node.globs ?? []);
      case 'exists':
        return this.#exists(node.clause);
      case 'ref':
        return this.#matchesRef(node.name);
      case 'type':
        return node.ids.includes(this.#type.id);
      case 'not':
        return !this.holds(node.part);
      case 'and':
        return node.parts.every(part => this.holds(part));
      case 'or':
        return node.parts.some(part => this.holds(part));
    }
  }

  #exists(clause: ExistsClause): boolean {
    const decision = this.#model.decisions.find(
      ({ atom }) => atom.kind === 'exists' && JSON.stringify(atom.clause) === JSON.stringify(clause),
    );
    if (decision !== undefined) return decision.value;
    return this.#files !== null && clause.project === undefined && matchesExists(this.#files, clause.paths);
  }

  #matchesRef(name: string): boolean {
    const nowhere: Scope = { variables: new Map() };
    return matchesRef(name, {
      pipelineSource: this.#type.pipelineSource,
      refKind: this.#type.refKind,
      ref: this.#read('CI_COMMIT_REF_NAME', nowhere) ?? '',
      projectPath: name.includes('@') ? (this.#read('CI_PROJECT_PATH', nowhere) ?? '') : '',
    });
  }

  #decided(kind: 'knows-changes'): boolean {
    return this.#model.decisions.some(({ atom, value }) => atom.kind === kind && value);
  }

  /** The value of a variable here; what the model leaves open is chosen. */
  #read(name: string, scope: Scope): string | undefined {
    const symbol = symbolOf(this.#type, name);
    for (const { guard, value } of readVariable(this.#reader, this.#type, scope, name)) {
      if (!this.#isTrue(guard)) continue;
      const isOpen = typeof value === 'object' && value !== null && value.kind === 'unknown';
      const text = isOpen ? (this.#model.texts.get(symbol) ?? this.#finder.anyText(symbol)) : value;
      if (typeof text !== 'string') return undefined;
      if (isOpen || (presenceIn(this.#type, name) !== 'user' && !scope.variables.has(name)))
        this.#used.set(name, text);
      return text;
    }
    return undefined;
  }

  /** Atoms that were not decided are false. */
  #isTrue(guard: number): boolean {
    const { store, atoms } = this.#reader;
    let bdd = guard;
    while (store.high(bdd) !== store.low(bdd)) {
      const atom = atoms.at(store.atomOf(bdd));
      const value = this.#model.decisions.some(decision => decision.atom === atom && decision.value);
      bdd = value ? store.high(bdd) : store.low(bdd);
    }
    return bdd === 1;
  }
}
