import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { nearestUpwards } from './find-root.js';

const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * The files that are or could be committed below a folder, sorted, relative to it; null when git has no answer.
 * `core.fsmonitor` is off because a repository's own settings could start any program through it.
 */
export function listGitFiles(folder: string): string[] | null {
  if (nearestUpwards(folder, candidate => existsSync(join(candidate, '.git'))) === null) return null;
  const { status, stdout } = spawnSync(
    'git',
    ['-c', 'core.fsmonitor=false', 'ls-files', '-z', '--cached', '--others', '--exclude-standard'],
    { cwd: folder, encoding: 'utf8', maxBuffer: MAX_OUTPUT, stdio: ['ignore', 'pipe', 'ignore'] },
  );
  if (status !== 0 || typeof stdout !== 'string') return null;
  const paths = stdout.split('\0').filter(path => path !== '');
  return [...new Set(paths)].sort();
}
