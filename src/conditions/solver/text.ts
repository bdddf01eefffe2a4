/** Finds a text that meets conditions, or proves that there is none. */
import type { Pattern } from '../pattern.js';
import { Automaton, FOUND, LOST, type State } from './automaton.js';

export interface TextConditions {
  /** The only texts that are allowed, if they are counted. */
  readonly allowed: readonly string[] | null;
  readonly excluded: readonly string[];
  readonly matching: readonly Pattern[];
  readonly missing: readonly Pattern[];
}

export type TextAnswer =
  | { readonly kind: 'found'; readonly text: string }
  | { readonly kind: 'none' }
  /** The search became too large. */
  | { readonly kind: 'unknown' };

const NONE: TextAnswer = { kind: 'none' };
const UNKNOWN: TextAnswer = { kind: 'unknown' };
const MAX_STATES = 20_000;
const MAX_STEPS = 400_000;
const MAX_GUESSES = 200;
const FIRST_GUESSES: readonly string[] = ['x', 'y', 'z', 'main', 'feature/x', '1', 'v1.0.0'];
const MAX_ALPHABET = 3_000;

/** Answers each question once. Texts are the shortest, of plain letters where that is possible. */
export class TextSolver {
  readonly #answers = new Map<string, TextAnswer>();
  /** Texts that were found, which often answer the next question too. */
  readonly #found = new Set<string>(FIRST_GUESSES);

  solve(conditions: TextConditions): TextAnswer {
    const { allowed, excluded, matching, missing } = conditions;
    const key = JSON.stringify([
      allowed,
      [...excluded].sort(),
      matching.map(pattern => pattern.source).sort(),
      missing.map(pattern => pattern.source).sort(),
    ]);
    let answer = this.#answers.get(key);
    if (answer === undefined) {
      answer = allowed === null ? this.#guess(conditions) : pick(allowed, conditions);
      this.#answers.set(key, answer);
    }
    return answer;
  }

