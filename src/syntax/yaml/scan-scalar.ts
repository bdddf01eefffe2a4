/** Scans plain, quoted and block scalars and folds their lines, as libyaml 0.2.5 does (src/scanner.c). */
import { hexValue, isBlank, isBreak, isBreakOrEnd, isDigit, isEnd, isSpaceOrEnd } from './characters.js';
import { finishLine } from './scan-property.js';
import { isDocumentIndicator, type Scanner, skipBreak } from './scanner-state.js';
import { pushToken, Refusal, Token } from './tokens.js';

const flowIndicators = new Set([...',[]{}'].map(character => character.charCodeAt(0)));
const afterFlowColon = new Set([...',?[]{}'].map(character => character.charCodeAt(0)));

export function scanPlain(scanner: Scanner): void {
  const { text, at: start } = scanner;
  let value = '';
  let from = start;
  let end = start;
  let fold: string | null = null;
  for (;;) {
    if (scanner.at === scanner.lineStart && isDocumentIndicator(text, scanner.at)) break;
    if (text.charCodeAt(scanner.at) === 35) break;
    const stop = plainWordEnd(scanner, start);
    if (stop > scanner.at) {
      if (fold !== null) {
        value += text.slice(from, end) + fold;
        from = scanner.at;
        fold = null;
      }
      scanner.at = stop;
      end = stop;
    }
    const code = text.charCodeAt(stop);
    if (!isBlank(code) && !isBreak(code)) break;
    fold = takeGap(scanner, start, scanner.indent + 1);
    if (fold !== null && scanner.flowLevel === 0 && scanner.at - scanner.lineStart <= scanner.indent) break;
  }
  if (fold !== null) scanner.keyAllowed = true;
  pushToken(scanner.tokens, Token.plain, start, end, value + text.slice(from, end));
}

function plainWordEnd(scanner: Scanner, start: number): number {
  const { text } = scanner;
  const inFlow = scanner.flowLevel > 0;
  let at = scanner.at;
  for (;;) {
    const code = text.charCodeAt(at);
    if (isSpaceOrEnd(code)) return at;
    if (code === 58) {
      const next = text.charCodeAt(at + 1);
      if (isSpaceOrEnd(next)) return at;
      if (inFlow && afterFlowColon.has(next)) {
        throw new Refusal("found unexpected ':'", at, 'while scanning a plain scalar', start);
      }
    } else if (inFlow && flowIndicators.has(code)) {
      return at;
    }
    at++;
  }
}

function breakText(code: number): string {
  return code === 0x2028 ? '\u2028' : code === 0x2029 ? '\u2029' : '\n';
}

/**
 * Passes over the white space at `at`. Null when it holds no line break (blanks count as they are), else what the
 * folded breaks amount to. In a plain scalar a tab left of `tabColumn` is refused.
 */
function takeGap(scanner: Scanner, start: number, tabColumn: number): string | null {
  const { text } = scanner;
  let at = scanner.at;
  let code = text.charCodeAt(at);
  while (code === 32 || code === 9) code = text.charCodeAt(++at);
  scanner.at = at;
  if (!isBreak(code)) return null;
  const first = breakText(code);
  skipBreak(scanner);
  const more = takeBreaks(scanner, start, tabColumn);
  if (first !== '\n') return first + more;
  return more === '' ? ' ' : more;
}

/** Passes over blanks and line breaks and returns the breaks. */
function takeBreaks(scanner: Scanner, start: number, tabColumn: number): string {
  const { text } = scanner;
  let breaks = '';
  for (;;) {
    const code = text.charCodeAt(scanner.at);
    if (code === 9 && scanner.at - scanner.lineStart < tabColumn) {
      throw new Refusal(
        'found a tab character that violates indentation',
        scanner.at,
        'while scanning a plain scalar',
        start,
      );
    }
    if (code === 32 || code === 9) {
      scanner.at++;
    } else if (isBreak(code)) {
      breaks += breakText(code);
      skipBreak(scanner);
    } else {
      return breaks;
    }
  }
}

