/** Patterns as automata that read a text one character at a time, so that several can be run side by side. */
import type { Instruction, Pattern, Program } from '../pattern.js';

/** A state of the automaton. In `FOUND` the pattern has matched, in `LOST` it never will. */
export type State = number;
export const FOUND: State = 0;
export const LOST: State = 1;

const ALTERNATIVE = 1;
const ALTERNATIVE_MATCH = 2;
const EMPTY_WIDTH = 4;
const FAIL = 5;
const MATCH = 6;
const FIRST_RUNE = 8;
const ANY = 10;
const ANY_NOT_NEWLINE = 11;
const LAST_RUNE = 11;

const BEGIN_LINE = 1;
const END_LINE = 2;
const BEGIN_TEXT = 4;
const END_TEXT = 8;
const WORD_BOUNDARY = 16;
const NO_WORD_BOUNDARY = 32;

/** Stands for "no character": before the first and after the last. */
const NONE = -1;
const NEWLINE = 10;
const MAX_STATES = 5_000;

interface StateInfo {
  /** Instructions that wait for the next character, before empty widths are passed. */
  readonly waiting: readonly number[];
  /** The last character as far as empty widths ask for it: none, newline, a word character or another one. */
  readonly last: number;
  readonly next: Map<number, State>;
  accepts: boolean | undefined;
}

/** The deterministic automaton of a search, built as far as it is walked. */
export class Automaton {
  readonly start: State;
  /** True once the automaton grew too large; its answers then mean nothing. */
  overflow = false;
  readonly #program: Program | null;
  readonly #states: StateInfo[] = [];
  readonly #index = new Map<string, State>();
  readonly #anchored: boolean;
  #boundaries: ReadonlySet<number> | undefined;

  constructor(pattern: Pattern) {
    this.#program = pattern.program();
    this.#states.push(stateInfo([], NONE), stateInfo([], NONE));
    this.#anchored = this.#program !== null && startsAtText(this.#program);
    this.start = this.#program === null ? LOST : this.#stateOf([this.#program.start], NONE);
  }

