import type { Place } from '../config/problem.js';
import { columnsOf, printable } from './printable.js';
import type { Style } from './style.js';

/** Lines of context above and below. */
const CONTEXT = 1;
/** Longer lines are cut around the place. */
const LONGEST = 120;
const LEAD = 40;

/** The lines around a place with carets under exactly its characters. */
export function renderCodeFrame(at: Place, style: Style, mark: (text: string) => string): string[] {
  const { source } = at;
  const start = source.positionAt(at.start);
  const end = source.positionAt(at.end);
  const first = Math.max(1, start.line - CONTEXT);
  const last = Math.min(source.lineStarts.length, start.line + CONTEXT);
  const gutter = String(last).length;
  const cut = cutOf(source.lineText(start.line), start.column - 1);
  const lines: string[] = [];
  for (let number = first; number <= last; number++) {
    const text = source.lineText(number);
    const own = number === start.line;
    if (!own && number === source.lineStarts.length && text === '') continue;
    const shown = show(text, cut);
    const label = String(number).padStart(gutter);
    lines.push(
      own
        ? `${mark('>')} ${style.dim(`${label} │`)} ${shown}`.trimEnd()
        : style.dim(`  ${label} │ ${shown}`.trimEnd()),
    );
    if (!own) continue;
    const to = end.line === start.line ? end.column - 1 : text.length;
    const before = columnsOf(show(text.slice(0, start.column - 1), cut));
    const width = Math.max(
      1,
      columnsOf(printable(text.slice(start.column - 1, Math.min(to, cut + LONGEST)))),
    );
    lines.push(`  ${' '.repeat(gutter)} ${style.dim('│')} ${' '.repeat(before)}${mark('^'.repeat(width))}`);
  }
  return lines;
}

/** The column (from 0) at which a long line starts to be shown. */
function cutOf(text: string, column: number): number {
  return text.length <= LONGEST || column < LONGEST - LEAD ? 0 : column - LEAD;
}

function show(text: string, cut: number): string {
  const part = cut > 0 && text.length > 0 ? `…${text.slice(cut + 1)}` : text;
  return printable(part.length > LONGEST ? `${part.slice(0, LONGEST - 1)}…` : part);
}
