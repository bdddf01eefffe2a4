import type { ReportedJob } from '../simulation-report.js';

/** How a job starts, in the words of its keywords: `on_success`; `delayed`, `1 hour`; `manual`, `on_failure`, `blocker`. */
export function startWords({ when, execution, startIn, blocker, async }: ReportedJob): readonly string[] {
  if (execution === undefined) return startIn === null ? [when] : [when, startIn];
  const words: string[] = [];
  if (execution !== 'automatic') words.push(execution);
  if (startIn !== null) words.push(startIn);
  if (execution === 'automatic' || when !== 'on_success') words.push(when);
  if (blocker === true) words.push('blocker');
  if (async === true) words.push('async');
  return words;
}
