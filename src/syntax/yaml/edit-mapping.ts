/** Edits of the entries of a mapping. Each builder returns null when it cannot keep what stands around the entry. */
import type { Edit } from '../edit.js';
import type { MappingNode, PairNode } from '../node.js';
import type { Range } from '../range.js';
import type { Source } from '../source.js';
import { commentIn, commentsOf } from './comments.js';
import {
  endsInBlock,
  hasBlankLine,
  insertBelow,
  keepsBlankLines,
  type Lines,
  removeLines,
  takeLines,
  withBlankLines,
} from './edit-lines.js';
import { colonOf, replace, setPairValue } from './edit-value.js';
import { columnOf, endsLine, lineEnd, lineStart, pairRange, startsLine, styleOf } from './layout.js';
import {
  isPlainKey,
  maxKeyLength,
  renderEntry,
  renderFlow,
  renderKey,
  type YamlValue,
} from './render-yaml.js';

/** The last pair of a key, the one that GitLab takes. */
export function findPair(mapping: MappingNode, key: string): PairNode | undefined {
  return mapping.pairs.findLast(pair => pair.key.kind === 'scalar' && pair.key.text === key);
}

/**
 * Gives a pair another key, in the quotes it has where they still fit.
 *
 * Limitations: null for keys that are aliases or collections, unwritten, over several lines or a `|` block, and
 * for names of more than 1024 characters, which YAML cannot have as keys.
 */
export function renameKey(pair: PairNode, name: string): Edit[] | null {
  const { key } = pair;
  const { source, start, end } = key;
  if (key.kind !== 'scalar' || start === end || /[\r\n]/.test(source.text.slice(start, end))) return null;
  if (key.style === 'literal' || key.style === 'folded') return null;
  const quote = key.style === 'plain' ? styleOf(source).quote : key.style;
  const quoted = key.style !== 'plain' || !isPlainKey(name, key.inFlow === true);
  const text = renderKey(name, quoted, quote);
  return text.length > maxKeyLength ? null : [replace(source, start, end, text)];
}

export interface RemoveOptions {
  /**
   * What becomes of the comment on the line of the entry: it goes with the entry, or stays on a line of its own. `keep` keeps
   * comments within an entry of a block mapping too.
   */
  readonly comment?: 'remove' | 'keep';
}

/**
 * Removes an entry: in a block its lines, in a flow mapping its text and one comma. The last entry leaves `{}`.
 * Comments on lines of their own stay.
 *
 * Limitations: null when a comment stands within the entry, for an entry whose line begins with something else than a
 * dash, for the last entry of a block mapping that has an anchor or tag or is the whole document, and behind a `|+` block.
 */
export function removeEntry(
  mapping: MappingNode,
  pair: PairNode,
  options: RemoveOptions = {},
): Edit[] | null {
  const { pairs, source } = mapping;
  const index = pairs.indexOf(pair);
  const range = pairRange(pair);
  if (index >= 0 && commentIn(source, range) !== null && options.comment === 'keep') {
    return mapping.flow || pairs.length === 1 ? null : leaveComments(pair);
  }
  if (index < 0 || commentIn(source, range) !== null) return null;
  if (pairs.length === 1) return emptyMapping(mapping);
  const next = pairs[index + 1];
  const previous = pairs[index - 1];
  if (mapping.flow) {
    return removeBetween(
      mapping,
      next ? range.start : end(previous, range),
      next ? pairRange(next).start : range.end,
    );
  }
  if (previous !== undefined && keepsBlankLines(previous.value)) return null;
  if (startsLine(source.text, range.start)) {
    return colonOf(pair) === null ? null : removeLines(source, range, options.comment ?? 'remove');
  }
  if (next === undefined || previous !== undefined) return null;
  const gap = { start: range.end, end: pairRange(next).start };
  if (options.comment === 'keep' && commentIn(source, gap) !== null) return leaveCommentBehind(source, range);
  return removeBetween(mapping, range.start, gap.end);
}

/** Takes an entry from behind a dash; a comment on its line stays there, and the next entry on its own line. */
function leaveCommentBehind(source: Source, { start, end }: Range): Edit[] | null {
  const comment = commentIn(source, { start: end, end: lineEnd(source.text, end) });
  if (comment !== null) return [replace(source, start, comment.start, '')];
  const dash = source.text.slice(0, start).trimEnd().length;
  return [replace(source, dash, end, '')];
}

