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

export interface WriteOutcome {
  /** The changes that were written. */
  readonly written: readonly FileChange[];
  /** Those that were not, each with the reason. */
  readonly refused: readonly { readonly path: string; readonly reason: string }[];
}

/** Writes each change as a whole or not at all. An interrupt waits until all files are whole. */
export async function writeChanges(root: string, changes: readonly FileChange[]): Promise<WriteOutcome> {
  const written: FileChange[] = [];
  const refused: { path: string; reason: string }[] = [];
  const interrupted = (): void => process.exit(130);
  process.once('SIGINT', interrupted);
  for (const change of changes) {
    try {
      replaceFile(join(root, change.path), change.before, change.after);
      written.push(change);
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      refused.push({ path: change.path, reason: error.message });
    }
  }
  await new Promise(resolve => setImmediate(resolve));
  process.off('SIGINT', interrupted);
  return { written, refused };
}
