/** Where a part of a `rules:if` expression stands in the source. */
import type { Place } from '../config/problem.js';
import type { Range } from '../syntax/range.js';

/**
 * The place of a range of an expression whose scalar stands at `at`. Folded and quoted text is followed character by
 * character; where that fails, as for text made from inputs, the place is that of a word that stands there once.
 */
export function placeInExpression(at: Place, expression: string, { start, end }: Range): Place | null {
  const { source } = at;
  const trimmed = expression.trim();
  const from = source.text.slice(at.start, at.end).indexOf(trimmed);
  if (from < 0 || trimmed === '') {
    return placeByCharacters(at, expression, { start, end }) ?? placeOfWord(at, expression.slice(start, end));
  }
  const base = at.start + from - expression.indexOf(trimmed);
  return base + start < at.start || base + end > at.end
    ? null
    : { source, start: base + start, end: base + end };
}

const SPACE = /\s/;

/** Follows the expression through the source, of which blanks and line breaks may be others, and quotes escaped. */
function placeByCharacters(at: Place, expression: string, range: Range): Place | null {
  const { text } = at.source;
  const quote = /["']/.exec(text[at.start] ?? '')?.[0] ?? '';
  let offset = at.start + quote.length;
  if (/[|>]/.test(text[at.start] ?? '')) offset = text.indexOf('\n', at.start) + 1;
  let start = -1;
  let end = -1;
  for (let index = 0; index < expression.length && end < 0; index++) {
    const character = expression[index] ?? '';
    if (SPACE.test(character)) continue;
    while (offset < at.end && SPACE.test(text[offset] ?? '')) offset++;
    const length = writtenLength(text, offset, character, quote);
    if (length === 0 || offset + length > at.end) return null;
    if (start < 0 && index >= range.start) start = offset;
    offset += length;
    if (index + 1 >= range.end) end = offset;
  }
  return start < 0 || end < start ? null : { source: at.source, start, end };
}

/** How many characters of the source stand for one of the scalar; 0 when it is another one. */
function writtenLength(text: string, offset: number, character: string, quote: string): number {
  const written = text[offset];
  if (quote === "'" && character === quote) return text.startsWith("''", offset) ? 2 : 0;
  if (quote === '"' && written === '\\') return text[offset + 1] === character ? 2 : 0;
  return written === character ? 1 : 0;
}

function placeOfWord({ source, start, end }: Place, word: string): Place | null {
  const written = source.text.slice(start, end);
  const from = word.length > 1 ? written.indexOf(word) : -1;
  if (from < 0 || written.lastIndexOf(word) !== from) return null;
  return { source, start: start + from, end: start + from + word.length };
}