/** Puts the comments within an entry, each on a line of its own, in place of the entry. */
function leaveComments(pair: PairNode): Edit[] | null {
  const { source } = pair.key;
  const { start, end: stop } = pairRange(pair);
  if (!startsLine(source.text, start) || !endsLine(source, stop) || endsInBlock(pair.value)) return null;
  const end = lineEnd(source.text, stop);
  const texts = commentsOf(source).filter(comment => comment.start >= start && comment.start < end);
  const gap = styleOf(source).newline + source.text.slice(lineStart(source.text, start), start);
  return [
    replace(
      source,
      start,
      end,
      texts.map(comment => source.text.slice(comment.start, comment.end)).join(gap),
    ),
  ];
}

/** Removes several entries at once; in a flow mapping neighbours go together with their commas. `removeEntry` tells the limitations. */
export function removeEntries(
  mapping: MappingNode,
  pairs: readonly PairNode[],
  options: RemoveOptions = {},
): Edit[] | null {
  if (pairs.length > 1 && mapping.pairs.every(pair => pairs.includes(pair))) return emptyMapping(mapping);
  const edits: Edit[] = [];
  for (const run of mapping.flow ? neighbours(mapping, pairs) : pairs.map(pair => [pair])) {
    const [first, last] = [run[0], run.at(-1)];
    if (first === undefined || last === undefined) continue;
    const removed = run.length === 1 ? removeEntry(mapping, first, options) : removeRun(mapping, first, last);
    if (removed === null) return null;
    edits.push(...removed);
  }
  return edits;
}

/** The pairs in their order, those that follow each other together. */
function neighbours({ pairs }: MappingNode, chosen: readonly PairNode[]): readonly PairNode[][] {
  const runs: PairNode[][] = [];
  let previous = -2;
  for (const [index, pair] of pairs.entries()) {
    if (!chosen.includes(pair)) continue;
    if (index === previous + 1) runs.at(-1)?.push(pair);
    else runs.push([pair]);
    previous = index;
  }
  return runs;
}

function removeRun(mapping: MappingNode, first: PairNode, last: PairNode): Edit[] | null {
  const { pairs } = mapping;
  const next = pairs[pairs.indexOf(last) + 1];
  const previous = pairs[pairs.indexOf(first) - 1];
  const { start } = pairRange(first);
  if (next !== undefined) return removeBetween(mapping, start, pairRange(next).start);
  if (previous === undefined) return emptyMapping(mapping);
  return removeBetween(mapping, pairRange(previous).end, pairRange(last).end);
}

function end(previous: PairNode | undefined, range: Range): number {
  return previous === undefined ? range.start : pairRange(previous).end;
}

function removeBetween(mapping: MappingNode, start: number, stop: number): Edit[] | null {
  const { source } = mapping;
  return commentIn(source, { start, end: stop }) === null ? [replace(source, start, stop, '')] : null;
}

function emptyMapping(mapping: MappingNode): Edit[] | null {
  const { source } = mapping;
  const range = { start: mapping.start, end: mapping.end };
  if (commentIn(source, range) !== null) return null;
  if (mapping.flow) return [replace(source, range.start, range.end, '{}')];
  if (mapping.outer !== undefined) return null;
  const from = startsLine(source.text, range.start) ? gapBefore(source.text, range.start) : range.start;
  if (from === null) return null;
  return [replace(source, from, range.end, from === range.start ? '{}' : ' {}')];
}

/** Where the white space before `at` begins, behind the colon or dash that `at` belongs to; null without one. */
function gapBefore(text: string, at: number): number | null {
  let from = at;
  while (from > 0 && /\s/.test(text[from - 1] ?? '')) from--;
  return text[from - 1] === ':' && !text.slice(lineStart(text, from), from).includes('#') ? from : null;
}

export interface NewEntry {
  readonly key: string;
  readonly value: YamlValue;
  /** The entry that the new one goes before or after; the end of the mapping if neither is given. */
  readonly before?: PairNode;
  readonly after?: PairNode;
  /** The entry of this key gets another one at the same time. */
  readonly isVacated?: boolean;
}

/**
 * Adds an entry to a mapping in the mapping's style. Comments above the entry that it goes before stay with that one.
 *
 * Limitations: null when the key is there already, for entries written with `?`, and in a block for a neighbour that
 * shares its last line with other text.
 */
export function insertEntry(mapping: MappingNode, entry: NewEntry): Edit[] | null {
  const { pairs, source } = mapping;
  if (entry.isVacated !== true && findPair(mapping, entry.key) !== undefined) return null;
  const style = styleOf(source);
  const place = entry.after ?? entry.before ?? pairs[pairs.length - 1];
  if (place === undefined) return fillEmpty(mapping, entry);
  const index = pairs.indexOf(place);
  if (index < 0) return null;
  const isBefore = entry.after === undefined && entry.before !== undefined;
  const { start, end: stop } = pairRange(place);
  if (mapping.flow) {
    const text = `${renderKey(entry.key, !isPlainKey(entry.key, true), style.quote)}: ${renderFlow(entry.value, style)}`;
    return [isBefore ? replace(source, start, start, `${text}, `) : replace(source, stop, stop, `, ${text}`)];
  }
  if (colonOf(place) === null) return null;
  const column = columnOf(source.text, mapping.start);
  const text = renderEntry(entry.key, entry.value, column, style);
  const newLine = style.newline.repeat(isSpaced(mapping, index) ? 2 : 1) + ' '.repeat(column);
  if (!isBefore) return insertBelow(source, place.value, stop, newLine + text);
  const previous = pairs[index - 1];
  if (previous !== undefined && hasCommentAbove(mapping, start)) {
    return insertBelow(source, previous.value, pairRange(previous).end, newLine + text);
  }
  return [replace(source, start, start, text + newLine)];
}

