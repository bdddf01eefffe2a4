import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { memoryFiles, type RepositoryFiles } from '../../src/config/files.js';

const FOLDER = resolve(
  dirname(fileURLToPath(import.meta.url)),
  process.env.CI_LINT_CORPUS ?? '../../../shared/corpus',
);

export interface CorpusEntry {
  readonly name: string;
  readonly root: string;
  readonly files: RepositoryFiles;
}

interface IndexRow {
  readonly dir: string;
  readonly root: string | null;
}

/** Real configurations, a folder each beside an `index.json`; empty where there are none. They are read into memory. */
export function readCorpus(): readonly CorpusEntry[] {
  const index = join(FOLDER, 'index.json');
  if (!existsSync(index)) return [];
  const rows = JSON.parse(readFileSync(index, 'utf8')) as readonly IndexRow[];
  return rows.flatMap(({ dir, root }) => {
    if (root === null) return [];
    return [{ name: dir, root, files: memoryFiles(readFolder(join(FOLDER, dir))) }];
  });
}

function readFolder(folder: string): Record<string, string> {
  const files: Record<string, string> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath, entry.name);
    files[relative(folder, path).replaceAll('\\', '/')] = readFileSync(path, 'utf8');
  }
  return files;
}
