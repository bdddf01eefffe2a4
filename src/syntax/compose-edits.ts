import { applyEdits, type Edit } from './edit.js';
import type { Source } from './source.js';

/** A stretch of a text that was made by edits: of the old text, or new. */
type Piece = { readonly from: number; readonly to: number } | { readonly text: string };

/** Edits of `source` that give what `second` gives on the text that `first` makes. Linear in the edits and their texts. */
export function composeEdits(source: Source, first: readonly Edit[], second: readonly Edit[]): Edit[] {
  const middle = applyEdits(source, first);
  const pieces = replaceStretches(piecesOf(source, first), second, middle.length);
  return toEdits(source, pieces);
}

function sorted(edits: readonly Edit[]): readonly Edit[] {
  return [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
}

function piecesOf(source: Source, edits: readonly Edit[]): readonly Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const { range, text } of sorted(edits)) {
    pieces.push({ from: at, to: range.start }, { text });
    at = range.end;
  }
  pieces.push({ from: at, to: source.text.length });
  return pieces;
}

function lengthOf(piece: Piece): number {
  return 'text' in piece ? piece.text.length : piece.to - piece.from;
}

function slice(piece: Piece, start: number, end: number): Piece {
  if ('text' in piece) return { text: piece.text.slice(start, end) };
  return { from: piece.from + start, to: piece.from + end };
}

function replaceStretches(
  pieces: readonly Piece[],
  edits: readonly Edit[],
  length: number,
): readonly Piece[] {
  const result: Piece[] = [];
  let index = 0;
  /** Where the piece at `index` begins, and up to where the text is done. */
  let begin = 0;
  let done = 0;
  const goTo = (end: number, keep: boolean): void => {
    for (let piece = pieces[index]; piece !== undefined && done < end; piece = pieces[index]) {
      const size = lengthOf(piece);
      const stop = Math.min(size, end - begin);
      if (keep) result.push(slice(piece, done - begin, stop));
      done = begin + stop;
      if (stop < size) return;
      begin += size;
      index++;
    }
  };
  for (const { range, text } of sorted(edits)) {
    goTo(range.start, true);
    goTo(range.end, false);
    result.push({ text });
  }
  goTo(length, true);
  return result;
}

/** One edit for each stretch of new or missing text. */
function toEdits(source: Source, pieces: readonly Piece[]): Edit[] {
  const edits: Edit[] = [];
  let at = 0;
  let text = '';
  const flush = (start: number): void => {
    if (text !== '' || start > at) edits.push({ source, range: { start: at, end: start }, text });
    text = '';
  };
  for (const piece of pieces) {
    if ('text' in piece) {
      text += piece.text;
      continue;
    }
    if (piece.from === piece.to) continue;
    flush(piece.from);
    at = piece.to;
  }
  flush(source.text.length);
  return edits;
}

/** Where an offset of the edited text stood before; for new text, where it was put in. */
export function offsetBefore(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const { range, text } of sorted(edits)) {
    const start = range.start + shift;
    if (offset < start) break;
    if (offset < start + text.length) return range.start;
    shift += text.length - (range.end - range.start);
  }
  return offset - shift;
}
