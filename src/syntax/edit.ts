import type { Range } from './range.js';
import type { Source } from './source.js';

/** Replaces the text of a range of one source; an empty range inserts, an empty text removes. */
export interface Edit {
  readonly source: Source;
  readonly range: Range;
  readonly text: string;
}

/**
 * The text of `source` after its edits. Edits of other sources are passed over.
 * Two insertions at one place keep their order.
 *
 * @throws RangeError when edits overlap or leave the text.
 */
export function applyEdits(source: Source, edits: readonly Edit[]): string {
  const own = edits.filter(edit => edit.source === source);
  own.sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  const parts: string[] = [];
  let at = 0;
  for (const { range, text } of own) {
    if (range.start < at || range.end < range.start || range.end > source.text.length) {
      throw new RangeError(`Edits of ${source.path} overlap or leave the text at offset ${range.start}.`);
    }
    parts.push(source.text.slice(at, range.start), text);
    at = range.end;
  }
  parts.push(source.text.slice(at));
  return parts.join('');
}
