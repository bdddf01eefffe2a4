import { join } from 'node:path';
import { replaceFile, WriteRefused } from '../../host/write-file.js';
import { fixPoint, type LintedConfigs, type SkippedFix } from '../../linter/fix-point.js';
import type { FileChange } from '../../reporters/diff.js';
import type { LintTexts, RepositoryRun } from './repository-run.js';

export interface FixOutcome {
  /** Paths are relative to the root of the repository. */
  readonly changes: readonly FileChange[];
  readonly fixedCount: number;
  readonly skipped: readonly SkippedFix[];
  /** Before the fixes, and after them. */
  readonly before: LintedConfigs;
  readonly after: LintedConfigs;
}

/** Finds out what the fixes make of a repository; writes nothing. */
export function fixRepository(
  { files }: RepositoryRun,
  lint: LintTexts,
  least: 'safe' | 'unsafe',
): FixOutcome {
  let before: LintedConfigs | undefined;
  const { texts, applied, skipped, last } = fixPoint({
    least,
    lint: changed => {
      const linted = lint(changed);
      before ??= linted;
      return linted;
    },
  });
  const changes = [...texts].map(([path, after]) => {
    const answer = files.read(path);
    return { path, before: answer.ok ? answer.text : '', after };
  });
  return { changes, fixedCount: applied.length, skipped, before: before ?? last, after: last };
}

/** Writes the changes and answers why some could not be written. An interrupt waits until all files are whole. */
export async function writeChanges(root: string, changes: readonly FileChange[]): Promise<string[]> {
  const refused: string[] = [];
  const interrupted = (): void => process.exit(130);
  process.once('SIGINT', interrupted);
  for (const { path, before, after } of changes) {
    try {
      replaceFile(join(root, path), before, after);
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      refused.push(`${path} ${error.message}; it was left as it is.`);
    }
  }
  await new Promise(resolve => setImmediate(resolve));
  process.off('SIGINT', interrupted);
  return refused;
}
