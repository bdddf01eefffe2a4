/** Finds a pipeline in which a function of atoms is true. */
import { isMatch } from '../expression/value.js';
import type { Atom, Operand } from './atom.js';
import { type Bdd, FALSE, OVERFLOW, TRUE } from './bdd.js';
import { findChangedPaths, isContradiction } from './changed-paths.js';
import { domainOf } from './domain.js';
import type { Reader } from './reading.js';
import type { TextConditions, TextSolver } from './text.js';

/** Answers to atoms, and texts and paths by which they come about. */
export interface Model {
  /** Texts of variables that the function asks about. */
  readonly texts: ReadonlyMap<string, string>;
  readonly decisions: readonly Decision[];
  readonly changedPaths: readonly string[];
}

export interface Decision {
  readonly atom: Atom;
  readonly value: boolean;
}

export type ModelAnswer =
  | { readonly kind: 'found'; readonly model: Model }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

const NONE: ModelAnswer = { kind: 'none' };
const UNKNOWN: ModelAnswer = { kind: 'unknown' };
const MAX_STEPS = 5_000;

/** Walks the diagram and keeps only ways on which all that is asked of a text can be true of one text. */
export class ModelFinder {
  readonly #reader: Reader;
  readonly #texts: TextSolver;
  readonly #answers = new Map<Bdd, ModelAnswer>();
  #steps = 0;

  constructor(reader: Reader, texts: TextSolver) {
    this.#reader = reader;
    this.#texts = texts;
  }

  /** Answers each question once. */
  find(bdd: Bdd): ModelAnswer {
    let answer = this.#answers.get(bdd);
    if (answer === undefined) {
      this.#steps = 0;
      answer = this.#search(bdd, []);
      this.#answers.set(bdd, answer);
    }
    return answer;
  }

  /** A text that the variable may have if nothing else is asked of it. */
  anyText(name: string): string {
    const answer = this.#texts.solve(domainOf(name, this.#reader.declarations));
    return answer.kind === 'found' ? answer.text : 'x';
  }

  #search(bdd: Bdd, decisions: Decision[]): ModelAnswer {
    if (bdd === FALSE) return NONE;
    if (bdd === OVERFLOW || ++this.#steps > MAX_STEPS) return UNKNOWN;
    if (bdd === TRUE) return this.#complete(decisions);
    const { store, atoms } = this.#reader;
    const atom = atoms.at(store.atomOf(bdd));
    let isUnknown = false;
    for (const value of [false, true]) {
      const rest = value ? store.high(bdd) : store.low(bdd);
      if (rest === FALSE) continue;
      decisions.push({ atom, value });
      const possible = this.#isPossible(atom, decisions);
      const answer = possible === 'yes' ? this.#search(rest, decisions) : possible === 'no' ? NONE : UNKNOWN;
      decisions.pop();
      if (answer.kind === 'found') return answer;
      isUnknown ||= answer.kind === 'unknown';
    }
    return isUnknown ? UNKNOWN : NONE;
  }

  #isPossible(atom: Atom, decisions: readonly Decision[]): 'yes' | 'no' | 'unknown' {
    if (atom.kind === 'changes') return isContradiction(...decidedGlobs(decisions)) ? 'no' : 'yes';
    const names = atom.kind === 'same' ? [atom.left, atom.right] : 'name' in atom ? [atom.name] : [];
    for (const name of names) {
      const groups = new TextGroups(decisions);
      const conditions = this.#conditions(groups, name);
      const { kind } = this.#texts.solve(conditions);
      if (kind !== 'found') return kind === 'none' ? 'no' : 'unknown';
    }
    return 'yes';
  }

  /** All that is asked of the text of a variable and of those that hold the same. */
  #conditions(groups: TextGroups, name: string): TextConditions {
    const asked = groups.conditionsOf(name, member => domainOf(member, this.#reader.declarations));
    const differing = groups.differing(name).flatMap(other => groups.fixedText(other) ?? []);
    return differing.length === 0 ? asked : { ...asked, excluded: [...asked.excluded, ...differing] };
  }

  /** Chooses texts and paths. Where texts must differ, one after the other is chosen, which may fail needlessly. */
  #complete(decisions: readonly Decision[]): ModelAnswer {
    const groups = new TextGroups(decisions);
    const texts = new Map<string, string>();
    for (const name of groups.names()) {
      if (texts.has(name)) continue;
      const conditions = this.#conditions(groups, name);
      const taken = groups.differing(name).flatMap(other => texts.get(other) ?? []);
      const answer = this.#texts.solve({ ...conditions, excluded: [...conditions.excluded, ...taken] });
      if (answer.kind !== 'found') return UNKNOWN;
      for (const member of groups.members(name)) texts.set(member, answer.text);
    }
    if (!this.#chooseMatches(decisions, texts)) return UNKNOWN;
    const changedPaths = chooseChanges(decisions);
    if (changedPaths === null) return UNKNOWN;
    return { kind: 'found', model: { texts, decisions: [...decisions], changedPaths } };
  }

  /** Tries to make `=~` between unknown texts come out as decided. */
  #chooseMatches(decisions: readonly Decision[], texts: Map<string, string>): boolean {
    return decisions.every(({ atom, value }) => {
      if (atom.kind !== 'match') return true;
      const left = this.#textOf(atom.left, texts);
      const isFree = 'variable' in atom.right && !texts.has(atom.right.variable);
      const domain =
        isFree && 'variable' in atom.right ? domainOf(atom.right.variable, this.#reader.declarations) : null;
      const candidates =
        domain === null ? [this.#textOf(atom.right, texts)] : (domain.allowed ?? [left, '', 'x']);
      const right = candidates.find(candidate => isMatch(left, candidate) === value);
      if (right === undefined) return false;
      if ('variable' in atom.right) texts.set(atom.right.variable, right);
      return true;
    });
  }

  #textOf(operand: Operand, texts: Map<string, string>): string {
    if ('text' in operand) return operand.text;
    const text = texts.get(operand.variable) ?? this.anyText(operand.variable);
    texts.set(operand.variable, text);
    return text;
  }
}

function chooseChanges(decisions: readonly Decision[]): readonly string[] | null {
  const isOpen = decisions.some(({ atom }) => atom.kind === 'changes' && atom.globs === null);
  return isOpen ? null : findChangedPaths(...decidedGlobs(decisions));
}

/** The lists of globs of which one must match, and those of which none may. */
function decidedGlobs(
  decisions: readonly Decision[],
): [matched: (readonly string[])[], missed: (readonly string[])[]] {
  const matched: (readonly string[])[] = [];
  const missed: (readonly string[])[] = [];
  for (const { atom, value } of decisions) {
    if (atom.kind === 'changes' && atom.globs !== null) (value ? matched : missed).push(atom.globs);
  }
  return [matched, missed];
}

/** Which variables hold the same text by the decisions, and what these ask of it. */
class TextGroups {
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
