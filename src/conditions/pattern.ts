import { RE2JS } from 're2js';

/** A regular expression written `/…/flags`, as GitLab hands it to RE2. */
export interface Pattern {
  readonly kind: 'pattern';
  /** What RE2 compiles: the flags stand in front as `(?i)`. Two patterns are equal when their sources are. */
  readonly source: string;
  /** Searches anywhere in the text, in time linear in its length. */
  readonly test: (text: string) => boolean;
  /** The compiled form, for those who reason about the pattern; null when it finds nothing at all. */
  readonly program: () => Program | null;
}

/** RE2's program as `re2js` holds it: instructions that refer to each other by index. */
export interface Program {
  readonly start: number;
  readonly inst: readonly Instruction[];
}

export interface Instruction {
  /** As in RE2: 1 and 2 alternatives, 3 capture, 4 empty width, 5 fail, 6 match, 7 nothing, 8 to 11 characters. */
  readonly op: number;
  readonly out: number;
  /** The second way of an alternative, the conditions of an empty width, or the flags of characters. */
  readonly arg: number;
  /** A character, or pairs of first and last ones. */
  readonly runes: ArrayLike<number>;
  readonly matchRune: (rune: number) => boolean;
}

/** The two parts of a text that looks like a pattern. */
export interface PatternParts {
  readonly body: string;
  readonly flags: string;
}

/**
 * Beyond this many states RE2's memory (8 MB a pattern) ends and GitLab calls the pattern invalid.
 * RE2 counts UTF-8 bytes where `re2js` counts characters, so the border itself is approximate.
 */
const MAX_PROGRAM = 80_000;
/** `re2js` needs quadratic time for some malformed patterns; nobody writes one of this length. */
const MAX_SOURCE = 32_768;
const MAX_MEMO = 2_000;
const memo = new Map<string, Pattern | null>();

/**
 * Splits `/body/flags`, or answers null. Any one line of the text may hold it: Ruby's `^` and `$` stand at every
 * line (`lib/gitlab/untrusted_regexp/ruby_syntax.rb`).
 */
export function splitPattern(text: string): PatternParts | null {
  for (const line of text.split('\n')) {
    const close = line.lastIndexOf('/');
    if (line[0] !== '/' || close === 0) continue;
    const flags = line.slice(close + 1);
    if (/^[ismU]*$/.test(flags)) return { body: line.slice(1, close), flags };
  }
  return null;
}

/** True for a text of the form `/…/flags`, be it valid for RE2 or not; `only: ['/x']` is not one. */
export function isPatternSyntax(text: string): boolean {
  return splitPattern(text) !== null;
}

/** True when GitLab takes the text as a regular expression, such as `coverage` and the patterns of `only` need. */
export function isValidPattern(text: string): boolean {
  return compilePattern(text) !== null;
}

/** What GitLab does to a pattern of `rules:if` before it reads it: `\/` becomes `/`. */
export function unescapeSlashes(text: string): string {
  return text.replaceAll('\\/', '/');
}

/** The pattern of a `/…/flags` text, or null when it has not that form or RE2 refuses it. */
export function compilePattern(text: string): Pattern | null {
  const parts = splitPattern(text);
  if (parts === null) return null;
  const source = parts.flags === '' ? parts.body : `(?${parts.flags})${parts.body}`;
  let pattern = memo.get(source);
  if (pattern === undefined) {
    pattern = compileSource(source);
    if (memo.size >= MAX_MEMO) memo.clear();
    memo.set(source, pattern);
  }
  return pattern;
}

function compileSource(source: string): Pattern | null {
  const compiled = compileRe2(source);
  if (compiled === null) return null;
  // GitLab searches with `(source)` when there is no group, and finds nothing where the brackets break the source.
  const searched = compiled.groupCount() === 0 ? compileRe2(`(${source})`) : compiled;
  return {
    kind: 'pattern',
    source,
    test: text => searched?.test(text) ?? false,
    program: () => searched && readProgram(searched),
  };
}

function readProgram(compiled: RE2JS): Program {
  return compiled.re2().prog;
}

function compileRe2(source: string): RE2JS | null {
  if (source.length > MAX_SOURCE) return null;
  try {
    const compiled = RE2JS.compile(adaptSource(source));
    return compiled.programSize() > MAX_PROGRAM ? null : compiled;
  } catch {
    return null;
  }
}

/**
 * Quoted text, an escape, a character class, the head of a named group: what must be passed over as one piece.
 * An unclosed class takes all the rest, which keeps the scan linear.
 */
const PIECE =
  /\\Q[\s\S]*?(?:\\E|$)|\\[\s\S]|\[\^?\]?(?:\[:\^?[a-z]+:\]|\\[\s\S]|[^\]\\])*(?:\]|\\?$)|\(\?P?<([A-Za-z0-9_]+)>/g;

/**
 * Two things that RE2 knows and `re2js` refuses: `\C` (any byte; here any character, which differs only for
 * text beyond ASCII) and two groups of one name.
 */
function adaptSource(source: string): string {
  if (!source.includes('\\C') && !source.includes('<')) return source;
  let groups = 0;
  return source.replace(PIECE, (piece, name: string | undefined) => {
    if (name !== undefined) return `(?P<${name}_${groups++}>`;
    return piece === '\\C' ? '(?s:.)' : piece;
  });
}
