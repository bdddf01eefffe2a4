/** Scans anchors, aliases, tags and directives, as libyaml 0.2.5 does (src/scanner.c). */
import {
  hexValue,
  isBlank,
  isBreak,
  isBreakOrEnd,
  isDigit,
  isNameCharacter,
  isSpaceOrEnd,
} from './characters.js';
import { type Scanner, skipBreak, skipComment } from './scanner-state.js';
import { pushToken, Refusal, Token } from './tokens.js';

const afterAnchor = new Set([...'?:,]}%@`'].map(character => character.charCodeAt(0)));
const uriCharacters = new Set([...";/?:@&=+$.!~*'()%"].map(character => character.charCodeAt(0)));

export function scanAnchor(scanner: Scanner, kind: number): void {
  const { text, at: start } = scanner;
  scanner.at = start + 1;
  const name = takeName(scanner);
  const code = text.charCodeAt(scanner.at);
  if (name === '' || !(isSpaceOrEnd(code) || afterAnchor.has(code))) {
    throw new Refusal(
      'did not find expected alphabetic or numeric character',
      scanner.at,
      kind === Token.anchor ? 'while scanning an anchor' : 'while scanning an alias',
      start,
    );
  }
  pushToken(scanner.tokens, kind, start, scanner.at, name);
}

export function scanTag(scanner: Scanner): void {
  const { text, at: start } = scanner;
  let handle: string;
  let suffix: string;
  if (text.charCodeAt(start + 1) === 60) {
    scanner.at = start + 2;
    handle = '';
    suffix = takeUri(scanner, '', true, start, 'while parsing a tag');
    if (text.charCodeAt(scanner.at) !== 62) {
      throw new Refusal("did not find the expected '>'", scanner.at, 'while scanning a tag', start);
    }
    scanner.at++;
  } else {
    const head = takeHandle(scanner);
    if (head.length > 1 && head.endsWith('!')) {
      handle = head;
      suffix = takeUri(scanner, '', false, start, 'while parsing a tag');
    } else {
      suffix = takeUri(scanner, head, false, start, 'while parsing a tag');
      handle = '!';
      if (suffix === '') {
        handle = '';
        suffix = '!';
      }
    }
  }
  const code = text.charCodeAt(scanner.at);
  if (!isSpaceOrEnd(code) && !(scanner.flowLevel > 0 && code === 44)) {
    throw new Refusal(
      'did not find expected whitespace or line break',
      scanner.at,
      'while scanning a tag',
      start,
    );
  }
  pushToken(scanner.tokens, Token.tag, start, scanner.at, `${handle}\n${suffix}`);
}

export function scanDirective(scanner: Scanner): void {
  const { text, at: start } = scanner;
  scanner.at = start + 1;
  const name = takeName(scanner);
  const context = 'while scanning a directive';
  if (name === '') throw new Refusal('could not find expected directive name', scanner.at, context, start);
  if (!isSpaceOrEnd(text.charCodeAt(scanner.at))) {
    throw new Refusal('found unexpected non-alphabetical character', scanner.at, context, start);
  }
  let value: string;
  if (name === 'YAML') value = takeVersion(scanner, start);
  else if (name === 'TAG') value = takeTagDirective(scanner, start);
  else throw new Refusal('found unknown directive name', scanner.at, context, start);
  const end = scanner.at;
  finishLine(scanner, context, start);
  pushToken(scanner.tokens, name === 'YAML' ? Token.versionDirective : Token.tagDirective, start, end, value);
}

/** Passes over blanks, a comment and the line break; anything else on the line is refused. */
export function finishLine(scanner: Scanner, context: string, start: number): void {
  skipBlanks(scanner);
  const { text } = scanner;
  if (text.charCodeAt(scanner.at) === 35) skipComment(scanner);
  const code = text.charCodeAt(scanner.at);
  if (!isBreakOrEnd(code)) {
    throw new Refusal('did not find expected comment or line break', scanner.at, context, start);
  }
  if (isBreak(code)) skipBreak(scanner);
}

function skipBlanks(scanner: Scanner): void {
  while (isBlank(scanner.text.charCodeAt(scanner.at))) scanner.at++;
}

function takeName(scanner: Scanner): string {
  const { text, at: start } = scanner;
  let at = start;
  while (isNameCharacter(text.charCodeAt(at))) at++;
  scanner.at = at;
  return text.slice(start, at);
}

