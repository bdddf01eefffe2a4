import { compilePattern, type Pattern, unescapeSlashes } from '../pattern.js';

/** What an expression or a part of it evaluates to. An undefined variable is null; inputs may be numbers. */
export type Value = string | number | boolean | null | Pattern;

/** The value on which GitLab's own code fails, so that the user sees an internal error. */
export const CRASH: unique symbol = Symbol('crash');

/** Ruby's truth, by which `&&` and `||` choose their operand: the empty string is true. */
export function isTruthy(value: Value): boolean {
  return value !== null && value !== false;
}

/** Rails' `present?`, by which the final value and the operand of `!` are judged: blank strings are false. */
export function isPresent(value: Value): boolean {
  if (typeof value !== 'string') return isTruthy(value);
  // The white space of Ruby's [[:space:]]: U+0085 counts, the byte order mark does not.
  return /[^\t-\r \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]/.test(value);
}

/** `==`. Booleans and strings are compared as text; a pattern on the left crashes on anything but a pattern. */
export function isEqual(left: Value, right: Value): boolean | typeof CRASH {
  if (isPattern(left)) return isPattern(right) ? left.source === right.source : CRASH;
  if (isPattern(right)) return false;
  if (typeof left === 'boolean' && typeof right === 'string') return String(left) === right;
  if (typeof left === 'string' && typeof right === 'boolean') return left === String(right);
  return left === right;
}

/**
 * `=~` with a right side that is not null or false. A string that is no valid pattern is searched for the *left* side
 * (`Lexeme::Pattern.build_and_evaluate`, then `String#scan`); `true` crashes.
 */
export function isMatch(left: Value, right: Value): boolean | typeof CRASH {
  const text = toText(left);
  if (isPattern(right)) return right.test(text);
  if (typeof right !== 'string') return CRASH;
  const pattern = compilePattern(unescapeSlashes(right));
  return pattern === null ? right.includes(text) : pattern.test(text);
}

export function isPattern(value: Value): value is Pattern {
  return typeof value === 'object' && value !== null;
}

/** Ruby's `to_s`; a pattern object shows its class and an address. */
export function toText(value: Value): string {
  if (value === null) return '';
  return isPattern(value) ? '#<Gitlab::UntrustedRegexp:0x0000000000000000>' : String(value);
}
