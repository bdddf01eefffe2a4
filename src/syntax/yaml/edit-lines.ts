/** Whole lines that an entry or item of a block collection owns. */
import type { Edit } from '../edit.js';
import type { Node, ScalarNode } from '../node.js';
import type { Range } from '../range.js';
import type { Source } from '../source.js';
import { commentIn } from './comments.js';
import { columnOf, endsLine, lineEnd, lineStart, nextLine, startsLine, styleOf } from './layout.js';

/** Lines from the start of the first to the end of the last; `next` is where the line after them begins. */
export interface Lines extends Range {
  readonly next: number;
}

/**
 * The lines of `range` and those of the comments directly above it, in its column and behind `boundary`.
 * Null when other text shares the first or last line.
 */
export function takeLines(source: Source, range: Range, boundary: number): Lines | null {
  const { text } = source;
  if (!startsLine(text, range.start) || !endsLine(source, range.end)) return null;
  const column = columnOf(text, range.start);
  let start = lineStart(text, range.start);
  while (start > 0) {
    const above = lineAbove(text, start);
    const comment = above < boundary ? null : commentIn(source, { start: above, end: start });
    if (comment === null || comment.start - above !== column) break;
    start = above;
  }
  return { start, end: lineEnd(text, range.end), next: nextLine(text, range.end) };
}

/**
 * Removes the lines of `range` and the blank lines that would be left over. The comment behind the range goes too or
 * stays in its column.
 */
export function removeLines(source: Source, range: Range, comment: 'remove' | 'keep'): Edit[] | null {
  const { text } = source;
  if (!endsLine(source, range.end)) return null;
  const trailing = commentIn(source, { start: range.end, end: lineEnd(text, range.end) });
  if (trailing !== null && comment === 'keep') {
    return [{ source, range: { start: range.start, end: trailing.start }, text: '' }];
  }
  const start = lineStart(text, range.start);
  return [{ source, range: withBlankLines(text, start, nextLine(text, range.end)), text: '' }];
}

/** Of blank lines both above and below the lines from `start` to `next`, those below; at the end of the text, all. */
export function withBlankLines(text: string, start: number, next: number): Range {
  let end = next;
  const above = start === 0 ? 0 : lineAbove(text, start);
  if (start > 0 && !isBlankLine(text, above)) return { start, end };
  while (end < text.length && isBlankLine(text, end)) end = nextLine(text, end);
  if (end < text.length) return { start, end };
  while (start > 0 && isBlankLine(text, lineAbove(text, start))) start = lineAbove(text, start);
  return { start, end };
}

/** Where the line before the one that begins at `start` begins. */
function lineAbove(text: string, start: number): number {
  return lineStart(text, start - (text[start - 2] === '\r' && text[start - 1] === '\n' ? 2 : 1));
}

/** True when a blank line stands between two offsets. */
export function hasBlankLine(text: string, start: number, end: number): boolean {
  return /(?:\r\n|\n|\r(?!\n))[ \t]*[\r\n]/.test(text.slice(start, end));
}

/** Puts `text`, which begins with a line break, below the line on which the entry with `value` ends. */
export function insertBelow(source: Source, value: Node, end: number, text: string): Edit[] | null {
  if (!endsLine(source, end)) return null;
  const at = lineEnd(source.text, end);
  const isLast = at === source.text.length;
  if (isLast && endsInBlock(value)) return null;
  const closing = isLast && text.trimStart().includes('\n') ? styleOf(source).newline : '';
  return [{ source, range: { start: at, end: at }, text: text + closing }];
}

/** True when the last scalar of a value is a `|` or `>` block, whose last line break counts. */
export function endsInBlock(value: Node): boolean {
  const last = lastScalar(value);
  return last?.style === 'literal' || last?.style === 'folded';
}

/** True when the last scalar of a value is a `|+` or `>+` block, to which all blank lines below belong. */
export function keepsBlankLines(value: Node): boolean {
  const last = lastScalar(value);
  if (last === null || !endsInBlock(last)) return false;
  return /^[|>]\d?\+/.test(last.source.text.slice(last.start, last.start + 3));
}

function lastScalar(value: Node): ScalarNode | null {
  let node: Node | undefined = value;
  while (node !== undefined && node.kind !== 'scalar') {
    if (node.kind === 'alias') return null;
    node =
      node.kind === 'sequence' ? node.items[node.items.length - 1] : node.pairs[node.pairs.length - 1]?.value;
  }
  return node ?? null;
}

function isBlankLine(text: string, at: number): boolean {
  return text.slice(at, lineEnd(text, at)).trim() === '';
}
