import { compileGlob, isExactGlob } from './glob.js';

/** More comparisons than this and GitLab assumes a match (`rules/rule/clause/{changes,exists}.rb`). */
const MAX_COMPARISONS = 50_000;

/**
 * Paths that many globs are asked about: all files of a repository, or the files a push changed. Every glob is
 * compared once.
 */
export class PathSet {
  /** In the order of their bytes, which is that of Git. */
  readonly paths: readonly string[];
  readonly #memo = new Map<string, boolean>();
  #topLevel: PathSet | undefined;

  constructor(paths: Iterable<string>) {
    this.paths = [...paths].sort(compareBytes);
  }

  /** The paths that are in no folder. */
  get topLevel(): PathSet {
    this.#topLevel ??= new PathSet(this.paths.filter(path => !path.includes('/')));
    return this.#topLevel;
  }

  /** Whether any path matches the glob. */
  matches(glob: string): boolean {
    let answer = this.#memo.get(glob);
    if (answer === undefined) {
      answer = this.paths.some(compileGlob(glob));
      this.#memo.set(glob, answer);
    }
    return answer;
  }
}

/** `rules:changes` for known paths: any path that matches any glob; the globs are already expanded. */
export function matchesChanges(paths: PathSet, globs: readonly string[]): boolean {
  const distinct = new Set(globs);
  if (paths.paths.length === 0 || distinct.size === 0) return false;
  if (paths.paths.length * distinct.size > MAX_COMPARISONS) return true;
  for (const glob of distinct) if (paths.matches(glob)) return true;
  return false;
}

/** `rules:exists` with globs already expanded. Only the files of the top folder count when no glob names a folder. */
export function matchesExists(files: PathSet, globs: readonly string[]): boolean {
  if (globs.length === 0) return false;
  const topOnly = globs.every(glob => !glob.includes('/') && !glob.includes('**'));
  const searched = topOnly ? files.topLevel : files;
  if (globs.some(glob => isExactGlob(glob) && findExact(searched.paths, glob))) return true;
  if (globs.some(glob => isExtensionGlob(glob) && searched.matches(glob))) return true;
  const patterns = globs.filter(glob => !isExactGlob(glob) && !isExtensionGlob(glob));
  if (searched.paths.length * patterns.length > MAX_COMPARISONS) return true;
  return patterns.some(glob => searched.matches(glob));
}

/** `**` + `/*.js`: GitLab looks at the end of the path and does not count the comparisons. */
function isExtensionGlob(glob: string): boolean {
  const rest = glob.startsWith('**/*') ? glob.slice(4) : glob;
  return rest.startsWith('.') && !rest.includes('/') && isExactGlob(rest);
}

/**
 * Ruby's `bsearch`. For a folder (`docs/`) it asks "does the path start with it?" of paths for which that is not
 * monotonic, so whether it finds one depends on what else is in the repository: of `a docs/x z` it does, of
 * `docs/x m z` it does not.
 */
function findExact(paths: readonly string[], glob: string): boolean {
  const isFolder = glob.endsWith('/');
  let low = 0;
  let high = paths.length;
  let found = false;
  while (low < high) {
    const middle = low + ((high - low) >> 1);
    const path = paths[middle] ?? '';
    const order = compareBytes(glob, path);
    if (isFolder ? path.startsWith(glob) : order === 0) {
      found = true;
      high = middle;
    } else if (isFolder || order > 0) low = middle + 1;
    else high = middle;
  }
  return found;
}

/** The order of the UTF-8 bytes, which that of UTF-16 units is not beyond U+FFFF. */
export function compareBytes(a: string, b: string): number {
  const end = Math.min(a.length, b.length);
  for (let index = 0; index < end; index++) {
    const left = a.charCodeAt(index);
    const right = b.charCodeAt(index);
    if (left !== right) return rank(left) - rank(right);
  }
  return a.length - b.length;
}

/** Surrogates stand for what is above all single units. */
function rank(unit: number): number {
  return unit >= 0xd800 && unit <= 0xdfff ? unit + 0x10000 : unit;
}
