/** A half-open stretch `[start, end)` of a source's text, in UTF-16 units from 0. */
export interface Range {
  readonly start: number;
  readonly end: number;
}

export function contains(outer: Range, inner: Range): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

/** True when the two ranges share text, or when an empty one stands inside or at an edge of the other. */
export function overlaps(a: Range, b: Range): boolean {
  return a.start === a.end || b.start === b.end
    ? a.start <= b.end && b.start <= a.end
    : a.start < b.end && b.start < a.end;
}
