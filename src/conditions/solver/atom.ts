/** The smallest questions of a condition, numbered: each is asked about a pipeline and is true or false there. */
import type { Pattern } from '../pattern.js';
import type { ExistsClause } from '../rules/entry.js';

export type Atom =
  /** The variable comes from outside the configuration. */
  | { readonly kind: 'defined'; readonly name: string }
  | { readonly kind: 'equals'; readonly name: string; readonly text: string }
  | { readonly kind: 'matches'; readonly name: string; readonly pattern: Pattern }
  /** Two variables hold the same text. */
  | { readonly kind: 'same'; readonly left: string; readonly right: string }
  /** `left =~ right` where the right side is not known beforehand, or is a long text that is no pattern. */
  | { readonly kind: 'match'; readonly left: Operand; readonly right: Operand }
  /** GitLab knows the modified paths. */
  | { readonly kind: 'knows-changes' }
  /** The known modified paths match. */
  | ({ readonly kind: 'changes' } & ChangesQuestion)
  | { readonly kind: 'exists'; readonly clause: ExistsClause };

export interface ChangesQuestion {
  readonly globs: readonly string[];
  /** False when variables are left in the globs, whose values depend on the pipeline. */
  readonly isExpanded: boolean;
  /** The ref since which paths count as modified (`compare_to`); null for those that the pipeline is about. */
  readonly since: string | null;
}

/** A variable's unknown text, or a known one. */
export type Operand = { readonly variable: string } | { readonly text: string };

export class AtomTable {
  readonly #atoms: Atom[] = [];
  readonly #index = new Map<string, number>();

  /** The number of an atom; equal atoms have the same. */
  indexOf(atom: Atom): number {
    const key = keyOf(atom);
    let index = this.#index.get(key);
    if (index === undefined) {
      index = this.#atoms.push(atom) - 1;
      this.#index.set(key, index);
    }
    return index;
  }

  at(index: number): Atom {
    const atom = this.#atoms[index];
    if (atom === undefined) throw new Error(`there is no atom ${index}`);
    return atom;
  }
}

function keyOf(atom: Atom): string {
  return atom.kind === 'matches'
    ? JSON.stringify([atom.kind, atom.name, atom.pattern.source])
    : JSON.stringify(atom);
}
