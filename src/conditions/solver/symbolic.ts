/**
 * Evaluates expressions for all pipelines of a type at once. It follows `expression/evaluate.ts` step by step and asks its
 * operators wherever both operands are known.
 */
import type { BinaryNode, Expression, ExpressionNode } from '../expression/node.js';
import { CRASH, isEqual, isMatch, isPresent, isTruthy, toText, type Value } from '../expression/value.js';
import { compilePattern, type Pattern, unescapeSlashes } from '../pattern.js';
import type { Atom, Operand } from './atom.js';
import { type Bdd, FALSE, TRUE } from './bdd.js';
import { domainOf, present } from './domain.js';
import type { Guarded, Reader, SymbolicValue, Unknown } from './reading.js';

/** A choice that may be GitLab's crash. */
interface Outcome {
  readonly guard: Bdd;
  readonly value: SymbolicValue | typeof CRASH;
}

/** Gives the choices for a variable's name. */
export type VariableReader = (name: string) => readonly Guarded[];

/** The pipelines in which the expression holds; where GitLab crashes it does not. */
export function holdsWhere(reader: Reader, expression: Expression, read: VariableReader): Bdd {
  const symbolic = new SymbolicEvaluation(reader, read);
  return symbolic.holds(expression.root);
}

class SymbolicEvaluation {
  readonly #reader: Reader;
  readonly #read: VariableReader;

  constructor(reader: Reader, read: VariableReader) {
    this.#reader = reader;
    this.#read = read;
  }

  holds(root: ExpressionNode): Bdd {
    const { store } = this.#reader;
    let holds: Bdd = FALSE;
    for (const { guard, value } of this.#evaluate(root)) {
      if (value !== CRASH) holds = store.or(holds, store.and(guard, this.#present(value)));
    }
    return holds;
  }

  #evaluate(node: ExpressionNode): readonly Outcome[] {
    switch (node.kind) {
      case 'variable':
        return this.#read(node.name);
      case 'string':
      case 'boolean':
        return [{ guard: TRUE, value: node.value }];
      case 'pattern':
        return [{ guard: TRUE, value: node.pattern }];
      case 'null':
      case 'input':
        return [{ guard: TRUE, value: null }];
      case 'not':
        return this.#test(this.#evaluate(node.operand), value =>
          this.#reader.store.not(this.#present(value)),
        );
      case 'binary':
        return node.operator === '&&' || node.operator === '||' ? this.#choose(node) : this.#compare(node);
    }
  }

