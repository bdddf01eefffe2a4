/** A concrete pipeline that shows what a formula says, and the evaluation of formulas in it. */
import { evaluateExpression } from '../expression/evaluate.js';
import { matchesChanges, PathSet } from '../path-set.js';
import type { PipelineType } from '../pipeline-types.js';
import { matchesRef } from '../policy.js';
import type { ExistsClause } from '../rules/entry.js';
import type { Atom, ChangesQuestion } from './atom.js';
import { TRUE } from './bdd.js';
import type { Formula } from './formula.js';
import type { Model } from './model.js';
import { type Reader, readVariable, type Scope, symbolOf } from './reading.js';

export interface Witness {
  readonly type: PipelineType;
  /** The variables that matter and come from outside the configuration, CI_PIPELINE_SOURCE always among them. */
  readonly variables: ReadonlyMap<string, string>;
  /** The modified paths; null when GitLab does not know them. */
  readonly changes: readonly string[] | null;
  /** The paths modified since refs that `compare_to` names. */
  readonly changesSince: ReadonlyMap<string, readonly string[]>;
  /** What was assumed of files that we do not know. */
  readonly exists: readonly { readonly clause: ExistsClause; readonly holds: boolean }[];
}

const NO_PATHS = new PathSet([]);

/** What formulas need to be evaluated in one pipeline. */
export class WitnessBuilder {
  readonly #reader: Reader;
  readonly #type: PipelineType;
  readonly #model: Model;
  readonly #used = new Map<string, string>();
  readonly #since = new Map<string, readonly string[]>();
  readonly #known = new Map<Formula, boolean>();
  readonly #changes: PathSet | null;
  readonly #assumed: { readonly clause: ExistsClause; readonly holds: boolean }[] = [];

  constructor(reader: Reader, type: PipelineType, model: Model) {
    this.#reader = reader;
    this.#type = type;
    this.#model = model;
    const isKnown =
      type.changes === 'known' || (type.changes === 'either' && this.#isTrue({ kind: 'knows-changes' }));
    this.#changes = isKnown ? (model.changes.get(null) ?? null) : null;
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
      changesSince: this.#since,
      exists: this.#assumed,
    };
  }

  #evaluate({ node }: Formula): boolean {
    switch (node.kind) {
      case 'constant':
        return node.value;
      case 'expression':
        return evaluateExpression(node.expression, name => this.#read(name, node.scope)) === true;
      case 'changes':
        return this.#matchesChanges(node.question);
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

  #matchesChanges({ globs, since }: ChangesQuestion): boolean {
    if (since === null) return this.#changes === null || matchesChanges(this.#changes, globs);
    const paths = this.#model.changes.get(since) ?? NO_PATHS;
    this.#since.set(since, paths.paths);
    return matchesChanges(paths, globs);
  }

  #exists(clause: ExistsClause): boolean {
    if (clause.paths.length === 0) return false;
    const holds = this.#isTrue({ kind: 'exists', clause });
    this.#assumed.push({ clause, holds });
    return holds;
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

  #isTrue(atom: Atom): boolean {
    return this.#model.isTrue(this.#reader.atoms.indexOf(atom)) === true;
  }

  /** The value of a variable here; what the model leaves open is chosen. */
  #read(name: string, scope: Scope): string | undefined {
    const symbol = symbolOf(this.#type, name);
    for (const { guard, value } of readVariable(this.#reader, this.#type, scope, name)) {
      if (this.#model.evaluate(this.#reader.store, guard) !== TRUE) continue;
      const isOpen = typeof value === 'object' && value !== null && value.kind === 'unknown';
      const text = isOpen ? this.#model.textOf(symbol) : value;
      if (typeof text !== 'string') return undefined;
      if (text !== scope.variables.get(name) && !scope.facts?.has(name)) this.#used.set(name, text);
      return text;
    }
    return undefined;
  }
}
