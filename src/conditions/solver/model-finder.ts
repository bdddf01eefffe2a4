/** Finds a pipeline in which a function of atoms is true, or false. */
import { isMatch } from '../expression/value.js';
import type { Atom, Operand } from './atom.js';
import { type Bdd, FALSE, OVERFLOW, TRUE } from './bdd.js';
import { isContradiction } from './changed-paths.js';
import { chooseChanges, decidedGlobs } from './decided-changes.js';
import { domainOf } from './domain.js';
import { Model } from './model.js';
import type { Reader } from './reading.js';
import { RELATIONS } from './related-variables.js';
import type { TextConditions, TextSolver } from './text.js';
import { type Decision, TextGroups } from './text-groups.js';

export type ModelAnswer =
  | { readonly kind: 'found'; readonly model: Model }
  | { readonly kind: 'none' }
  | { readonly kind: 'unknown' };

type Possibility = 'yes' | 'no' | 'unknown';

const NONE: ModelAnswer = { kind: 'none' };
const UNKNOWN: ModelAnswer = { kind: 'unknown' };
const MAX_STEPS = 5_000;
const MAX_MODELS = 64;

/** Walks the diagram and keeps only ways on which all that is asked of a text can be true of one text. */
export class ModelFinder {
  readonly #reader: Reader;
  readonly #texts: TextSolver;
  readonly #answers: Readonly<Record<'true' | 'false', Map<Bdd, ModelAnswer>>> = {
    true: new Map(),
    false: new Map(),
  };
  readonly #possible = new Map<string, Possibility>();
  /** Pipelines that answered earlier questions; most questions are answered by one of them. */
  readonly #models: Model[] = [];
  #steps = 0;

  constructor(reader: Reader, texts: TextSolver) {
    this.#reader = reader;
    this.#texts = texts;
  }

  /** A pipeline in which the function has the value. Each question is answered once. */
  find(bdd: Bdd, value: boolean): ModelAnswer {
    const answers = this.#answers[`${value}`];
    let answer = answers.get(bdd);
    if (answer === undefined) {
      answer = this.#recall(bdd, value) ?? this.#searchAnew(bdd, value);
      answers.set(bdd, answer);
    }
    return answer;
  }

  /** A text that the variable may have if nothing else is asked of it. */
  anyText(name: string): string {
    const answer = this.#texts.solve(domainOf(name, this.#reader.declarations));
    return answer.kind === 'found' ? answer.text : 'x';
  }

  #recall(bdd: Bdd, value: boolean): ModelAnswer | null {
    const wanted = value ? TRUE : FALSE;
    const model = this.#models.find(candidate => candidate.evaluate(this.#reader.store, bdd) === wanted);
    return model === undefined ? null : { kind: 'found', model };
  }

  #searchAnew(bdd: Bdd, value: boolean): ModelAnswer {
    this.#steps = 0;
    const answer = this.#search(bdd, value ? TRUE : FALSE, []);
    if (answer.kind === 'found') {
      if (this.#models.length >= MAX_MODELS) this.#models.shift();
      this.#models.push(answer.model);
    }
    return answer;
  }

  #search(bdd: Bdd, wanted: Bdd, decisions: Decision[]): ModelAnswer {
    if (bdd === OVERFLOW || ++this.#steps > MAX_STEPS) return UNKNOWN;
    if (bdd === wanted) return this.#complete(decisions);
    if (bdd === TRUE || bdd === FALSE) return NONE;
    const { store, atoms } = this.#reader;
    const index = store.atomOf(bdd);
    const atom = atoms.at(index);
    let isUnknown = false;
    for (const value of [false, true]) {
      const rest = value ? store.high(bdd) : store.low(bdd);
      if (rest !== wanted && (rest === TRUE || rest === FALSE)) continue;
      decisions.push({ index, atom, value });
      const possible = this.#isPossible(atom, decisions);
      const answer =
        possible === 'yes' ? this.#search(rest, wanted, decisions) : possible === 'no' ? NONE : UNKNOWN;
      decisions.pop();
      if (answer.kind === 'found') return answer;
      isUnknown ||= answer.kind === 'unknown';
    }
    return isUnknown ? UNKNOWN : NONE;
  }

  /** Whether the last decision agrees with those before it, as far as single texts go. */
  #isPossible(atom: Atom, decisions: readonly Decision[]): Possibility {
    if (atom.kind === 'changes')
      return isContradiction(...decidedGlobs(decisions, atom.since)) ? 'no' : 'yes';
    const names = atom.kind === 'same' ? [atom.left, atom.right] : 'name' in atom ? [atom.name] : [];
    for (const name of [
      ...names,
      ...RELATIONS.flatMap(({ base, derived }) => (names.includes(base) ? derived : [])),
    ]) {
      const possible = this.#isTextPossible(name, decisions);
      if (possible !== 'yes') return possible;
    }
    return 'yes';
  }

  #isTextPossible(name: string, decisions: readonly Decision[]): Possibility {
    const base = baseOf(name);
    const relevant = decisions.filter(
      ({ atom }) => atom.kind === 'same' || ('name' in atom && (atom.name === name || atom.name === base)),
    );
    if (this.#leavesMany(name, relevant)) return 'yes';
    const isAlone = relevant.every(({ atom }) => atom.kind !== 'same');
    const asked = isAlone ? relevant : decisions;
    const key = `${name} ${asked.map(({ index, value }) => (value ? index : ~index)).join()}`;
    let possible = this.#possible.get(key);
    if (possible === undefined) {
      const { kind } = this.#texts.solve(this.#conditions(new TextGroups(asked), name));
      possible = kind === 'found' ? 'yes' : kind === 'none' ? 'no' : 'unknown';
      this.#possible.set(key, possible);
    }
    return possible;
  }

  /** True when only some texts are ruled out of endlessly many. */
  #leavesMany(name: string, relevant: readonly Decision[]): boolean {
    return (
      domainOf(name, this.#reader.declarations).allowed === null &&
      relevant.every(({ atom, value }) => atom.kind === 'equals' && atom.name === name && !value)
    );
  }

  /** All that is asked of the text of a variable and of those that hold the same. */
  #conditions(groups: TextGroups, name: string): TextConditions {
    const domain = (member: string): TextConditions => domainOf(member, this.#reader.declarations);
    const asked = groups.conditionsOf(name, member => followed(domain(member), member, groups));
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
    if (!this.#relate(groups, texts) || !this.#chooseMatches(decisions, texts)) return UNKNOWN;
    const changes = chooseChanges(decisions);
    if (changes === null) return UNKNOWN;
    const model = new Model(this.#reader.atoms, decisions, texts, changes, name => this.anyText(name));
    return model.agrees(decisions) ? { kind: 'found', model } : UNKNOWN;
  }

  /** Makes texts fit together of which one follows from the other, changing either. */
  #relate(groups: TextGroups, texts: Map<string, string>): boolean {
    return RELATIONS.every(({ derived, base, derive, suggest }) => {
      const derivedText = texts.get(derived);
      const baseText = texts.get(base);
      if (derivedText === undefined || baseText === undefined || derive(baseText) === derivedText)
        return true;
      if (this.#isAllowed(groups, derived, derive(baseText))) {
        texts.set(derived, derive(baseText));
        return true;
      }
      const suggestion = suggest(derivedText, baseText);
      if (derive(suggestion) !== derivedText || !this.#isAllowed(groups, base, suggestion)) return false;
      texts.set(base, suggestion);
      return true;
    });
  }

  #isAllowed(groups: TextGroups, name: string, text: string): boolean {
    const conditions = this.#conditions(groups, name);
    if (conditions.allowed !== null && !conditions.allowed.includes(text)) return false;
    return this.#texts.solve({ ...conditions, allowed: [text] }).kind === 'found';
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

function baseOf(name: string): string | undefined {
  return RELATIONS.find(({ derived }) => derived === name)?.base;
}

/** Only the text that follows from the base's is left, where that is known. */
function followed(conditions: TextConditions, name: string, groups: TextGroups): TextConditions {
  const relation = RELATIONS.find(({ derived }) => derived === name);
  const base = relation === undefined ? null : groups.fixedText(relation.base);
  if (relation === undefined || base === null) return conditions;
  const text = relation.derive(base);
  return { ...conditions, allowed: conditions.allowed?.filter(allowed => allowed === text) ?? [text] };
}
