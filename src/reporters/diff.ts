/** Changes as a unified diff that `git apply` takes. */
import { structuredPatch } from 'diff';
import type { Style } from './style.js';

export interface FileChange {
  /** Relative to where the diff is applied. */
  readonly path: string;
  readonly before: string;
  readonly after: string;
}

/** Empty when nothing changes. */
export function renderDiff(changes: readonly FileChange[], style: Style): string {
  return changes
    .filter(({ before, after }) => before !== after)
    .map(change => renderChange(change, style))
    .join('');
}

function renderChange({ path, before, after }: FileChange, style: Style): string {
  const { hunks } = structuredPatch(path, path, before, after, '', '', { context: 3 });
  // As git does it, a tab ends a name with spaces.
  const end = path.includes(' ') ? '\t' : '';
  const lines = [style.bold(`--- a/${path}${end}`), style.bold(`+++ b/${path}${end}`)];
  for (const { oldStart, oldLines, newStart, newLines, lines: own } of hunks) {
    lines.push(style.cyan(`@@ -${spanOf(oldStart, oldLines)} +${spanOf(newStart, newLines)} @@`));
    for (const line of own) lines.push(paint(line, style));
  }
  return `${lines.join('\n')}\n`;
}

function spanOf(start: number, count: number): string {
  return count === 1 ? String(start) : `${start},${count}`;
}

function paint(line: string, style: Style): string {
  if (line.startsWith('+')) return style.green(line);
  if (line.startsWith('-')) return style.red(line);
  return line.startsWith('\\') ? style.dim(line) : line;
}
