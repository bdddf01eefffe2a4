/**
 * The scanner: YAML text to tokens, with libyaml's rules of what may stand where (libyaml 0.2.5, src/scanner.c), because
 * what GitLab accepts is what libyaml accepts. The whole text is scanned at once; what the parser must not see yet is
 * told by `visible`. Cost is linear in the text.
 */
import type { Comment } from '../node.js';
import { isBlank, isBreak, isEnd, isSpaceOrEnd } from './characters.js';
import {
  dropStaleBlockKey,
  isStale,
  type KeyCandidate,
  newCandidate,
  removeKeyCandidate,
  saveKeyCandidate,
  visibleBefore,
} from './key-candidate.js';
import { scanAnchor, scanDirective, scanTag } from './scan-property.js';
import { scanBlockScalar, scanPlain, scanQuoted } from './scan-scalar.js';
import { isDocumentIndicator, type Scanner, skipBreak, skipComment } from './scanner-state.js';
import { pushToken, Refusal, Token, type TokenList } from './tokens.js';

export interface Scan {
  readonly tokens: TokenList;
  readonly comments: readonly Comment[];
  /** Number of tokens the parser may read before libyaml would report `refusal`. */
  readonly visible: number;
  readonly refusal: Refusal | null;
}

export function scan(text: string, base: number): Scan {
  const scanner: Scanner = {
    text,
    base,
    tokens: { kinds: [], starts: [], ends: [], values: [] },
    comments: [],
    at: 0,
    line: 0,
    lineStart: 0,
    indent: -1,
    indents: [],
    flowLevel: 0,
    keyAllowed: true,
    candidates: [newCandidate()],
    tokenAt: 0,
    tokenLine: 0,
    tokenIndex: 0,
    lastEnd: 0,
    lastEndLine: 0,
    dropped: Number.POSITIVE_INFINITY,
    droppedBefore: Number.POSITIVE_INFINITY,
  };
  const { tokens, comments } = scanner;
  try {
    while (scanToken(scanner)) {}
    return { tokens, comments, visible: tokens.kinds.length, refusal: null };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { tokens, comments, visible: visibleBefore(scanner), refusal: error };
  }
}

/** Scans one token; false after the end of the stream. */
function scanToken(scanner: Scanner): boolean {
  scanner.lastEnd = scanner.at;
  scanner.lastEndLine = scanner.line;
  scanner.tokenIndex = scanner.tokens.kinds.length;
  skipToToken(scanner);
  const { text, at } = scanner;
  scanner.tokenAt = at;
  scanner.tokenLine = scanner.line;
  scanner.droppedBefore = scanner.dropped;
  scanner.dropped = Number.POSITIVE_INFINITY;
  dropStaleBlockKey(scanner);
  const column = at - scanner.lineStart;
  unrollIndent(scanner, column);
  const code = text.charCodeAt(at);
  if (isEnd(code)) {
    endStream(scanner);
    return false;
  }
  if (column === 0) {
    if (code === 37) {
      startDocumentPart(scanner);
      scanDirective(scanner);
      return true;
    }
    if (isDocumentIndicator(text, at)) {
      startDocumentPart(scanner);
      scanner.at += 3;
      const kind = code === 45 ? Token.documentStart : Token.documentEnd;
      pushToken(scanner.tokens, kind, at, at + 3, '');
      return true;
    }
  }
  dispatch(scanner, code, text.charCodeAt(at + 1));
  return true;
}

function dispatch(scanner: Scanner, code: number, next: number): void {
  if (scanIndicator(scanner, code, next)) return;
  if (!startsPlain(code, next, scanner.flowLevel > 0)) {
    throw new Refusal(
      'found character that cannot start any token',
      scanner.at,
      'while scanning for the next token',
      scanner.at,
    );
  }
  startScalar(scanner);
  scanPlain(scanner);
}