export function scanQuoted(scanner: Scanner, single: boolean): void {
  const { text, at: start } = scanner;
  const quote = single ? 39 : 34;
  let value = '';
  let from = start + 1;
  scanner.at = from;
  for (;;) {
    if (scanner.at === scanner.lineStart && isDocumentIndicator(text, scanner.at)) {
      throw new Refusal(
        'found unexpected document indicator',
        scanner.at,
        'while scanning a quoted scalar',
        start,
      );
    }
    if (isEnd(text.charCodeAt(scanner.at))) {
      throw new Refusal(
        'found unexpected end of stream',
        scanner.at,
        'while scanning a quoted scalar',
        start,
      );
    }
    let at = scanner.at;
    let code = text.charCodeAt(at);
    while (code !== quote && code !== 92 && !isSpaceOrEnd(code)) code = text.charCodeAt(++at);
    scanner.at = at;
    if (code === quote) {
      if (!single || text.charCodeAt(at + 1) !== 39) break;
      value += text.slice(from, at + 1);
      scanner.at = at + 2;
      from = scanner.at;
    } else if (code === 92 && single) {
      scanner.at++;
    } else if (code === 92) {
      value += text.slice(from, at) + takeEscape(scanner, start);
      from = scanner.at;
    } else {
      const fold = takeGap(scanner, start, 0);
      if (fold !== null) {
        value += text.slice(from, at) + fold;
        from = scanner.at;
      }
    }
  }
  value += text.slice(from, scanner.at);
  scanner.at++;
  pushToken(scanner.tokens, single ? Token.single : Token.double, start, scanner.at, value);
}

const escapes = new Map([
  ['0', '\0'],
  ['a', '\x07'],
  ['b', '\b'],
  ['t', '\t'],
  ['\t', '\t'],
  ['n', '\n'],
  ['v', '\v'],
  ['f', '\f'],
  ['r', '\r'],
  ['e', '\x1b'],
  [' ', ' '],
  ['"', '"'],
  ['/', '/'],
  ['\\', '\\'],
  ['N', '\x85'],
  ['_', '\xa0'],
  ['L', '\u2028'],
  ['P', '\u2029'],
]);
const escapeLengths = new Map([
  ['x', 2],
  ['u', 4],
  ['U', 8],
]);

/** Takes the escape sequence at `at`; an escaped line break takes the white space after it along. */
function takeEscape(scanner: Scanner, start: number): string {
  const { text, at } = scanner;
  if (isBreak(text.charCodeAt(at + 1))) {
    scanner.at = at + 1;
    skipBreak(scanner);
    return text.charCodeAt(scanner.at) === 34 ? '' : takeBreaks(scanner, start, 0);
  }
  const character = text[at + 1] ?? '';
  const escaped = escapes.get(character);
  if (escaped !== undefined) {
    scanner.at = at + 2;
    return escaped;
  }
  const context = 'while parsing a quoted scalar';
  const length = escapeLengths.get(character);
  if (length === undefined) throw new Refusal('found unknown escape character', at, context, start);
  let point = 0;
  for (let index = at + 2; index < at + 2 + length; index++) {
    const digit = hexValue(text.charCodeAt(index));
    if (digit < 0) throw new Refusal('did not find expected hexdecimal number', at, context, start);
    point = point * 16 + digit;
  }
  if ((point >= 0xd800 && point <= 0xdfff) || point > 0x10ffff) {
    throw new Refusal('found invalid Unicode character escape code', at, context, start);
  }
  scanner.at = at + 2 + length;
  return String.fromCodePoint(point);
}

interface BlockHeader {
  /** `-` strips the last line break, `+` keeps all that follow. */
  readonly chomping: '' | '-' | '+';
  /** Spaces deeper than the parent; 0 where the first line decides. */
  readonly increment: number;
}

