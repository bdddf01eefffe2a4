/** Where things stand on the lines of a source, and how its author lays YAML out. */
import type { Node, PairNode } from '../node.js';
import type { Range } from '../range.js';
import type { Source } from '../source.js';
import { commentIn } from './comments.js';
import { defaultStyle, type Style } from './render-yaml.js';

/** Where a node begins and ends, anchor and tag included. */
export function outerRange(node: Node): Range {
  return { start: node.outer?.start ?? node.start, end: Math.max(node.end, node.outer?.end ?? node.end) };
}

export function pairRange(pair: PairNode): Range {
  const key = outerRange(pair.key);
  return { start: key.start, end: Math.max(key.end, outerRange(pair.value).end) };
}

/** Offset of the first character of the line that `offset` is on. */
export function lineStart(text: string, offset: number): number {
  let at = offset;
  while (at > 0 && text[at - 1] !== '\n' && text[at - 1] !== '\r') at--;
  return at;
}

/** Offset of the line break that ends the line `offset` is on, or of the end of the text. */
export function lineEnd(text: string, offset: number): number {
  let at = offset;
  while (at < text.length && text[at] !== '\n' && text[at] !== '\r') at++;
  return at;
}

/** Offset of the line after the one that `offset` is on; the end of the text if there is none. */
export function nextLine(text: string, offset: number): number {
  const end = lineEnd(text, offset);
  if (text[end] === '\r' && text[end + 1] === '\n') return end + 2;
  return Math.min(end + 1, text.length);
}

export function columnOf(text: string, offset: number): number {
  return offset - lineStart(text, offset);
}

/** True when nothing but spaces stands before `offset` on its line. */
export function startsLine(text: string, offset: number): boolean {
  return /^ *$/.test(text.slice(lineStart(text, offset), offset));
}

/** True when nothing but blanks and perhaps a comment follows `offset` on its line. */
export function endsLine(source: Source, offset: number): boolean {
  const { text } = source;
  const end = lineEnd(text, offset);
  const comment = commentIn(source, { start: offset, end });
  return text.slice(offset, comment?.start ?? end).trim() === '';
}

/** Passes over blanks, line breaks and comments from `offset` on. */
export function nextText(source: Source, offset: number): number {
  const { text } = source;
  let at = offset;
  for (;;) {
    while (at < text.length && /\s/.test(text[at] ?? '')) at++;
    if (text[at] !== '#') return at;
    const comment = commentIn(source, { start: at, end: at + 1 });
    if (comment === null) return at;
    at = comment.end;
  }
}

const memo = new WeakMap<Source, Style>();

/** How a source is laid out: line ends of its first line, indentation of its first nested lines, most used quotes. */
export function styleOf(source: Source): Style {
  const known = memo.get(source);
  if (known !== undefined) return known;
  const { text } = source;
  const firstBreak = text.indexOf('\n');
  const style: Style = {
    newline: firstBreak > 0 && text[firstBreak - 1] === '\r' ? '\r\n' : '\n',
    ...detectSteps(text),
    quote: count(text, "'") > count(text, '"') ? 'single' : 'double',
  };
  memo.set(source, style);
  return style;
}

function count(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found++;
  return found;
}

function detectSteps(text: string): Pick<Style, 'step' | 'listStep'> {
  let step: number | undefined;
  let listStep: number | undefined;
  let keyColumn = -1;
  for (
    let at = 0;
    at < text.length && (step === undefined || listStep === undefined);
    at = nextLine(text, at)
  ) {
    const line = text.slice(at, lineEnd(text, at));
    const first = line.search(/[^ ]/);
    if (first < 0 || line[first] === '#') continue;
    const isItem = line.startsWith('- ', first);
    if (keyColumn >= 0 && isItem && first >= keyColumn) listStep ??= first - keyColumn;
    if (keyColumn >= 0 && !isItem && first > keyColumn) step ??= first - keyColumn;
    keyColumn = !isItem && line.trimEnd().endsWith(':') ? first : -1;
  }
  const found = step ?? (listStep === undefined || listStep === 0 ? defaultStyle.step : listStep);
  return { step: found, listStep: listStep ?? (step === undefined ? defaultStyle.listStep : found) };
}