/** Scans what an indicator starts; false when a plain scalar begins here, or nothing can. */
function scanIndicator(scanner: Scanner, code: number, next: number): boolean {
  const inFlow = scanner.flowLevel > 0;
  switch (code) {
    case 91:
      startFlow(scanner, Token.flowSequenceStart);
      return true;
    case 123:
      startFlow(scanner, Token.flowMappingStart);
      return true;
    case 93:
      endFlow(scanner, Token.flowSequenceEnd);
      return true;
    case 125:
      endFlow(scanner, Token.flowMappingEnd);
      return true;
    case 44:
      scanFlowEntry(scanner);
      return true;
    case 45:
      if (!isSpaceOrEnd(next)) return false;
      scanBlockEntry(scanner);
      return true;
    case 63:
      if (!inFlow && !isSpaceOrEnd(next)) return false;
      scanExplicitKey(scanner);
      return true;
    case 58:
      if (!inFlow && !isSpaceOrEnd(next)) return false;
      scanValue(scanner);
      return true;
    default:
      return scanMarkedNode(scanner, code, inFlow);
  }
}

/** Scans an alias, a property, a block or a quoted scalar. */
function scanMarkedNode(scanner: Scanner, code: number, inFlow: boolean): boolean {
  switch (code) {
    case 42:
    case 38:
      startScalar(scanner);
      scanAnchor(scanner, code === 42 ? Token.alias : Token.anchor);
      return true;
    case 33:
      startScalar(scanner);
      scanTag(scanner);
      return true;
    case 124:
    case 62:
      if (inFlow) return false;
      removeKeyCandidate(scanner);
      scanner.keyAllowed = true;
      scanBlockScalar(scanner, code === 124);
      return true;
    case 39:
    case 34:
      startScalar(scanner);
      scanQuoted(scanner, code === 39);
      return true;
    default:
      return false;
  }
}

/** What begins here may be a simple key, what follows it on its line may not. */
function startScalar(scanner: Scanner): void {
  saveKeyCandidate(scanner);
  scanner.keyAllowed = false;
}

/** `"#%&'*>@` and the like start no plain scalar, blanks do not either. */
const notPlain = new Set([...'-?:,[]{}#&*!|>\'"%@`'].map(character => character.charCodeAt(0)));

function startsPlain(code: number, next: number, inFlow: boolean): boolean {
  if (code === 45) return !isBlank(next);
  if (code === 63 || code === 58) return !inFlow && !isSpaceOrEnd(next);
  return !isSpaceOrEnd(code) && !notPlain.has(code);
}

function skipToToken(scanner: Scanner): void {
  const { text } = scanner;
  for (;;) {
    // libyaml counts a byte order mark as a column: only the entry beside it is in the first collection.
    if (scanner.at === scanner.lineStart && text.charCodeAt(scanner.at) === 0xfeff) scanner.at++;
    let at = scanner.at;
    let code = text.charCodeAt(at);
    const tabs = scanner.flowLevel > 0 || !scanner.keyAllowed;
    while (code === 32 || (code === 9 && tabs)) code = text.charCodeAt(++at);
    scanner.at = at;
    if (code === 35) {
      skipComment(scanner);
      code = text.charCodeAt(scanner.at);
    }
    if (!isBreak(code)) return;
    skipBreak(scanner);
    if (scanner.flowLevel === 0) scanner.keyAllowed = true;
  }
}

/** Opens a block collection at `column` with `kind` if it lies deeper than the current one. */
function rollIndent(scanner: Scanner, column: number, kind: number, at: number): void {
  if (scanner.flowLevel > 0 || scanner.indent >= column) return;
  scanner.indents.push(scanner.indent);
  scanner.indent = column;
  pushToken(scanner.tokens, kind, at, at, '');
}

function unrollIndent(scanner: Scanner, column: number): void {
  if (scanner.flowLevel > 0) return;
  while (scanner.indent > column) {
    pushToken(scanner.tokens, Token.blockEnd, scanner.at, scanner.at, '');
    scanner.indent = scanner.indents.pop() ?? -1;
  }
}

