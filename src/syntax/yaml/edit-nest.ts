/** Moves an entry one level down, under another key of its mapping. */
import type { Edit } from '../edit.js';
import type { MappingNode, Node, PairNode } from '../node.js';
import { endsInBlock, insertBelow, keepsBlankLines, removeLines, takeLines } from './edit-lines.js';
import { findPair } from './edit-mapping.js';
import { colonOf, replace } from './edit-value.js';
import { columnOf, endsLine, lineEnd, nextLine, pairRange, startsLine, styleOf } from './layout.js';

/**
 * Moves an entry of a block mapping into the block mapping of `key`, to its end and with all comments; where there is
 * no such key, puts `key:` in front of the entry and indents it. Values are left as they are written.
 *
 * Limitations: null for flow mappings, for entries that share a line with other text or are written with `?`, where the key holds
 * anything but a block mapping without the entry's own key, for anchors and aliases that would change places, and beside `|+` blocks.
 */
export function nestEntry(mapping: MappingNode, pair: PairNode, key: string): Edit[] | null {
  const { source } = mapping;
  const range = pairRange(pair);
  if (mapping.flow || !mapping.pairs.includes(pair) || colonOf(pair) === null) return null;
  if (!startsLine(source.text, range.start) || !endsLine(source, range.end)) return null;
  const target = findPair(mapping, key);
  if (target === undefined) return wrap(mapping, pair, key);
  const { value } = target;
  const name = pair.key.kind === 'scalar' ? pair.key.text : '';
  if (value.kind !== 'mapping' || value.flow || findPair(value, name) !== undefined) return null;
  if (value.outer !== undefined || target === pair || hasAnchors(pair.value)) return null;
  if (mapping.pairs.some(each => keepsBlankLines(each.value))) return null;
  return moveInto(mapping, pair, value);
}

function wrap(mapping: MappingNode, pair: PairNode, key: string): Edit[] {
  const { source } = mapping;
  const { start, end } = pairRange(pair);
  const style = styleOf(source);
  const column = columnOf(source.text, start);
  const inner = ' '.repeat(column + style.step);
  const edits = [replace(source, start, start, `${key}:${style.newline}${inner}`)];
  const step = ' '.repeat(style.step);
  for (let at = nextLine(source.text, start); at < end; at = nextLine(source.text, at)) {
    if (lineEnd(source.text, at) > at) edits.push(replace(source, at, at, step));
  }
  return edits;
}

function moveInto(mapping: MappingNode, pair: PairNode, target: MappingNode): Edit[] | null {
  const { source } = mapping;
  const range = pairRange(pair);
  const previous = mapping.pairs[mapping.pairs.indexOf(pair) - 1];
  const lines = takeLines(source, range, previous === undefined ? 0 : pairRange(previous).end);
  const last = target.pairs.at(-1);
  if (lines === null || last === undefined) return null;
  const end = pairRange(last).end;
  // A block scalar at the end of the text could gain or lose its last line break.
  if ((lines.end === source.text.length && endsInBlock(pair.value)) || end === source.text.length)
    return null;
  const shift = columnOf(source.text, target.start) - columnOf(source.text, range.start);
  const { newline } = styleOf(source);
  const text = source.text
    .slice(lines.start, lines.end)
    .split(/\r\n|\n|\r/)
    .map(line => (line === '' ? line : ' '.repeat(shift) + line));
  const inserted = insertBelow(source, last.value, end, newline + text.join(newline));
  const removed = removeLines(source, { start: lines.start, end: range.end }, 'remove');
  return inserted && removed && [...inserted, ...removed];
}

function hasAnchors(node: Node): boolean {
  if (node.anchor !== undefined || node.kind === 'alias') return true;
  if (node.kind === 'sequence') return node.items.some(hasAnchors);
  return node.kind === 'mapping' && node.pairs.some(({ key, value }) => hasAnchors(key) || hasAnchors(value));
}
