/** Splits a `rules:if` expression into tokens as `lib/gitlab/ci/pipeline/expression/lexer.rb` does. */
import type { Range } from '../../syntax/range.js';

export type TokenKind =
  | '('
  | ')'
  | 'input'
  | 'variable'
  | 'string'
  | 'pattern'
  | 'null'
  | 'boolean'
  | '=='
  | '=~'
  | '!='
  | '!~'
  | '!'
  | '&&'
  | '||';

export interface Token extends Range {
  readonly kind: TokenKind;
  /** The name of a variable or input, the text between a string's quotes, otherwise the token as written. */
  readonly text: string;
}

export interface ExpressionError extends Range {
  /** GitLab's own words. */
  readonly message: string;
}

/** An expression of this many tokens is refused; one token less passes. */
export const MAX_TOKENS = 100;

type TokenRegExp = readonly [kind: TokenKind, regexp: RegExp];

/**
 * In GitLab's order: the first that matches wins. Each holds at most one group, the token's `text`.
 * `\s`, `\w` are ASCII in Ruby and `.` only stops at `\n`; `\b` knows all letters.
 */
const BEFORE_PATTERN: readonly TokenRegExp[] = [
  ['(', /\(/y],
  [')', /\)/y],
  ['input', /\$\[\[[ \t\r\n\f\v]*inputs\.([A-Za-z0-9_]+)[ \t\r\n\f\v]*\]\]/y],
  ['variable', /\$([A-Za-z0-9_]+)/y],
  ['string', /"([^"\n]*)"/y],
  ['string', /'([^'\n]*)'/y],
];
const AFTER_PATTERN: readonly TokenRegExp[] = [
  ['null', /null/y],
  ['boolean', /(?:true|false)(?![\p{L}\p{M}\p{Nd}\p{Pc}])/uy],
  ['==', /==/y],
  ['=~', /=~/y],
  ['!=', /!=/y],
  ['!~', /!~/y],
  ['!', /!/y],
  ['&&', /&&/y],
  ['||', /\|\|/y],
];
const SPACE = /[ \t\r\n\f\v]*/y;
const FLAGS = /[ismU]*/y;

/** The tokens, or the error that stopped the lexer. At most `MAX_TOKENS` steps, each linear in the text. */
export function tokenize(text: string): readonly Token[] | ExpressionError {
  const tokens: Token[] = [];
  let offset = 0;
  for (let count = 0; count < MAX_TOKENS; count++) {
    offset = endOf(SPACE, text, offset) ?? offset;
    if (offset >= text.length) return tokens;
    const token = readToken(text, offset);
    if (token === null) return { message: 'Unknown lexeme found!', start: offset, end: text.length };
    tokens.push(token);
    offset = token.end;
  }
  const last = tokens.at(-1);
  return { message: 'Too many tokens!', start: last?.start ?? 0, end: text.length };
}

function readToken(text: string, start: number): Token | null {
  return (
    readByTable(BEFORE_PATTERN, text, start) ??
    readPattern(text, start) ??
    readByTable(AFTER_PATTERN, text, start)
  );
}

function readByTable(table: readonly TokenRegExp[], text: string, start: number): Token | null {
  for (const [kind, regexp] of table) {
    regexp.lastIndex = start;
    const match = regexp.exec(text);
    if (match !== null) return { kind, text: match[1] ?? match[0], start, end: regexp.lastIndex };
  }
  return null;
}

function readPattern(text: string, start: number): Token | null {
  if (text[start] !== '/') return null;
  const close = findPatternEnd(text, start);
  if (close === null) return null;
  const end = endOf(FLAGS, text, close) ?? close;
  return { kind: 'pattern', text: text.slice(start, end), start, end };
}

/**
 * The offset after the closing slash of a pattern, in one pass. GitLab's `\/([^\/]|\\\/)+[^\\]\/` needs two
 * characters in between, of which the last is no backslash but may be a slash: `/a/` is none, `/ab//` is one.
 */
function findPatternEnd(text: string, start: number): number | null {
  let from = start + 1;
  for (;;) {
    const slash = text.indexOf('/', from);
    if (slash === -1 || slash === start + 1) return null;
    if (text[slash + 1] === '/') return slash + 2;
    if (slash === from) return null;
    if (text[slash - 1] !== '\\') return isOneCharacter(text, start + 1, slash) ? null : slash + 1;
    from = slash + 1;
  }
}

/** True when the stretch is a single character for Ruby, which counts code points. */
function isOneCharacter(text: string, start: number, end: number): boolean {
  return end - start === ((text.codePointAt(start) ?? 0) > 0xffff ? 2 : 1);
}

function endOf(regexp: RegExp, text: string, start: number): number | null {
  regexp.lastIndex = start;
  return regexp.test(text) ? regexp.lastIndex : null;
}
