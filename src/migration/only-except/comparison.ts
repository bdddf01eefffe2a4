/** Comparisons of predefined variables, the bricks of the conditions that refs become. */
import { tokenize } from '../../conditions/expression/lexer.js';
import { compilePattern, splitPattern } from '../../conditions/pattern.js';

/** One comparison, as it stands in a `rules:if`, and its opposite. */
export interface Comparison {
  /** As it can stand beside `||`. */
  readonly text: string;
  /** As it can stand by itself and beside `&&`. */
  readonly bare: string;
  readonly negated: string;
  /** The variable that is asked. */
  readonly name: string;
  /** True for `=~`. */
  readonly isPattern: boolean;
}

export function isSet(name: string): Comparison {
  return comparison(name, `$${name}`, `$${name} == null`);
}

export function equals(name: string, value: string): Comparison {
  const quote = value.includes('"') ? "'" : '"';
  // Strings of expressions know no escapes; a name with both quotes is written as a pattern.
  if (value.includes(quote)) return matches(name, `/^${value.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&')}$/`);
  const text = quote + value + quote;
  return comparison(name, `$${name} == ${text}`, `$${name} != ${text}`);
}

/** `written` is a pattern of `only`. One that matches empty text would match a variable that is not set. */
export function matches(name: string, written: string): Comparison {
  const pattern = rulesPattern(written);
  const text = `$${name} =~ ${pattern}`;
  const plain = { ...comparison(name, text, `$${name} !~ ${pattern}`), isPattern: true };
  if (compilePattern(written)?.test('') !== true) return plain;
  const guarded = `$${name} && ${text}`;
  return { ...plain, text: `(${guarded})`, bare: guarded, negated: `($${name} == null || ${plain.negated})` };
}

function comparison(name: string, text: string, negated: string): Comparison {
  return { text, bare: text, negated, name, isPattern: false };
}

/**
 * A pattern of `only` as `rules:if` can read it: slashes escaped, and in brackets where GitLab's lexer would not see
 * its end, as that of `/x/`, which is too short for it.
 */
function rulesPattern(written: string): string {
  const { body, flags } = splitPattern(written) ?? { body: written, flags: '' };
  const escaped = body.replace(/\\[\s\S]|\//g, part => (part === '/' ? '\\/' : part));
  const plain = `/${escaped}/${flags}`;
  return isOneToken(plain) ? plain : `/(${escaped})/${flags}`;
}

function isOneToken(text: string): boolean {
  const tokens = tokenize(text);
  return Array.isArray(tokens) && tokens.length === 1 && tokens[0]?.text === text;
}
