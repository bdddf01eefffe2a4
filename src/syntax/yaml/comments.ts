import type { Comment } from '../node.js';
import type { Range } from '../range.js';
import type { Source } from '../source.js';
import { scan } from './scanner.js';
import { splitDocuments } from './split-documents.js';

const memo = new WeakMap<Source, readonly Comment[]>();

/** All comments of a source, in order. Found once for each source. */
export function commentsOf(source: Source): readonly Comment[] {
  const known = memo.get(source);
  if (known !== undefined) return known;
  const comments = splitDocuments(source.text).flatMap(
    ({ start, end }) => scan(source.text.slice(start, end), start).comments,
  );
  memo.set(source, comments);
  return comments;
}

/** The first comment that begins in `range`, or null. */
export function commentIn(source: Source, range: Range): Comment | null {
  const comments = commentsOf(source);
  let low = 0;
  let high = comments.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((comments[middle]?.start ?? 0) < range.start) low = middle + 1;
    else high = middle;
  }
  const comment = comments[low];
  return comment !== undefined && comment.start < range.end ? comment : null;
}
