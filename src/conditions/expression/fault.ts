/** Why GitLab refuses an expression, in terms of what was probably meant. */
import type { Range } from '../../syntax/range.js';
import { checkExpression } from './check.js';

export type ExpressionFaultCode =
  | 'braces'
  | 'word'
  | 'number'
  | 'operator'
  | 'comparison'
  | 'quote'
  | 'short-pattern'
  | 'open-pattern'
  | 'flags'
  | 'dollar'
  | 'character'
  | 'tokens'
  | 'empty'
  | 'bracket'
  | 'operand'
  | 'adjacent'
  | 'pattern'
  | 'crash';

/** The range is that of `word`, the culprit, in the expression. */
export interface ExpressionFault extends Range {
  readonly code: ExpressionFaultCode;
  readonly word: string;
  /** What to write in the place of the word, where that is plain. */
  readonly replacement?: string;
}

const BRACES = /\$\{(\w+)\}/y;

/** What people write at a place where GitLab's lexer knows nothing; the first that fits counts. */
const LEXEMES: readonly (readonly [ExpressionFaultCode, RegExp, ((word: string) => string)?])[] = [
  ['braces', BRACES, word => `$${word.slice(2, -1)}`],
  ['dollar', /\$\S*/y],
  ['number', /[-+]?[0-9][\w.]*/y, word => `"${word}"`],
  ['operator', /and\b/iy, () => '&&'],
  ['operator', /or\b/iy, () => '||'],
  ['operator', /not\b[ \t]*/iy, () => '!'],
  ['operator', /&(?!&)/y, () => '&&'],
  ['operator', /\|(?!\|)/y, () => '||'],
  ['operator', /=(?![=~])/y, () => '=='],
  ['comparison', /<>|[<>]=?/y],
  ['word', /[\p{L}_][\p{L}\p{N}_.:-]*/uy, word => `"${word}"`],
  ['quote', /["'][^\n]*/y],
];

const PATTERN_REST = /\/[^\n]*/y;
const SHORT_PATTERN = /\/(?:[^/\n]?|\\.)\/[ismU]*(?=[\s)&|]|$)/uy;

/** Null for an expression that GitLab accepts. */
export function expressionFault(text: string): ExpressionFault | null {
  const problem = checkExpression(text);
  if (problem === null) return null;
  const { start, end } = problem;
  const at = (code: ExpressionFaultCode): ExpressionFault => ({
    code,
    word: text.slice(start, end),
    start,
    end,
  });
  if (problem.crash) return at('crash');
  switch (problem.message) {
    case 'Unknown lexeme found!':
      return unknownLexeme(text, start);
    case 'Too many tokens!':
      return at('tokens');
    case 'StatementError':
      return at('empty');
    case 'Invalid regular expression!':
      return at('pattern');
    case 'Unreachable nodes in parse tree':
      return at('adjacent');
    case 'Invalid operand':
    case 'Invalid left operand':
    case 'Empty parse tree':
      return at('operand');
    default:
      return at('bracket');
  }
}

function unknownLexeme(text: string, start: number): ExpressionFault {
  const after = text[start - 1] === '/' ? match(/\w+/y, text, start) : null;
  if (after !== null) return { code: 'flags', word: after, start, end: start + after.length };
  if (text[start] === '/') {
    const short = match(SHORT_PATTERN, text, start);
    const word = short ?? match(PATTERN_REST, text, start) ?? '/';
    return { code: short === null ? 'open-pattern' : 'short-pattern', word, start, end: start + word.length };
  }
  if (text[start] === '=' && /[=!]=$/.test(text.slice(0, start))) {
    const word = text.slice(start - 2, start + 1);
    return { code: 'operator', word, start: start - 2, end: start + 1, replacement: word.slice(0, 2) };
  }
  for (const [code, regexp, replace] of LEXEMES) {
    const word = match(regexp, text, start);
    if (word === null) continue;
    const found: ExpressionFault = { code, word, start, end: start + word.length };
    return replace === undefined ? found : { ...found, replacement: replace(word) };
  }
  const word = String.fromCodePoint(text.codePointAt(start) ?? 0);
  return { code: 'character', word, start, end: start + word.length };
}

function match(regexp: RegExp, text: string, start: number): string | null {
  regexp.lastIndex = start;
  return regexp.exec(text)?.[0] ?? null;
}

/** The expression with `${NAME}` written `$NAME`, as far as GitLab stumbles over them. At most as many steps as tokens. */
export function withoutBraces(text: string): string {
  let repaired = text;
  for (let fault = expressionFault(repaired); fault?.code === 'braces'; fault = expressionFault(repaired)) {
    repaired = repaired.slice(0, fault.start) + (fault.replacement ?? '') + repaired.slice(fault.end);
  }
  return repaired;
}