  #guess(conditions: TextConditions): TextAnswer {
    const guess = pick([...this.#found], conditions);
    if (guess.kind === 'found') return guess;
    const answer = this.#search(conditions);
    if (answer.kind === 'found' && this.#found.size < MAX_GUESSES) this.#found.add(answer.text);
    return answer;
  }

  #search(conditions: TextConditions): TextAnswer {
    return searchWith(automatonOf, conditions) ?? searchWith(renewAutomaton, conditions) ?? UNKNOWN;
  }
}

/** Each pattern's automaton, as far as earlier questions have built it, whoever asked them. */
const automata = new WeakMap<Pattern, Automaton>();

function automatonOf(pattern: Pattern): Automaton {
  return automata.get(pattern) ?? renewAutomaton(pattern);
}

function renewAutomaton(pattern: Pattern): Automaton {
  const automaton = new Automaton(pattern);
  automata.set(pattern, automaton);
  return automaton;
}

/** Null when an automaton became too large, which may be the fault of earlier questions. */
function searchWith(
  automatonFor: (pattern: Pattern) => Automaton,
  { excluded, matching, missing }: TextConditions,
): TextAnswer | null {
  const required = matching.map(automatonFor);
  const forbidden = missing.map(automatonFor);
  const all = [...required, ...forbidden];
  const alphabet = findAlphabet(all, excluded);
  if (alphabet.length > MAX_ALPHABET) return UNKNOWN;
  const answer = searchBreadthFirst({ required, forbidden, excluded: prefixTree(excluded), alphabet });
  return all.some(automaton => automaton.overflow) ? null : answer;
}

function pick(allowed: readonly string[], { excluded, matching, missing }: TextConditions): TextAnswer {
  const text = allowed.find(
    candidate =>
      !excluded.includes(candidate) &&
      matching.every(pattern => pattern.test(candidate)) &&
      !missing.some(pattern => pattern.test(candidate)),
  );
  return text === undefined ? NONE : { kind: 'found', text };
}

interface Search {
  readonly required: readonly Automaton[];
  readonly forbidden: readonly Automaton[];
  readonly excluded: PrefixTree;
  readonly alphabet: readonly number[];
}

interface Reached {
  readonly states: readonly State[];
  /** The node of the excluded texts that was reached, null off all of them. */
  readonly node: PrefixTree | null;
  readonly previous: Reached | null;
  readonly rune: number;
}

function searchBreadthFirst(search: Search): TextAnswer {
  const automata = [...search.required, ...search.forbidden];
  const start: Reached = {
    states: automata.map(automaton => automaton.start),
    node: search.excluded,
    previous: null,
    rune: 0,
  };
  if (start.states.some((state, at) => isHopeless(search, state, at))) return NONE;
  const seen = new Set([keyOf(start)]);
  const queue = [start];
  let steps = 0;
  for (let index = 0; index < queue.length; index++) {
    const current = queue[index] as Reached;
    if (isAccepted(search, current)) return { kind: 'found', text: textOf(current) };
    for (const rune of search.alphabet) {
      if (++steps > MAX_STEPS || queue.length > MAX_STATES) return UNKNOWN;
      const states = stepAll(search, automata, current.states, rune);
      if (states === null) continue;
      const node = current.node?.children.get(rune) ?? null;
      const next: Reached = { states, node, previous: current, rune };
      const key = keyOf(next);
      if (seen.has(key)) continue;
      seen.add(key);
      queue.push(next);
    }
  }
  return NONE;
}

/** Null when no text that goes on like this is accepted. The last automata are asked first: they come from conditions. */
function stepAll(
  search: Search,
  automata: readonly Automaton[],
  states: readonly State[],
  rune: number,
): readonly State[] | null {
  const next = [...states];
  for (let at = automata.length - 1; at >= 0; at--) {
    const state = automata[at]?.step(states[at] ?? LOST, rune) ?? LOST;
    if (isHopeless(search, state, at)) return null;
    next[at] = state;
  }
  return next;
}

function isHopeless({ required }: Search, state: State, at: number): boolean {
  return state === (at < required.length ? LOST : FOUND);
}

function isAccepted({ required, forbidden }: Search, { states, node }: Reached): boolean {
  if (node?.isEnd) return false;
  const accepts = (automaton: Automaton | undefined, at: number): boolean =>
    automaton?.accepts(states[at] ?? LOST) ?? false;
  return (
    required.every((automaton, at) => accepts(automaton, at)) &&
    !forbidden.some((automaton, at) => accepts(automaton, required.length + at))
  );
}

function keyOf({ states, node }: Reached): string {
  return `${node?.id ?? ''}:${states.join()}`;
}

function textOf(reached: Reached): string {
  const runes: number[] = [];
  for (let at: Reached = reached; at.previous !== null; at = at.previous) runes.push(at.rune);
  return runes
    .reverse()
    .map(rune => String.fromCodePoint(rune))
    .join('');
}

interface PrefixTree {
  readonly id: number;
  readonly children: Map<number, PrefixTree>;
  isEnd: boolean;
}

function prefixTree(texts: readonly string[]): PrefixTree {
  let count = 0;
  const create = (): PrefixTree => ({ id: count++, children: new Map(), isEnd: false });
  const root = create();
  for (const text of texts) {
    let node = root;
    for (const character of text) {
      const rune = character.codePointAt(0) ?? 0;
      const child = node.children.get(rune) ?? create();
      node.children.set(rune, child);
      node = child;
    }
    node.isEnd = true;
  }
  return root;
}

const MAX_RUNE = 0x10ffff;
/** Readable first. The order decides which of the shortest texts is found. */
const PREFERRED: readonly number[] = [
  ...'xabcdefghijklmnopqrstuvwyz0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-_./ ',
].map(character => character.codePointAt(0) ?? 0);

/** One character for each stretch of code points that no automaton and no excluded text tells apart. */
function findAlphabet(automata: readonly Automaton[], excluded: readonly string[]): readonly number[] {
  const bounds = new Set([0, 0xd800, 0xe000]);
  for (const automaton of automata) for (const bound of automaton.boundaries()) bounds.add(bound);
  for (const character of new Set(excluded.join(''))) {
    const rune = character.codePointAt(0) ?? 0;
    bounds.add(rune).add(rune + 1);
  }
  const starts = [...bounds].filter(bound => bound <= MAX_RUNE).sort((a, b) => a - b);
  const chosen = new Map<number, number>();
  for (const rune of PREFERRED) {
    const stretch = stretchOf(starts, rune);
    if (!chosen.has(stretch)) chosen.set(stretch, rune);
  }
  for (const [stretch, first] of starts.entries()) {
    if (!chosen.has(stretch) && (first < 0xd800 || first >= 0xe000)) {
      const last = (starts[stretch + 1] ?? MAX_RUNE + 1) - 1;
      chosen.set(stretch, Math.min(Math.max(first, 0x21), last));
    }
  }
  return [...chosen.values()];
}

function stretchOf(starts: readonly number[], rune: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] ?? 0) <= rune) low = middle;
    else high = middle - 1;
  }
  return low;
}