  /** `&&` and `||`: an operand. An unknown text is as true as any. */
  #choose(node: BinaryNode): readonly Outcome[] {
    const { store } = this.#reader;
    const right = this.#evaluate(node.right);
    const result: Outcome[] = [];
    for (const left of this.#evaluate(node.left)) {
      if (left.value === CRASH || isTextOrTruthy(left.value) === (node.operator === '||')) result.push(left);
      else for (const { guard, value } of right) result.push({ guard: store.and(left.guard, guard), value });
    }
    return this.#merge(result);
  }

  #compare(node: BinaryNode): readonly Outcome[] {
    const { store } = this.#reader;
    const right = this.#evaluate(node.right);
    const result: Outcome[] = [];
    for (const { guard, value: left } of this.#evaluate(node.left)) {
      if (left === CRASH) result.push({ guard, value: CRASH });
      else {
        const both = right.map(other => ({ ...other, guard: store.and(guard, other.guard) }));
        result.push(...this.#test(both, value => this.#answer(node, left, value)));
      }
    }
    return this.#merge(result);
  }

  #answer(node: BinaryNode, left: SymbolicValue, right: SymbolicValue): Bdd | typeof CRASH {
    const isNegative = node.operator === '!=' || node.operator === '!~';
    const answer =
      node.operator === '==' || node.operator === '!='
        ? this.#equal(left, right)
        : !isUnknown(right) && !isTruthy(right)
          ? FALSE
          : this.#match(left, right);
    return isNegative && answer !== CRASH ? this.#reader.store.not(answer) : answer;
  }

  #equal(left: SymbolicValue, right: SymbolicValue): Bdd | typeof CRASH {
    if (!isUnknown(left))
      return isUnknown(right) ? this.#equalText(right, left, true) : toBdd(isEqual(left, right));
    if (!isUnknown(right)) return this.#equalText(left, right, false);
    if (left.name === right.name) return TRUE;
    const [first, second] = left.name < right.name ? [left.name, right.name] : [right.name, left.name];
    return this.#atom({ kind: 'same', left: first, right: second });
  }

  /** An unknown text against a known value. A pattern on the left crashes, on the right it equals no text. */
  #equalText(unknown: Unknown, value: Value, valueIsLeft: boolean): Bdd | typeof CRASH {
    if (typeof value === 'object' && value !== null) return valueIsLeft ? CRASH : FALSE;
    if (typeof value !== 'string' && typeof value !== 'boolean') return FALSE;
    return this.#atom({ kind: 'equals', name: unknown.name, text: String(value) });
  }

  #match(left: SymbolicValue, right: SymbolicValue): Bdd | typeof CRASH {
    if (isUnknown(right)) return this.#matchUnknown(left, right);
    if (!isUnknown(left)) return toBdd(isMatch(left, right));
    if (typeof right !== 'string') {
      return typeof right === 'object' && right !== null ? this.#matches(left, right) : CRASH;
    }
    const pattern = compilePattern(unescapeSlashes(right)) ?? partsPattern(right);
    if (pattern !== null) return this.#matches(left, pattern);
    return this.#atom({ kind: 'match', left: { variable: left.name }, right: { text: right } });
  }

  /** The values of the right side one by one if they are counted, otherwise a question of its own. */
  #matchUnknown(left: SymbolicValue, right: Unknown): Bdd | typeof CRASH {
    const { store, declarations } = this.#reader;
    const { allowed } = domainOf(right.name, declarations);
    if (allowed === null) {
      const operand: Operand = isUnknown(left) ? { variable: left.name } : { text: toText(left) };
      return this.#atom({ kind: 'match', left: operand, right: { variable: right.name } });
    }
    let matches: Bdd = FALSE;
    for (const text of allowed) {
      const answer = this.#match(left, text);
      if (answer === CRASH) return CRASH;
      const isText = this.#atom({ kind: 'equals', name: right.name, text });
      matches = store.or(matches, store.and(isText, answer));
    }
    return matches;
  }

  #present(value: SymbolicValue): Bdd {
    return isUnknown(value) ? this.#matches(value, present()) : isPresent(value) ? TRUE : FALSE;
  }

  #matches(unknown: Unknown, pattern: Pattern): Bdd {
    return this.#atom({ kind: 'matches', name: unknown.name, pattern });
  }

  #atom(atom: Atom): Bdd {
    return this.#reader.store.atom(this.#reader.atoms.indexOf(atom));
  }

  /** Each choice divided by the answer to a question. */
  #test(choices: readonly Outcome[], ask: (value: SymbolicValue) => Bdd | typeof CRASH): readonly Outcome[] {
    const { store } = this.#reader;
    const result: Outcome[] = [];
    for (const { guard, value } of choices) {
      const answer = value === CRASH ? CRASH : ask(value);
      if (answer === CRASH) result.push({ guard, value: CRASH });
      else {
        result.push({ guard: store.and(guard, answer), value: true });
        result.push({ guard: store.and(guard, store.not(answer)), value: false });
      }
    }
    return this.#merge(result);
  }

  /** Drops impossible choices and joins those of equal value. */
  #merge(choices: readonly Outcome[]): readonly Outcome[] {
    const merged = new Map<unknown, Outcome>();
    for (const { guard, value } of choices) {
      if (guard === FALSE) continue;
      const key = isUnknown(value)
        ? `unknown ${value.name}`
        : typeof value === 'string'
          ? `text ${value}`
          : value;
      const known = merged.get(key);
      merged.set(key, { guard: known ? this.#reader.store.or(known.guard, guard) : guard, value });
    }
    return [...merged.values()];
  }
}

const MAX_PARTS_LENGTH = 32;

/** The pattern of all parts of a text: what `=~` with a text that is no pattern matches. Null for long texts. */
function partsPattern(text: string): Pattern | null {
  const characters = [...text];
  if (characters.length > MAX_PARTS_LENGTH) return null;
  const parts = new Set(['']);
  for (let start = 0; start < characters.length; start++) {
    for (let end = start + 1; end <= characters.length; end++)
      parts.add(characters.slice(start, end).join(''));
  }
  const quoted = [...parts].map(part => part.replace(/[\\^$.|?*+()[\]{}/]/g, '\\$&'));
  return compilePattern(`/\\A(?:${quoted.join('|').replaceAll('\n', '\\n')})\\z/`);
}

function toBdd(answer: boolean | typeof CRASH): Bdd | typeof CRASH {
  return answer === CRASH ? CRASH : answer ? TRUE : FALSE;
}

function isTextOrTruthy(value: SymbolicValue): boolean {
  return isUnknown(value) || isTruthy(value);
}

function isUnknown(value: SymbolicValue | typeof CRASH): value is Unknown {
  return typeof value === 'object' && value !== null && value.kind === 'unknown';
}
