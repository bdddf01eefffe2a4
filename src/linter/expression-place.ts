/** Where a part of a `rules:if` expression stands in the source. */
import type { Place } from '../config/problem.js';
import type { Range } from '../syntax/range.js';

/** The place of a range of an expression; where quoting or folding tore it apart, of a word that stands there once. */
export function placeInExpression(at: Place, expression: string, { start, end }: Range): Place | null {
  const { source } = at;
  const trimmed = expression.trim();
  const from = source.text.slice(at.start, at.end).indexOf(trimmed);
  if (from < 0 || trimmed === '') return placeOfWord(at, expression.slice(start, end));
  const base = at.start + from - expression.indexOf(trimmed);
  return base + start < at.start || base + end > at.end
    ? null
    : { source, start: base + start, end: base + end };
}

function placeOfWord({ source, start, end }: Place, word: string): Place | null {
  const written = source.text.slice(start, end);
  const from = word.length > 1 ? written.indexOf(word) : -1;
  if (from < 0 || written.lastIndexOf(word) !== from) return null;
  return { source, start: start + from, end: start + from + word.length };
}
