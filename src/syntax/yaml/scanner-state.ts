/** The state of a scanner and its steps over line breaks and comments. */
import type { Comment } from '../node.js';
import { isBreakOrEnd, isSpaceOrEnd } from './characters.js';
import type { KeyCandidate } from './key-candidate.js';
import type { TokenList } from './tokens.js';

export interface Scanner {
  readonly text: string;
  /** What is added to each offset on the way out: where `text` begins in the source. */
  readonly base: number;
  readonly tokens: TokenList;
  readonly comments: Comment[];
  at: number;
  line: number;
  lineStart: number;
  /** Column of the innermost block collection, -1 outside of any. */
  indent: number;
  readonly indents: number[];
  flowLevel: number;
  keyAllowed: boolean;
  readonly candidates: KeyCandidate[];
  /** Place and line at which the token being scanned begins. */
  tokenAt: number;
  tokenLine: number;
  /** Number of tokens before it. */
  tokenIndex: number;
  /** Place and line at which the token before ends. */
  lastEnd: number;
  lastEndLine: number;
  /** First token of the key candidates that were given up while the current token was scanned. */
  dropped: number;
  /** The same for the token before. */
  droppedBefore: number;
}

/** True at `---` or `...` followed by white space or the end; the caller has made sure of column 0. */
export function isDocumentIndicator(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  if (code !== 45 && code !== 46) return false;
  return (
    text.charCodeAt(at + 1) === code &&
    text.charCodeAt(at + 2) === code &&
    isSpaceOrEnd(text.charCodeAt(at + 3))
  );
}

/** Passes over the line break at `at`, `\r\n` counting as one. */
export function skipBreak(scanner: Scanner): void {
  const { text } = scanner;
  scanner.at += text.charCodeAt(scanner.at) === 13 && text.charCodeAt(scanner.at + 1) === 10 ? 2 : 1;
  scanner.line++;
  scanner.lineStart = scanner.at;
}

/** Passes over the comment at `at`, up to its line break, and keeps it. */
export function skipComment(scanner: Scanner): void {
  const { text, base } = scanner;
  const start = scanner.at;
  let at = start + 1;
  while (!isBreakOrEnd(text.charCodeAt(at))) at++;
  scanner.at = at;
  scanner.comments.push({ start: base + start, end: base + at, text: text.slice(start + 1, at) });
}
