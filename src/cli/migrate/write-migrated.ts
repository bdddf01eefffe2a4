/** Writes migrated files, all of them or none: over their originals, or below a folder. */
import { existsSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { readText } from '../../host/read-text.js';
import { createFile, WriteRefused } from '../../host/write-file.js';
import type { FileChange } from '../../reporters/diff.js';
import { pathFrom } from '../lint/display-path.js';
import { writeChanges } from '../lint/fix-repository.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import type { MigrateFlags } from './flags.js';
import type { MigratedRepository } from './migrate-repository.js';

/** A file of a folder that holds something else than it should. */
interface Outdated extends FileChange {
  /** The folder that `path` starts from. */
  readonly folder: string;
  /** False for a file that is not there yet. */
  readonly exists: boolean;
}

/** The files that would be written. */
export function outdatedFiles(
  { root, files }: MigratedRepository,
  { outputFolder }: MigrateFlags,
  cwd: string,
): readonly Outdated[] {
  if (outputFolder === undefined) {
    return files.filter(({ changed }) => changed).map(file => ({ ...file, folder: root, exists: true }));
  }
  const folder = targetFolder(root, outputFolder, cwd);
  return files.flatMap(({ path, after }): Outdated[] => {
    const answer = readText(join(folder, path));
    if (answer.ok && answer.text === after) return [];
    return [{ path, folder, before: answer.ok ? answer.text : '', after, exists: answer.ok }];
  });
}

export interface WriteResult {
  /** How many files were written; null when none was to be. */
  readonly written: number | null;
  /** What could not be written, a sentence each; then no file of that repository was. */
  readonly problems: readonly string[];
}

export async function writeMigrated(
  repositories: readonly MigratedRepository[],
  flags: MigrateFlags,
  { cwd }: Terminal,
): Promise<WriteResult> {
  if (flags.check === true || (flags.write !== true && flags.outputFolder === undefined)) {
    return { written: null, problems: [] };
  }
  const problems: string[] = [];
  let written = 0;
  for (const repository of repositories) {
    const folder = targetFolder(repository.root, flags.outputFolder, cwd);
    const outdated = outdatedFiles(repository, flags, cwd);
    const refused = await writeAll(folder, outdated);
    if (refused.length === 0) written += outdated.length;
    for (const { path, reason } of refused) {
      problems.push(`${pathFrom(cwd, join(folder, path))} ${reason}; nothing was written.`);
    }
  }
  return { written, problems };
}

export function targetFolder(root: string, outputFolder: string | undefined, cwd: string): string {
  if (outputFolder === undefined) return root;
  const folder = resolve(cwd, outputFolder);
  if (existsSync(folder) && !statSync(folder).isDirectory()) {
    throw new UsageError(`--output-folder ${outputFolder} is not a folder.`);
  }
  return folder;
}

interface Refused {
  readonly path: string;
  readonly reason: string;
}

/** Half a migration would be a configuration in two syntaxes: what was written before a refusal is taken back. */
async function writeAll(folder: string, files: readonly Outdated[]): Promise<readonly Refused[]> {
  const { written, refused } = await writeChanges(
    folder,
    files.filter(({ exists }) => exists),
  );
  const failed = [...refused];
  for (const { path, after, exists } of files) {
    if (exists || failed.length > 0) continue;
    try {
      createFile(join(folder, path), after);
    } catch (error) {
      if (!(error instanceof WriteRefused)) throw error;
      failed.push({ path, reason: error.message });
    }
  }
  if (failed.length > 0) {
    const back = written.map(({ path, before, after }) => ({ path, before: after, after: before }));
    await writeChanges(folder, back);
  }
  return failed;
}
