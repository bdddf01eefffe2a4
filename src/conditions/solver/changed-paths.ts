/** Makes up modified paths that match some globs and not others. */
import { expandBraces, isExactGlob, matchesGlob } from '../glob.js';
import { matchesChanges, PathSet } from '../path-set.js';

const FILLERS: readonly string[] = ['x', 'file', 'a', 'b1', 'index', 'zz-9'];
const MAX_ALTERNATIVES = 20;

/**
 * Paths by which each of the `matched` lists of globs matches and none of the `missed`; null when none were found,
 * which does not prove that there are none.
 */
export function findChangedPaths(
  matched: readonly (readonly string[])[],
  missed: readonly (readonly string[])[],
): readonly string[] | null {
  const forbidden = missed.flat();
  const isAllowed = (path: string): boolean => !forbidden.some(glob => matchesGlob(glob, path));
  const paths: string[] = [];
  for (const globs of matched) {
    const path = findPath(globs, isAllowed);
    if (path === null) return null;
    paths.push(path);
  }
  if (paths.length === 0 && isAllowed('unrelated-file')) paths.push('unrelated-file');
  const set = new PathSet(paths);
  const agrees =
    matched.every(globs => matchesChanges(set, globs)) && !missed.some(globs => matchesChanges(set, globs));
  return agrees ? paths : null;
}

/** True when it is plain that no path can do it: whatever one list of globs matches is missed by others. */
export function isContradiction(
  matched: readonly (readonly string[])[],
  missed: readonly (readonly string[])[],
): boolean {
  const forbidden = missed.flat();
  return matched.some(globs => globs.every(glob => forbidden.some(other => covers(other, glob))));
}

/** Whether the first glob matches, as is plain to see, all that the second one does. */
function covers(wider: string, glob: string): boolean {
  if (wider === glob) return true;
  if (isExactGlob(glob)) return matchesGlob(wider, glob);
  const [folder, suffix, ...more] = wider.split('**/*');
  if (folder === undefined || suffix === undefined || more.length > 0 || /[[{\\]/.test(glob)) return false;
  const isPlain = isExactGlob(folder + suffix) && !wider.includes('\\') && !suffix.includes('/');
  if (!isPlain || (folder !== '' && !folder.endsWith('/'))) return false;
  return glob.startsWith(folder) && glob.length > folder.length && glob.endsWith(suffix);
}

function findPath(globs: readonly string[], isAllowed: (path: string) => boolean): string | null {
  for (const glob of globs) {
    for (const alternative of expandBraces(glob).slice(0, MAX_ALTERNATIVES)) {
      for (const candidate of candidates(alternative)) {
        if (candidate !== '' && matchesGlob(alternative, candidate) && isAllowed(candidate)) return candidate;
      }
    }
  }
  return null;
}

/** The glob with its wildcards filled in, in some ways. */
function* candidates(glob: string): Generator<string> {
  for (const filler of FILLERS) {
    for (const folders of ['', `${filler}/`, `${filler}/${filler}/`]) {
      yield glob
        .replace(/\*\*\//g, folders)
        .replace(/\*+/g, filler)
        .replace(/\?/g, filler[0] ?? 'x')
        .replace(/\[[!^]?\\?(.)[^\]]*\]/gu, (bracket, first: string) =>
          /^\[[!^]/.test(bracket) ? (filler[0] ?? 'x') : first,
        )
        .replace(/\\(.)/gu, '$1');
    }
  }
}
