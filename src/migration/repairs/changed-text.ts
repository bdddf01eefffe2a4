import type { Edit } from '../../syntax/edit.js';
import type { Source } from '../../syntax/source.js';

/** One edit that makes a text of another one; none for equal texts. */
export function changeOf(source: Source, text: string): readonly Edit[] {
  const before = source.text;
  if (before === text) return [];
  const most = Math.min(before.length, text.length);
  let start = 0;
  while (start < most && before[start] === text[start]) start++;
  let same = 0;
  while (same < most - start && before.at(-1 - same) === text.at(-1 - same)) same++;
  const range = { start, end: before.length - same };
  return [{ source, range, text: text.slice(start, text.length - same) }];
}
