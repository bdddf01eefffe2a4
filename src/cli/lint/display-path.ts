import { join, relative, sep } from 'node:path';
import type { Config } from '../../config/config.js';
import type { Source } from '../../syntax/source.js';

/** Shows paths of files as they stand from the working directory; those of foreign texts stay as they are. */
export function displayPaths(
  runs: readonly { readonly root: string; readonly configs: readonly Config[] }[],
  cwd: string,
): (source: Source) => string {
  const roots = new Map<Source, string | null>();
  for (const { root, configs } of runs) {
    for (const { files } of configs) {
      for (const { stream, local } of files) roots.set(stream.source, local ? root : null);
    }
  }
  const fallback = runs[0]?.root ?? cwd;
  return source => {
    const root = roots.has(source) ? roots.get(source) : fallback;
    return root === null || root === undefined ? source.path : pathFrom(cwd, join(root, source.path));
  };
}

export function pathFrom(cwd: string, file: string): string {
  return relative(cwd, file).split(sep).join('/');
}
