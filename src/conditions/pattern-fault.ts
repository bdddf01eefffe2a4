/** Why RE2 refuses a pattern, for people who know the regular expressions of other languages. */
import { RE2JS } from 're2js';
import type { Range } from '../syntax/range.js';
import { compilePattern, splitPattern } from './pattern.js';

/** `reason` completes "RE2 refuses it: …"; the range is that of the culprit in the text, the slashes counted. */
export interface PatternFault extends Range {
  readonly reason: string;
}

const LONGEST = 2_000;

/** What RE2 leaves out on purpose, because it would cost more than linear time, and what people write by mistake. */
const CONSTRUCTS: readonly (readonly [RegExp, string])[] = [
  [/\(\?=/, 'it has no lookahead `(?=…)`'],
  [/\(\?!/, 'it has no negative lookahead `(?!…)`'],
  [/\(\?<=/, 'it has no lookbehind `(?<=…)`'],
  [/\(\?<!/, 'it has no negative lookbehind `(?<!…)`'],
  [/\(\?>/, 'it has no atomic groups `(?>…)`'],
  [/\(\?\(/, 'it has no conditions `(?(…)…)`'],
  [/\(\?#/, 'it has no comments `(?#…)`'],
  [/\\[1-9]/, 'it has no backreferences such as `\\1`'],
  [/\\k<[^>]*>?/, 'it has no backreferences such as `\\k<name>`'],
  [/[*+?}]\+/, 'it has no possessive repetition such as `*+`'],
  [/\\[hHRXGKZ]/, 'it does not know this escape'],
  [/^[*+?]/, 'there is nothing to repeat before it'],
  [/[*+]{2,}/, 'one repetition cannot be repeated'],
];

/** An escape, or a whole character class: what the constructs above do not mean inside. */
const OPAQUE = /\\\\|\[\^?\]?(?:\\[\s\S]|[^\]\\])*\]/g;

/** Null for a text that is not written `/…/`, and for one that RE2 accepts. */
export function patternFault(text: string): PatternFault | null {
  const parts = splitPattern(text);
  if (parts === null || compilePattern(text) !== null) return null;
  const open = text.indexOf(`/${parts.body}/`);
  const whole = { start: 0, end: text.length };
  if (open < 0 || text.length > LONGEST) return { ...whole, reason: 'it is too large' };
  const visible = parts.body.replace(OPAQUE, piece => '_'.repeat(piece.length));
  for (const [construct, reason] of CONSTRUCTS) {
    const found = construct.exec(visible);
    if (found === null) continue;
    const start = open + 1 + found.index;
    return { start, end: start + found[0].length, reason };
  }
  return { ...whole, reason: refusalOf(parts.body) };
}

function refusalOf(body: string): string {
  try {
    RE2JS.compile(body);
  } catch (error) {
    const words = error instanceof Error ? error.message.replace(/^error parsing regexp: /, '') : '';
    if (words !== '') return words.replace(/: `[\s\S]*$/, '');
  }
  return 'it is too large';
}
