/** Edits of the items of a sequence. Each builder returns null when it cannot keep what stands around the item. */
import type { Edit } from '../edit.js';
import type { Node, SequenceNode } from '../node.js';
import type { Range } from '../range.js';
import { commentIn } from './comments.js';
import { insertBelow, keepsBlankLines, removeLines } from './edit-lines.js';
import type { RemoveOptions } from './edit-mapping.js';
import { holdsAnchor, putBefore, replace, replaceBehind, setValue } from './edit-value.js';
import { columnOf, nextText, outerRange, startsLine, styleOf } from './layout.js';
import { renderFlow, renderItem, type YamlValue } from './render-yaml.js';

/** The text of an item, its dash included where it has one. */
function itemRange(sequence: SequenceNode, index: number): Range {
  const item = outerRange(sequence.items[index] as Node);
  return sequence.flow ? item : { start: dashOf(sequence, index), end: item.end };
}

function dashOf(sequence: SequenceNode, index: number): number {
  const previous = sequence.items[index - 1];
  return previous === undefined ? sequence.start : nextText(sequence.source, outerRange(previous).end);
}

/** Adds an item at the end; `insertItem` tells the limitations. */
export function appendItem(sequence: SequenceNode, value: YamlValue): Edit[] | null {
  return insertItem(sequence, sequence.items.length, value);
}

/**
 * Adds an item before the one at `index`, or at the end, in the style of the sequence.
 *
 * Limitations: null in an empty sequence that holds a comment, and in a block for a neighbour that shares its last
 * line with other text. A comment above the item at `index` stays with the item before it.
 */
export function insertItem(sequence: SequenceNode, index: number, value: YamlValue): Edit[] | null {
  const { items, source, start, end } = sequence;
  const style = styleOf(source);
  if (index < 0 || index > items.length) return null;
  if (items.length === 0) {
    return commentIn(source, sequence) === null
      ? [replace(source, start, end, renderFlow([value], style))]
      : null;
  }
  if (sequence.flow) {
    const text = renderFlow(value, style);
    if (index < items.length) {
      const at = itemRange(sequence, index).start;
      return [replace(source, at, at, `${text}, `)];
    }
    const at = itemRange(sequence, index - 1).end;
    return [replace(source, at, at, `, ${text}`)];
  }
  const column = columnOf(source.text, sequence.start);
  const text = renderItem(value, column, style);
  const newLine = style.newline + ' '.repeat(column);
  if (index === 0) return [replace(source, start, start, text + newLine)];
  return insertBelow(source, items[index - 1] as Node, itemRange(sequence, index - 1).end, newLine + text);
}

/**
 * Removes an item: in a block its lines, in a flow sequence its text and one comma. The last item leaves `[]`.
 * Comments on lines of their own stay.
 *
 * Limitations: null when a comment stands within the item, and for the last item of a block sequence that is anchored
 * or tagged or is the whole document, and behind a `|+` block.
 */
export function removeItem(
  sequence: SequenceNode,
  index: number,
  options: RemoveOptions = {},
): Edit[] | null {
  const { items, source } = sequence;
  if (items[index] === undefined) return null;
  const range = itemRange(sequence, index);
  if (commentIn(source, range) !== null) return null;
  if (items.length === 1) return emptySequence(sequence);
  const isLast = index === items.length - 1;
  if (sequence.flow) {
    const start = isLast ? itemRange(sequence, index - 1).end : range.start;
    return removeBetween(sequence, start, isLast ? range.end : itemRange(sequence, index + 1).start);
  }
  const previous = items[index - 1];
  if (previous !== undefined && keepsBlankLines(previous)) return null;
  if (startsLine(source.text, range.start)) return removeLines(source, range, options.comment ?? 'remove');
  return index > 0 ? null : removeBetween(sequence, range.start, itemRange(sequence, 1).start);
}

function removeBetween(sequence: SequenceNode, start: number, end: number): Edit[] | null {
  const { source } = sequence;
  return commentIn(source, { start, end }) === null ? [replace(source, start, end, '')] : null;
}

/** `[]` may stand where the first dash stood, as long as that is deeper than the key above. */
function emptySequence(sequence: SequenceNode): Edit[] | null {
  const { source, flow, start, end } = sequence;
  if (commentIn(source, sequence) !== null) return null;
  if (flow || !startsLine(source.text, start)) return [replace(source, start, end, '[]')];
  let from = start;
  while (from > 0 && /\s/.test(source.text[from - 1] ?? '')) from--;
  return source.text[from - 1] === ':' && sequence.outer === undefined
    ? [replace(source, from, end, ' []')]
    : null;
}

/**
 * Writes another value in the place of an item.
 *
 * Limitations: null for an anchored item (others may use it) and for one that holds a comment.
 */
export function replaceItem(sequence: SequenceNode, index: number, value: YamlValue): Edit[] | null {
  const item = sequence.items[index];
  if (item === undefined) return null;
  if (sequence.flow) return setValue(item, value);
  const { source } = sequence;
  const dash = dashOf(sequence, index);
  const text = renderItem(value, columnOf(source.text, dash), styleOf(source));
  return replaceBehind(item, dash + 1, value, text.slice(1));
}

/**
 * Writes other items in place of all of a sequence's.
 *
 * Limitations: null when the sequence holds a comment; when it is a block and there are no new items.
 */
export function replaceItems(sequence: SequenceNode, values: readonly YamlValue[]): Edit[] | null {
  const { source, start, end, flow } = sequence;
  if (commentIn(source, sequence) !== null) return null;
  if (flow) return [replace(source, start, end, renderFlow(values, styleOf(source)))];
  if (values.length === 0) return null;
  const column = columnOf(source.text, start);
  const style = styleOf(source);
  const lines = values.map(value => renderItem(value, column, style));
  return [replace(source, start, end, lines.join(style.newline + ' '.repeat(column)))];
}

/**
 * Puts several items in the place of one.
 *
 * Limitations: null for an item with anchors (others may use them), for one that holds a comment, and for no new items.
 */
export function replaceWithItems(
  sequence: SequenceNode,
  index: number,
  values: readonly YamlValue[],
): Edit[] | null {
  const item = sequence.items[index];
  const { source } = sequence;
  if (item === undefined || holdsAnchor(item) || values.length === 0) return null;
  const range = itemRange(sequence, index);
  if (commentIn(source, range) !== null) return null;
  const style = styleOf(source);
  if (sequence.flow) {
    return [
      replace(source, range.start, range.end, values.map(value => renderFlow(value, style)).join(', ')),
    ];
  }
  const column = columnOf(source.text, range.start);
  const items = values.map(value => renderItem(value, column, style));
  return [putBefore(source, range.start, range.end, items.join(style.newline + ' '.repeat(column)))];
}
