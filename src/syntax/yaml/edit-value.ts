/** Edits of one value. Each builder returns null when it cannot keep what stands around the value. */
import type { Edit } from '../edit.js';
import type { Node, PairNode, ScalarNode } from '../node.js';
import type { Source } from '../source.js';
import { commentIn } from './comments.js';
import { columnOf, endsLine, lineEnd, lineStart, nextLine, nextText, outerRange, styleOf } from './layout.js';
import {
  isList,
  isRecord,
  quoteDouble,
  quoteText,
  renderAfterColon,
  renderBlockText,
  renderFlow,
  renderText,
  renderYaml,
  type Style,
  type YamlValue,
} from './render-yaml.js';

/**
 * Gives a scalar another string, in the quotes it has, with quotes where a plain scalar needs them now. A `|` or `>`
 * block stays a `|` block as long as the text has several lines. Anchor and tag are kept.
 *
 * Limitations: null for a scalar that is not written at all, and for a block with a comment in its header.
 */
export function setScalar(node: ScalarNode, text: string): Edit[] | null {
  const { source, start, end } = node;
  if (start === end || commentIn(source, node) !== null) return null;
  const style = styleOf(source);
  const inFlow = node.inFlow === true;
  if (node.style === 'single') return [replace(source, start, end, quoteText(text, 'single'))];
  if (node.style === 'double') return [replace(source, start, end, quoteDouble(text))];
  if (node.style === 'plain') return [replace(source, start, end, renderText(text, inFlow, style.quote))];
  const block = renderBlockText(text, blockColumn(node), style);
  return [
    replace(
      source,
      start,
      end,
      closeBlock(source, end, block, style) ?? renderText(text, false, style.quote),
    ),
  ];
}

/** A clipped block at the end of the text needs its line break to be written. */
function closeBlock(source: Source, end: number, block: string | null, style: Style): string | null {
  if (block === null || end < source.text.length || block.startsWith('|-')) return block;
  return block + style.newline;
}

/** The column at which the lines of a block scalar stand. */
function blockColumn(node: ScalarNode): number {
  const { text } = node.source;
  for (let at = nextLine(text, node.start); at < node.end; at = nextLine(text, at)) {
    const line = text.slice(at, lineEnd(text, at));
    const indent = line.search(/[^ ]/);
    if (indent > 0) return indent;
  }
  const line = text.slice(lineStart(text, node.start), node.start);
  return Math.max(0, line.search(/[^ -]/)) + styleOf(node.source).step;
}

/**
 * Puts quotes around the source text of a node as it stands, so that `- echo "a: b"` becomes one string.
 *
 * Limitations: null when the text has several lines, an anchor or tag, or a comment behind it, which could have been
 * meant to belong to it; also for text that is quoted already.
 */
export function quoteSource(node: Node): Edit[] | null {
  const { source, start, end } = node;
  const text = source.text.slice(start, end);
  if (start === end || /[\r\n]/.test(text) || node.outer !== undefined) return null;
  if (node.kind === 'scalar' && node.style !== 'plain') return null;
  if (commentIn(source, { start, end: lineEnd(source.text, end) }) !== null) return null;
  return [
    replace(source, start, end, quoteText(text, text.includes('"') ? 'single' : styleOf(source).quote)),
  ];
}

/**
 * Writes another value in the place of a node: on one line, or a block collection of the same kind for a block
 * collection. `setPairValue` and `replaceItem` can do more, because they know where the value belongs.
 *
 * Limitations: null when a comment stands within the old value, when the node is anchored (others may use it), for
 * a value that is not written at all, and for a block collection that becomes anything but one of its kind.
 */
export function setValue(node: Node, value: YamlValue): Edit[] | null {
  const { source } = node;
  const { start, end } = outerRange(node);
  if (node.anchor !== undefined || start === end || commentIn(source, { start, end }) !== null) return null;
  const style = styleOf(source);
  if (isBlockCollection(node)) {
    const sameKind = node.kind === 'sequence' ? isList(value) : isRecord(value);
    if (!sameKind || !isNested(value) || node.outer !== undefined) return null;
    return [replace(source, start, end, renderYaml(value, columnOf(source.text, start), style))];
  }
  if (node.kind === 'scalar' && typeof value === 'string' && node.tag === undefined)
    return setScalar(node, value);
  return [replace(source, start, end, renderInline(node, value, style))];
}

