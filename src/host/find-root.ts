import { existsSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** The folder that `include: local` starts from: the nearest one upwards that holds `.git`, else `folder` itself. Real paths. */
export function findRoot(folder: string): string {
  const start = realpathSync(folder);
  return nearestUpwards(start, candidate => existsSync(join(candidate, '.git'))) ?? start;
}

/** The first of the folder and its ancestors that `accepts`, or null. */
export function nearestUpwards(folder: string, accepts: (folder: string) => boolean): string | null {
  let candidate = folder;
  for (;;) {
    if (accepts(candidate)) return candidate;
    const parent = dirname(candidate);
    if (parent === candidate) return null;
    candidate = parent;
  }
}