function endStream(scanner: Scanner): void {
  if (scanner.at !== scanner.lineStart) {
    scanner.line++;
    scanner.tokenLine++;
    dropStaleBlockKey(scanner);
  }
  unrollIndent(scanner, -1);
  removeKeyCandidate(scanner);
  scanner.keyAllowed = false;
  pushToken(scanner.tokens, Token.streamEnd, scanner.at, scanner.at, '');
}

function startDocumentPart(scanner: Scanner): void {
  unrollIndent(scanner, -1);
  removeKeyCandidate(scanner);
  scanner.keyAllowed = false;
}

function pushIndicator(scanner: Scanner, kind: number): void {
  const start = scanner.at;
  scanner.at = start + 1;
  pushToken(scanner.tokens, kind, start, start + 1, '');
}

function startFlow(scanner: Scanner, kind: number): void {
  saveKeyCandidate(scanner);
  scanner.candidates.push(newCandidate());
  scanner.flowLevel++;
  scanner.keyAllowed = true;
  pushIndicator(scanner, kind);
}

function endFlow(scanner: Scanner, kind: number): void {
  removeKeyCandidate(scanner);
  if (scanner.flowLevel > 0) {
    scanner.flowLevel--;
    scanner.candidates.pop();
  }
  scanner.keyAllowed = false;
  pushIndicator(scanner, kind);
}

function scanFlowEntry(scanner: Scanner): void {
  removeKeyCandidate(scanner);
  scanner.keyAllowed = true;
  pushIndicator(scanner, Token.flowEntry);
}

function scanBlockEntry(scanner: Scanner): void {
  if (scanner.flowLevel === 0) {
    if (!scanner.keyAllowed) throw notHere(scanner, 'block sequence entries');
    rollIndent(scanner, scanner.at - scanner.lineStart, Token.blockSequenceStart, scanner.at);
  }
  removeKeyCandidate(scanner);
  scanner.keyAllowed = true;
  pushIndicator(scanner, Token.blockEntry);
}

function scanExplicitKey(scanner: Scanner): void {
  if (scanner.flowLevel === 0) {
    if (!scanner.keyAllowed) throw notHere(scanner, 'mapping keys');
    rollIndent(scanner, scanner.at - scanner.lineStart, Token.blockMappingStart, scanner.at);
  }
  removeKeyCandidate(scanner);
  scanner.keyAllowed = scanner.flowLevel === 0;
  pushIndicator(scanner, Token.key);
}

function scanValue(scanner: Scanner): void {
  const candidate = scanner.candidates[scanner.candidates.length - 1] as KeyCandidate;
  if (candidate.possible && !isStale(scanner, candidate, scanner.tokenAt, scanner.tokenLine)) {
    const { kinds } = scanner.tokens;
    kinds[candidate.token + 1] = Token.key;
    const column = candidate.at - scanner.lineStart;
    if (scanner.flowLevel === 0 && scanner.indent < column) {
      scanner.indents.push(scanner.indent);
      scanner.indent = column;
      kinds[candidate.token] = Token.blockMappingStart;
    }
    candidate.possible = false;
    scanner.keyAllowed = false;
  } else {
    if (scanner.flowLevel === 0) {
      if (!scanner.keyAllowed) throw notHere(scanner, 'mapping values');
      rollIndent(scanner, scanner.at - scanner.lineStart, Token.blockMappingStart, scanner.at);
    }
    scanner.keyAllowed = scanner.flowLevel === 0;
  }
  pushIndicator(scanner, Token.value);
}

/** libyaml names the place of these errors but no context. */
function notHere(scanner: Scanner, what: string): Refusal {
  return new Refusal(`${what} are not allowed in this context`, scanner.at, undefined, scanner.at);
}