function isBlockCollection(node: Node): boolean {
  return node.kind !== 'scalar' && node.kind !== 'alias' && !node.flow;
}

function renderInline(node: Node, value: YamlValue, style: Style): string {
  if (typeof value === 'string') return renderText(value, node.inFlow === true, style.quote);
  return renderFlow(value, style);
}

function isNested(value: YamlValue): boolean {
  return isList(value) ? value.length > 0 : isRecord(value) && Object.keys(value).length > 0;
}

/**
 * Gives a pair of a mapping another value, in the style of the mapping. A comment behind `key:` stays where a block
 * collection replaces another of its kind.
 *
 * Limitations: null for other comments within the old value, for an anchored value (others may use it), and for keys
 * that are written with `?`.
 */
export function setPairValue(pair: PairNode, value: YamlValue): Edit[] | null {
  const { key } = pair;
  const { source } = key;
  const style = styleOf(source);
  const colon = colonOf(pair);
  const { start, end } = outerRange(pair.value);
  if (colon === null) {
    const bare = key.inFlow === true && start === end;
    return bare ? [replace(source, end, end, `: ${renderFlow(value, style)}`)] : null;
  }
  if (key.inFlow === true && start < end) return setValue(pair.value, value);
  const column = columnOf(source.text, outerRange(key).start);
  const onLine = key.inFlow === true || staysFlow(pair.value, value);
  const text = onLine ? ` ${renderFlow(value, style)}` : renderAfterColon(value, column, style);
  return replaceBehind(pair.value, colon + 1, value, text);
}

/** True when a list of scalars in `[]` can go on as one. */
export function staysFlow(node: Node, value: YamlValue): boolean {
  if (node.kind !== 'sequence' || !node.flow || !isList(value)) return false;
  return value.every(item => !isList(item) && !isRecord(item));
}

/** Replaces all from `from`, the end of a colon or dash, to the end of the value; scalars stay scalars in place. */
export function replaceBehind(node: Node, from: number, value: YamlValue, text: string): Edit[] | null {
  const { source } = node;
  const { end } = outerRange(node);
  if (node.anchor !== undefined) return null;
  const fitsQuotes = typeof value === 'string' && (node.inFlow === true || !value.includes('\n'));
  if (node.kind === 'scalar' && fitsQuotes && node.tag === undefined && node.start < node.end) {
    return setScalar(node, value);
  }
  if (commentIn(source, { start: from, end }) !== null)
    return isBlockCollection(node) ? setValue(node, value) : null;
  return [putBefore(source, from, end, text)];
}

/** Puts text in place of a range; a comment behind the range stays on the first line of the text. */
export function putBefore(source: Source, start: number, end: number, text: string): Edit {
  const lineBreak = text.search(/\r?\n/);
  const stop = lineEnd(source.text, end);
  if (lineBreak < 0 || !endsLine(source, end)) return replace(source, start, end, text);
  const rest = source.text.slice(end, stop).trimEnd();
  const closing = stop === source.text.length ? styleOf(source).newline : '';
  return replace(source, start, stop, text.slice(0, lineBreak) + rest + text.slice(lineBreak) + closing);
}

/** The colon of a pair; null when none is written, or not on the line of its key. */
export function colonOf(pair: PairNode): number | null {
  const { source } = pair.key;
  const { text } = source;
  const { start, end } = outerRange(pair.key);
  const at = nextText(source, end);
  if (text[at] !== ':' || /[\r\n]/.test(text.slice(end, at))) return null;
  const before = text.slice(Math.max(0, lineStart(text, start) - 4), start);
  return /(?:^|[\s\-[{,])\?[ \t\r\n]+$/.test(before) ? null : at;
}

export function replace(source: Source, start: number, end: number, text: string): Edit {
  return { source, range: { start, end }, text };
}

/** True when an alias elsewhere may stand for a node or for something in it. */
export function holdsAnchor(node: Node): boolean {
  if (node.anchor !== undefined) return true;
  if (node.kind === 'sequence') return node.items.some(holdsAnchor);
  return (
    node.kind === 'mapping' && node.pairs.some(({ key, value }) => holdsAnchor(key) || holdsAnchor(value))
  );
}
