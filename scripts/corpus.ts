import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';

export interface CorpusEntry {
  readonly name: string;
  readonly root: string;
  readonly files: Readonly<Record<string, string>>;
}

interface IndexRow {
  readonly dir: string;
  readonly root: string | null;
}

/** Real configurations, a folder each beside an `index.json`, one at a time, as texts by path; none where there is no such folder. */
export function* readCorpus(folder: string): Generator<CorpusEntry> {
  const index = join(folder, 'index.json');
  if (!existsSync(index)) return;
  for (const { dir, root } of JSON.parse(readFileSync(index, 'utf8')) as readonly IndexRow[]) {
    if (root !== null) yield { name: dir, root, files: readFolder(join(folder, dir)) };
  }
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