function takeBlockHeader(scanner: Scanner, start: number): BlockHeader {
  const { text } = scanner;
  let chomping: '' | '-' | '+' = '';
  let increment = 0;
  for (let part = 0; part < 2; part++) {
    const character = text[scanner.at];
    if ((character === '+' || character === '-') && chomping === '') {
      chomping = character;
    } else if (isDigit(text.charCodeAt(scanner.at)) && increment === 0) {
      increment = Number(character);
      if (increment === 0) {
        const problem = 'found an indentation indicator equal to 0';
        throw new Refusal(problem, scanner.at, 'while scanning a block scalar', start);
      }
    } else {
      break;
    }
    scanner.at++;
  }
  return { chomping, increment };
}

/** The node ends with its last line of text; `|+` and `>+` own the blank lines after it too. */
export function scanBlockScalar(scanner: Scanner, literal: boolean): void {
  const { text, at: start } = scanner;
  scanner.at++;
  const { chomping, increment } = takeBlockHeader(scanner, start);
  let end = scanner.at;
  finishLine(scanner, 'while scanning a block scalar', start);
  let indent = increment === 0 ? 0 : Math.max(scanner.indent, 0) + increment;
  const lead = takeBlankLines(scanner, indent, start);
  indent = lead.indent;
  let { breaks } = lead;
  let value = '';
  let lastBreak = '';
  let afterIndented = false;
  while (scanner.at - scanner.lineStart === indent && !isEnd(text.charCodeAt(scanner.at))) {
    const indented = isBlank(text.charCodeAt(scanner.at));
    if (!literal && lastBreak === '\n' && !afterIndented && !indented) {
      value += breaks === '' ? ' ' : breaks;
    } else {
      value += lastBreak + breaks;
    }
    afterIndented = indented;
    const from = scanner.at;
    let at = from;
    while (!isBreakOrEnd(text.charCodeAt(at))) at++;
    value += text.slice(from, at);
    scanner.at = at;
    end = at;
    lastBreak = '';
    if (isBreak(text.charCodeAt(at))) {
      lastBreak = breakText(text.charCodeAt(at));
      skipBreak(scanner);
    }
    breaks = takeBlankLines(scanner, indent, start).breaks;
  }
  if (chomping !== '-') value += lastBreak;
  if (chomping === '+' && breaks !== '') {
    value += breaks;
    end = beforeBreak(text, scanner.lineStart);
  }
  pushToken(scanner.tokens, literal ? Token.literal : Token.folded, start, end, value);
}

/** Where the line break that ends at `at` begins. */
function beforeBreak(text: string, at: number): number {
  return at - (text.charCodeAt(at - 1) === 10 && text.charCodeAt(at - 2) === 13 ? 2 : 1);
}

/** Passes over blank lines and indentation; with `indent` 0 it finds the indentation of the text that follows. */
function takeBlankLines(
  scanner: Scanner,
  indent: number,
  start: number,
): { readonly indent: number; readonly breaks: string } {
  const { text } = scanner;
  let breaks = '';
  let deepest = 0;
  for (;;) {
    const limit = indent === 0 ? Number.POSITIVE_INFINITY : scanner.lineStart + indent;
    let at = scanner.at;
    while (at < limit && text.charCodeAt(at) === 32) at++;
    scanner.at = at;
    deepest = Math.max(deepest, at - scanner.lineStart);
    const code = text.charCodeAt(at);
    if (code === 9 && at < limit) {
      throw new Refusal(
        'found a tab character where an indentation space is expected',
        at,
        'while scanning a block scalar',
        start,
      );
    }
    if (!isBreak(code)) break;
    breaks += breakText(code);
    skipBreak(scanner);
  }
  return { indent: indent === 0 ? Math.max(deepest, scanner.indent + 1, 1) : indent, breaks };
}
