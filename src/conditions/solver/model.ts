import { isMatch } from '../expression/value.js';
import { matchesChanges, PathSet } from '../path-set.js';
import type { Atom, AtomTable, Operand } from './atom.js';
import { type Bdd, type BddStore, OVERFLOW, TRUE } from './bdd.js';
import { RELATIONS } from './related-variables.js';
import type { Decision } from './text-groups.js';

const NO_PATHS = new PathSet([]);

/** A pipeline, as far as atoms can tell: every atom is true or false in it. */
export class Model {
  /** The modified paths by the ref since which they are; the key is null for those that the pipeline is about. */
  readonly changes: ReadonlyMap<string | null, PathSet>;
  readonly #table: AtomTable;
  readonly #texts: Map<string, string>;
  readonly #anyText: (name: string) => string;
  readonly #values = new Map<number, boolean | null>();

  constructor(
    table: AtomTable,
    decisions: readonly Decision[],
    texts: Map<string, string>,
    changes: ReadonlyMap<string | null, PathSet>,
    anyText: (name: string) => string,
  ) {
    this.changes = changes;
    this.#table = table;
    this.#texts = texts;
    this.#anyText = anyText;
    for (const { index, value } of decisions) this.#values.set(index, value);
  }

  /** The text of a variable where it is set; chosen when first asked for. */
  textOf(name: string): string {
    let text = this.#texts.get(name);
    if (text === undefined) {
      text = this.#choose(name);
      this.#texts.set(name, text);
    }
    return text;
  }

  /** A text that fits the texts of related variables. */
  #choose(name: string): string {
    const source = RELATIONS.find(({ derived, base }) => derived === name && this.#texts.has(base));
    if (source !== undefined) return source.derive(this.textOf(source.base));
    let text = this.#anyText(name);
    for (const { derived, base, suggest } of RELATIONS) {
      if (base === name && this.#texts.has(derived)) text = suggest(this.textOf(derived), text);
    }
    return text;
  }

  /** Whether the texts and paths make the decisions true that are about them. */
  agrees(decisions: readonly Decision[]): boolean {
    return decisions.every(({ atom, value }) => isAssumption(atom) || this.#evaluate(atom) === value);
  }

  /** The answer to an atom; null where paths depend on what we do not know. */
  isTrue(index: number): boolean | null {
    let value = this.#values.get(index);
    if (value === undefined) {
      value = this.#evaluate(this.#table.at(index));
      this.#values.set(index, value);
    }
    return value;
  }

  /** The value of a function here: TRUE, FALSE, or OVERFLOW when it is not known. */
  evaluate(store: BddStore, bdd: Bdd): Bdd {
    let rest = bdd;
    while (rest > TRUE) {
      const value = this.isTrue(store.atomOf(rest));
      if (value === null) return OVERFLOW;
      rest = value ? store.high(rest) : store.low(rest);
    }
    return rest;
  }

  /** What was not decided: nothing comes from outside, no unknown file exists. */
  #evaluate(atom: Atom): boolean | null {
    switch (atom.kind) {
      case 'defined':
      case 'knows-changes':
      case 'exists':
        return false;
      case 'equals':
        return this.textOf(atom.name) === atom.text;
      case 'matches':
        return atom.pattern.test(this.textOf(atom.name));
      case 'same':
        return this.textOf(atom.left) === this.textOf(atom.right);
      case 'match':
        return isMatch(this.#operand(atom.left), this.#operand(atom.right)) === true;
      case 'changes':
        return atom.isExpanded ? matchesChanges(this.changes.get(atom.since) ?? NO_PATHS, atom.globs) : null;
    }
  }

  #operand(operand: Operand): string {
    return 'text' in operand ? operand.text : this.textOf(operand.variable);
  }
}

/** What no text and no path tells. */
function isAssumption(atom: Atom): boolean {
  return atom.kind === 'defined' || atom.kind === 'knows-changes' || atom.kind === 'exists';
}