/** True when a blank line sets the entry at `index` apart from a neighbour; for the only one, when it is a section. */
function isSpaced(mapping: MappingNode, index: number): boolean {
  const { pairs, source } = mapping;
  const pair = pairs[index];
  if (pair === undefined || pairs.some(({ value }) => keepsBlankLines(value))) return false;
  const { start, end } = pairRange(pair);
  const previous = pairs[index - 1];
  const next = pairs[index + 1];
  if (previous !== undefined && hasBlankLine(source.text, pairRange(previous).end, start)) return true;
  if (next !== undefined) return hasBlankLine(source.text, end, pairRange(next).start);
  const isSection = pair.value.kind !== 'scalar' && pair.value.kind !== 'alias' && !pair.value.flow;
  return previous === undefined && isSection && columnOf(source.text, start) === 0;
}

function hasCommentAbove(mapping: MappingNode, start: number): boolean {
  const { text } = mapping.source;
  const from = lineStart(text, start);
  return from > 0 && commentIn(mapping.source, { start: lineStart(text, from - 1), end: from }) !== null;
}

function fillEmpty(mapping: MappingNode, { key, value }: NewEntry): Edit[] | null {
  const { source, start, end: stop } = mapping;
  if (commentIn(source, mapping) !== null) return null;
  const { quote } = styleOf(source);
  const name = renderKey(key, !isPlainKey(key, true), quote);
  return [replace(source, start, stop, `{${name}: ${renderFlow(value, styleOf(source))}}`)];
}

/** Gives a key a value, be it there or not: `setPairValue` or `insertEntry`, whose limitations hold. */
export function setEntry(mapping: MappingNode, key: string, value: YamlValue): Edit[] | null {
  const pair = findPair(mapping, key);
  return pair === undefined ? insertEntry(mapping, { key, value }) : setPairValue(pair, value);
}

/**
 * Moves an entry before or after another one of its mapping, with the comment on its line and those directly above it.
 *
 * Limitations: block mappings only; null when either entry shares a line with a dash or with other text, in a mapping
 * with a `|+` block, and where a block scalar would gain or lose the last line break of the text.
 */
export function moveEntry(
  mapping: MappingNode,
  pair: PairNode,
  to: { readonly before: PairNode } | { readonly after: PairNode },
): Edit[] | null {
  const { pairs, source } = mapping;
  const target = 'before' in to ? to.before : to.after;
  if (mapping.flow || target === pair || !pairs.includes(pair) || !pairs.includes(target)) return null;
  const from = takeLines(source, pairRange(pair), boundary(mapping, pair));
  const place = takeLines(source, pairRange(target), boundary(mapping, target));
  if (from === null || place === null || colonOf(pair) === null || colonOf(target) === null) return null;
  if (pairs.some(({ value }) => keepsBlankLines(value))) return null;
  if (touchesEnd(source, from, place) && (endsInBlock(pair.value) || endsInBlock(target.value))) return null;
  const { newline } = styleOf(source);
  const text = source.text.slice(from.start, from.end);
  const gap = newline.repeat(isSpaced(mapping, pairs.indexOf(target)) ? 2 : 1);
  const at = 'before' in to ? place.start : place.end;
  const removed = withBlankLines(source.text, from.start, from.next);
  const end = at >= removed.start && at < removed.end ? from.next : removed.end;
  const start = at > removed.start && at <= from.start ? from.start : removed.start;
  return [replace(source, start, end, ''), replace(source, at, at, 'before' in to ? text + gap : gap + text)];
}

/** True when a block scalar could gain or lose its last line break, because the text ends without one. */
function touchesEnd(source: Source, from: Lines, place: Lines): boolean {
  return from.end === source.text.length || place.end === source.text.length;
}

/** The end of the entry before: comments above a pair are looked for up to there. */
function boundary(mapping: MappingNode, pair: PairNode): number {
  const previous = mapping.pairs[mapping.pairs.indexOf(pair) - 1];
  return previous === undefined ? 0 : pairRange(previous).end;
}
