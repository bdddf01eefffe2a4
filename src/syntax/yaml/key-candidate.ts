/**
 * Simple keys. `a` of `a: b` is only known to be a key at its colon, so the scanner remembers where one may have
 * started, and gives it up when the line ends (libyaml 0.2.5, src/scanner.c).
 */
import type { Scanner } from './scanner-state.js';
import { pushToken, Refusal, Token } from './tokens.js';

/** A place where a simple key may have started, one for each flow level. */
export interface KeyCandidate {
  possible: boolean;
  required: boolean;
  /** Index of the first of the two tokens kept for the key. */
  token: number;
  at: number;
  line: number;
}

/** libyaml's limit for the length of an implicit key. */
const maxKeyLength = 1024;

export function newCandidate(): KeyCandidate {
  return { possible: false, required: false, token: 0, at: 0, line: 0 };
}

/**
 * libyaml reads ahead while the next token may still turn out to be a simple key, and so meets a scanner error before
 * the parser has seen that token.
 */
export function visibleBefore(scanner: Scanner): number {
  const { tokenIndex, lastEnd, lastEndLine } = scanner;
  let visible = Math.min(tokenIndex, scanner.dropped);
  for (const candidate of scanner.candidates) {
    if (!candidate.possible) continue;
    if (!candidate.required && isStale(scanner, candidate, lastEnd, lastEndLine)) continue;
    visible = Math.min(visible, candidate.token);
  }
  return visible;
}

/** True when a token at `at` comes too late for the candidate: on another line, or too far away. */
export function isStale(scanner: Scanner, candidate: KeyCandidate, at: number, line: number): boolean {
  if (candidate.line < line) return true;
  if (at - candidate.at <= maxKeyLength) return false;
  return (
    at - candidate.at > 2 * maxKeyLength || [...scanner.text.slice(candidate.at, at)].length > maxKeyLength
  );
}

/** Only block keys can be required, so staleness of flow keys may wait until their `:`. */
export function dropStaleBlockKey(scanner: Scanner): void {
  const candidate = scanner.candidates[0];
  if (!candidate?.possible || !isStale(scanner, candidate, scanner.tokenAt, scanner.tokenLine)) return;
  // A key that is required and stale by the end of its own token is refused while that token is read ahead.
  if (candidate.required && isStale(scanner, candidate, scanner.lastEnd, scanner.lastEndLine)) {
    scanner.dropped = Math.min(scanner.dropped, scanner.droppedBefore);
  }
  dropCandidate(scanner, candidate);
}

/** Gives a candidate up: no `:` follows it. */
function dropCandidate(scanner: Scanner, candidate: KeyCandidate): void {
  if (!candidate.possible) return;
  if (candidate.required) throw missingColon(scanner, candidate);
  candidate.possible = false;
  if (!isStale(scanner, candidate, scanner.lastEnd, scanner.lastEndLine)) {
    scanner.dropped = Math.min(scanner.dropped, candidate.token);
  }
}

function missingColon(scanner: Scanner, candidate: KeyCandidate): Refusal {
  return new Refusal("could not find expected ':'", scanner.at, 'while scanning a simple key', candidate.at);
}

export function saveKeyCandidate(scanner: Scanner): void {
  if (!scanner.keyAllowed) return;
  removeKeyCandidate(scanner);
  const candidate = scanner.candidates[scanner.candidates.length - 1] as KeyCandidate;
  const { tokens, at } = scanner;
  candidate.possible = true;
  candidate.required = scanner.flowLevel === 0 && scanner.indent === at - scanner.lineStart;
  candidate.token = tokens.kinds.length;
  candidate.at = at;
  candidate.line = scanner.line;
  pushToken(tokens, Token.none, at, at, '');
  pushToken(tokens, Token.none, at, at, '');
}

export function removeKeyCandidate(scanner: Scanner): void {
  const candidate = scanner.candidates[scanner.candidates.length - 1];
  if (candidate !== undefined) dropCandidate(scanner, candidate);
}
