import { type Dialect, dialectMarkers } from '../../config/dialect.js';
import type { Edit } from '../../syntax/edit.js';
import type { Source } from '../../syntax/source.js';

/** The edits of planned changes, and those of the lines that say which syntax a text is in: they have to say `dialect` now. */
export function withMarkers(
  edits: ReadonlyMap<Source, readonly Edit[]>,
  sources: readonly Source[],
  dialect: Dialect,
): ReadonlyMap<Source, readonly Edit[]> {
  const all = new Map(edits);
  for (const source of sources) {
    const markers = dialectMarkers(source.text)
      .filter(({ inHead, name }) => inHead && name !== dialect && (name === 'current' || name === 'proposed'))
      .map(({ start, end }): Edit => ({ source, range: { start, end }, text: dialect }));
    if (markers.length > 0) all.set(source, [...(all.get(source) ?? []), ...markers]);
  }
  return all;
}
