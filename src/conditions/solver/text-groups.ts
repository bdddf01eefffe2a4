import type { Atom } from './atom.js';
import type { TextConditions } from './text.js';

/** An answer to an atom. */
export interface Decision {
  /** The atom's number. */
  readonly index: number;
  readonly atom: Atom;
  readonly value: boolean;
}

/** Which variables hold the same text by the decisions, and what these ask of it. */
export class TextGroups {
  readonly #decisions: readonly Decision[];
  readonly #leaders = new Map<string, string>();

  constructor(decisions: readonly Decision[]) {
    this.#decisions = decisions;
    for (const { atom, value } of decisions) {
      if (atom.kind === 'same' && value) this.#leaders.set(this.#leader(atom.left), this.#leader(atom.right));
    }
  }

  #leader(name: string): string {
    let leader = name;
    for (
      let next = this.#leaders.get(leader);
      next !== undefined && next !== leader;
      next = this.#leaders.get(leader)
    ) {
      leader = next;
    }
    return leader;
  }

  #isSame(a: string, b: string): boolean {
    return a === b || this.#leader(a) === this.#leader(b);
  }

  /** The variables of which a text is asked, those with a known text first. */
  names(): readonly string[] {
    const names = new Set<string>();
    for (const { atom } of this.#decisions) {
      if (atom.kind === 'equals' || atom.kind === 'matches') names.add(atom.name);
      if (atom.kind === 'same') names.add(atom.left).add(atom.right);
    }
    return [...names].sort((a, b) => Number(this.fixedText(b) !== null) - Number(this.fixedText(a) !== null));
  }

  members(name: string): readonly string[] {
    return [name, ...this.names().filter(other => other !== name && this.#isSame(other, name))];
  }

  /** The text that a decision says the variable has, if one does. */
  fixedText(name: string): string | null {
    for (const { atom, value } of this.#decisions) {
      if (value && atom.kind === 'equals' && this.#isSame(atom.name, name)) return atom.text;
    }
    return null;
  }

  /** Variables whose text must be another one. */
  differing(name: string): readonly string[] {
    return this.#decisions.flatMap(({ atom, value }) => {
      if (atom.kind !== 'same' || value) return [];
      if (this.#isSame(atom.left, name)) return [atom.right];
      return this.#isSame(atom.right, name) ? [atom.left] : [];
    });
  }

  conditionsOf(name: string, domain: (name: string) => TextConditions): TextConditions {
    let { allowed, excluded, matching, missing } = domain(name);
    for (const member of this.members(name).slice(1)) {
      const other = domain(member);
      allowed = intersect(allowed, other.allowed);
      excluded = [...excluded, ...other.excluded];
      matching = [...matching, ...other.matching];
      missing = [...missing, ...other.missing];
    }
    for (const { atom, value } of this.#decisions) {
      if ((atom.kind !== 'equals' && atom.kind !== 'matches') || !this.#isSame(atom.name, name)) continue;
      if (atom.kind === 'matches') {
        if (value) matching = [...matching, atom.pattern];
        else missing = [...missing, atom.pattern];
      } else if (value) allowed = intersect(allowed, [atom.text]);
      else excluded = [...excluded, atom.text];
    }
    return { allowed, excluded, matching, missing };
  }
}

function intersect(a: readonly string[] | null, b: readonly string[] | null): readonly string[] | null {
  if (a === null || b === null) return a ?? b;
  return a.filter(text => b.includes(text));
}