  /** The state after one more character (a code point). */
  step(state: State, rune: number): State {
    const info = this.#states[state];
    if (state <= LOST || info === undefined || this.#program === null) return state;
    const known = info.next.get(rune);
    if (known !== undefined) return known;
    const next = this.#compute(this.#program, info, rune);
    info.next.set(rune, next);
    return next;
  }

  /** Whether a text that ends in this state matches. */
  accepts(state: State): boolean {
    const info = this.#states[state];
    if (state <= LOST || info === undefined || this.#program === null) return state === FOUND;
    info.accepts ??= this.#closure(this.#program, info, NONE) === null;
    return info.accepts;
  }

  /** The code points at which characters begin to be treated differently. */
  boundaries(): ReadonlySet<number> {
    if (this.#boundaries === undefined) {
      const boundaries = new Set<number>();
      for (const instruction of this.#program?.inst ?? []) addBoundaries(instruction, boundaries);
      this.#boundaries = boundaries;
    }
    return this.#boundaries;
  }

  #compute(program: Program, info: StateInfo, rune: number): State {
    const runes = this.#closure(program, info, rune);
    if (runes === null) return FOUND;
    const waiting = new Set<number>();
    for (const pc of runes) {
      const instruction = program.inst[pc];
      if (instruction !== undefined && matches(instruction, rune)) waiting.add(instruction.out);
    }
    if (!this.#anchored) waiting.add(program.start);
    return this.#stateOf([...waiting], kindOf(rune));
  }

  /** The character instructions that can be reached before `next`, or null when a match is. */
  #closure(program: Program, info: StateInfo, next: number): ReadonlySet<number> | null {
    const runes = new Set<number>();
    const seen = new Set<number>();
    const open = [...info.waiting];
    for (let pc = open.pop(); pc !== undefined; pc = open.pop()) {
      const instruction = program.inst[pc];
      if (seen.has(pc) || instruction === undefined) continue;
      seen.add(pc);
      const { op, out, arg } = instruction;
      if (op === MATCH) return null;
      if (op >= FIRST_RUNE && op <= LAST_RUNE) runes.add(pc);
      else if (op === ALTERNATIVE || op === ALTERNATIVE_MATCH) open.push(out, arg);
      else if (op === EMPTY_WIDTH ? isPassed(arg, info.last, next) : op !== FAIL) open.push(out);
    }
    return runes;
  }

  #stateOf(waiting: readonly number[], last: number): State {
    if (waiting.length === 0) return LOST;
    const sorted = [...waiting].sort((a, b) => a - b);
    const key = `${last}:${sorted.join()}`;
    let state = this.#index.get(key);
    if (state === undefined) {
      if (this.#states.length >= MAX_STATES) {
        this.overflow = true;
        return LOST;
      }
      state = this.#states.push(stateInfo(sorted, last)) - 1;
      this.#index.set(key, state);
    }
    return state;
  }
}

function stateInfo(waiting: readonly number[], last: number): StateInfo {
  return { waiting, last, next: new Map(), accepts: undefined };
}

/** True when the search can only begin at the start of the text, so that it may be lost for good. */
function startsAtText(program: Program): boolean {
  let instruction = program.inst[program.start];
  for (let steps = 0; instruction !== undefined && steps < program.inst.length; steps++) {
    const { op, arg, out } = instruction;
    if (op === EMPTY_WIDTH && (arg & BEGIN_TEXT) !== 0) return true;
    if (op !== 3 && op !== 7) return false;
    instruction = program.inst[out];
  }
  return false;
}

function matches(instruction: Instruction, rune: number): boolean {
  if (instruction.op === ANY) return true;
  return instruction.op === ANY_NOT_NEWLINE ? rune !== NEWLINE : instruction.matchRune(rune);
}

function isPassed(conditions: number, last: number, next: number): boolean {
  const boundary = isWord(last) !== isWord(next);
  const holding =
    (last === NONE ? BEGIN_TEXT | BEGIN_LINE : 0) |
    (last === NEWLINE ? BEGIN_LINE : 0) |
    (next === NONE ? END_TEXT | END_LINE : 0) |
    (next === NEWLINE ? END_LINE : 0) |
    (boundary ? WORD_BOUNDARY : NO_WORD_BOUNDARY);
  return (conditions & ~holding) === 0;
}

function isWord(rune: number): boolean {
  return (
    (rune >= 48 && rune <= 57) || (rune >= 65 && rune <= 90) || rune === 95 || (rune >= 97 && rune <= 122)
  );
}

/** One character for all that empty widths cannot tell apart. */
function kindOf(rune: number): number {
  if (rune === NEWLINE) return NEWLINE;
  return isWord(rune) ? 97 : 32;
}

const WORD_BOUNDARIES: readonly number[] = [48, 58, 65, 91, 95, 96, 97, 123];

function addBoundaries({ op, runes }: Instruction, boundaries: Set<number>): void {
  if (op === ANY_NOT_NEWLINE || op === EMPTY_WIDTH) {
    for (const boundary of [NEWLINE, NEWLINE + 1, ...WORD_BOUNDARIES]) boundaries.add(boundary);
  }
  if (op < FIRST_RUNE || op >= ANY) return;
  if (runes.length === 1) {
    for (const rune of foldings(runes[0] ?? 0)) boundaries.add(rune).add(rune + 1);
    return;
  }
  for (let index = 0; index + 1 < runes.length; index += 2) {
    boundaries.add(runes[index] ?? 0).add((runes[index + 1] ?? 0) + 1);
  }
}

/** The characters that may equal one when case is ignored; K and S have a third form. */
function foldings(rune: number): readonly number[] {
  const text = String.fromCodePoint(rune);
  const forms = [text, text.toLowerCase(), text.toUpperCase()];
  if (/[kK\u212a]/.test(text)) forms.push('k', 'K', '\u212a');
  if (/[sS\u017f]/.test(text)) forms.push('s', 'S', '\u017f');
  return forms.filter(form => [...form].length === 1).map(form => form.codePointAt(0) ?? 0);
}
