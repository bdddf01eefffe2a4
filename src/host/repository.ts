/** A repository on disk, as the configuration passes read it. Nothing outside its root is ever read. */
import { readdirSync, realpathSync } from 'node:fs';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import type { FileAnswer, RepositoryFiles } from '../config/files.js';
import { listGitFiles } from './git.js';
import { MAX_FILE_BYTES, readText } from './read-text.js';

const SKIPPED_FOLDERS: ReadonlySet<string> = new Set(['.git', 'node_modules']);

/** Each file is read once, and the list of files is made when somebody asks for it. `root` is a real path. */
export function diskRepository(root: string, maxBytes: number = MAX_FILE_BYTES): RepositoryFiles {
  const answers = new Map<string, FileAnswer>();
  let paths: readonly string[] | undefined;
  return {
    read(path) {
      let answer = answers.get(path);
      if (answer === undefined) {
        answer = readInside(root, path, maxBytes);
        answers.set(path, answer);
      }
      return answer;
    },
    list() {
      paths ??= listGitFiles(root) ?? walk(root);
      return paths;
    },
  };
}

/** A repository in which some files have other texts than on disk. */
export function overlayFiles(base: RepositoryFiles, texts: ReadonlyMap<string, string>): RepositoryFiles {
  if (texts.size === 0) return base;
  return {
    read(path) {
      const text = texts.get(path);
      return text === undefined ? base.read(path) : { ok: true, text };
    },
    list() {
      const paths = base.list();
      if (paths === null) return null;
      const known = new Set(paths);
      const added = [...texts.keys()].filter(path => !known.has(path));
      return added.length === 0 ? paths : [...paths, ...added].sort();
    },
  };
}

/** The path of a file relative to the root, with `/`; null for a file outside. Both are absolute. */
export function pathInside(root: string, file: string): string | null {
  const path = relative(root, file);
  if (path === '' || path === '..' || path.startsWith(`..${sep}`) || isAbsolute(path)) return null;
  return path.split(sep).join('/');
}

function readInside(root: string, path: string, maxBytes: number): FileAnswer {
  if (path.includes('\0')) return { ok: false, code: 'missing', reason: 'does not exist' };
  const file = resolve(root, path);
  if (pathInside(root, file) === null) return outside();
  let real: string;
  try {
    real = realpathSync(file);
  } catch {
    return readText(file, maxBytes);
  }
  if (real !== file && pathInside(root, real) === null) {
    return outside(' through a symbolic link');
  }
  return readText(real, maxBytes);
}

function outside(how = ''): FileAnswer {
  return { ok: false, code: 'outside', reason: `leads out of the repository${how}` };
}

function walk(root: string): string[] {
  const paths: string[] = [];
  const pending = [''];
  for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
    for (const entry of readFolder(join(root, folder))) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!SKIPPED_FOLDERS.has(entry.name)) pending.push(path);
      } else paths.push(path);
    }
  }
  return paths.sort();
}

/** The entries of a folder; none when it cannot be read, as the repository of somebody else may hold such folders. */
function readFolder(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