function takeHandle(scanner: Scanner): string {
  const { text, at: start } = scanner;
  scanner.at = start + 1;
  takeName(scanner);
  if (text.charCodeAt(scanner.at) === 33) scanner.at++;
  return text.slice(start, scanner.at);
}

/** A tag's suffix after `head`, whose `!` does not belong to it; `,[]` are allowed in `!<...>` only. */
function takeUri(scanner: Scanner, head: string, verbatim: boolean, start: number, context: string): string {
  const { text } = scanner;
  let uri = head.slice(1);
  let taken = head.length;
  for (;;) {
    const code = text.charCodeAt(scanner.at);
    const extra = verbatim && (code === 44 || code === 91 || code === 93);
    if (!isNameCharacter(code) && !uriCharacters.has(code) && !extra) break;
    if (code === 37) {
      uri += takeUriEscapes(scanner, start, context);
    } else {
      uri += text[scanner.at];
      scanner.at++;
    }
    taken++;
  }
  if (taken === 0) throw new Refusal('did not find expected tag URI', scanner.at, context, start);
  return uri;
}

/** One character written as the `%XX` octets of its UTF-8 form. */
function takeUriEscapes(scanner: Scanner, start: number, context: string): string {
  const { text } = scanner;
  let left = 0;
  let point = 0;
  do {
    const high = hexValue(text.charCodeAt(scanner.at + 1));
    const low = hexValue(text.charCodeAt(scanner.at + 2));
    if (text.charCodeAt(scanner.at) !== 37 || high < 0 || low < 0) {
      throw new Refusal('did not find URI escaped octet', scanner.at, context, start);
    }
    const octet = high * 16 + low;
    if (left === 0) {
      left = octet < 0x80 ? 1 : octet >> 5 === 6 ? 2 : octet >> 4 === 14 ? 3 : octet >> 3 === 30 ? 4 : 0;
      if (left === 0) throw new Refusal('found an incorrect leading UTF-8 octet', scanner.at, context, start);
      point = left === 1 ? octet : octet & (0x7f >> left);
    } else {
      if (octet >> 6 !== 2) {
        throw new Refusal('found an incorrect trailing UTF-8 octet', scanner.at, context, start);
      }
      point = (point << 6) | (octet & 0x3f);
    }
    scanner.at += 3;
  } while (--left > 0);
  return point <= 0x10ffff ? String.fromCodePoint(point) : '\ufffd';
}

function takeVersion(scanner: Scanner, start: number): string {
  skipBlanks(scanner);
  const major = takeVersionNumber(scanner, start);
  if (scanner.text.charCodeAt(scanner.at) !== 46) {
    throw new Refusal(
      "did not find expected digit or '.' character",
      scanner.at,
      'while scanning a %YAML directive',
      start,
    );
  }
  scanner.at++;
  return `${major}.${takeVersionNumber(scanner, start)}`;
}

function takeVersionNumber(scanner: Scanner, start: number): string {
  const { text, at } = scanner;
  const context = 'while scanning a %YAML directive';
  while (isDigit(text.charCodeAt(scanner.at))) {
    if (scanner.at - at === 9)
      throw new Refusal('found extremely long version number', scanner.at, context, start);
    scanner.at++;
  }
  if (scanner.at === at) throw new Refusal('did not find expected version number', at, context, start);
  return text.slice(at, scanner.at);
}

function takeTagDirective(scanner: Scanner, start: number): string {
  const { text } = scanner;
  const context = 'while scanning a %TAG directive';
  skipBlanks(scanner);
  if (text.charCodeAt(scanner.at) !== 33) {
    throw new Refusal("did not find expected '!'", scanner.at, 'while scanning a tag directive', start);
  }
  const handle = takeHandle(scanner);
  if (handle !== '!' && !handle.endsWith('!')) {
    throw new Refusal("did not find expected '!'", scanner.at, 'while parsing a tag directive', start);
  }
  if (!isBlank(text.charCodeAt(scanner.at))) {
    throw new Refusal('did not find expected whitespace', scanner.at, context, start);
  }
  skipBlanks(scanner);
  const prefix = takeUri(scanner, '', true, start, 'while parsing a %TAG directive');
  if (!isSpaceOrEnd(text.charCodeAt(scanner.at))) {
    throw new Refusal('did not find expected whitespace or line break', scanner.at, context, start);
  }
  return `${handle}\n${prefix}`;
}
