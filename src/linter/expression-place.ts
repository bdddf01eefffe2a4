/** Where a part of a `rules:if` expression stands in the source. */
import type { Place } from '../config/problem.js';
import type { Range } from '../syntax/range.js';

/** The place of a range of an expression, or null where quoting or folding tore it apart. */
export function placeInExpression(at: Place, expression: string, { start, end }: Range): Place | null {
  const { source } = at;
  const trimmed = expression.trim();
  const from = source.text.slice(at.start, at.end).indexOf(trimmed);
  if (from < 0 || trimmed === '') return null;
  const base = at.start + from - expression.indexOf(trimmed);
  return base + start < at.start || base + end > at.end
    ? null
    : { source, start: base + start, end: base + end };
}
