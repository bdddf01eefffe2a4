/**
 * Globs as `changes` and `exists` use them: Ruby's `File.fnmatch?` with FNM_PATHNAME, FNM_DOTMATCH and FNM_EXTGLOB.
 * So `*` and `?` stop at `/`, a name may start with a dot, `{a,b}` are alternatives, and only a leading or whole
 * `**` + `/` crosses folders: `docs/**` is the same as `docs/*`.
 */

/** Whether a path, relative to the repository, matches. */
export type GlobMatcher = (path: string) => boolean;

/** Ruby writes every alternative out; past this many characters in all we stop, and the glob matches nothing. */
const MAX_EXPANDED = 1_000_000;

/** True when the glob has none of the characters by which GitLab recognises a pattern in `exists`. */
export function isExactGlob(glob: string): boolean {
  return !/[*?[{]/.test(glob);
}

/** Prepares a glob for many paths. A match costs at most the product of both lengths for each folder of the path. */
export function compileGlob(glob: string): GlobMatcher {
  if (isExactGlob(glob) && !glob.includes('\\')) return path => path === glob;
  const alternatives = expandBraces(glob);
  return path => alternatives.some(alternative => matchPath(alternative, path));
}

export function matchesGlob(glob: string, path: string): boolean {
  return compileGlob(glob)(path);
}

/**
 * The alternatives of a glob with braces. A glob with an opening brace that is never closed has none and so matches
 * nothing (`ruby_brace_expand` of Ruby's dir.c); a closing one alone is an ordinary character.
 */
export function expandBraces(glob: string): readonly string[] {
  const done: string[] = [];
  const open = [glob];
  let written = glob.length;
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const braces = findBraces(next);
    if (braces === 'none') done.push(next);
    if (typeof braces === 'string') continue;
    const head = next.slice(0, braces.start);
    const tail = next.slice(braces.end + 1);
    const parts = splitAlternatives(next.slice(braces.start + 1, braces.end));
    written += parts.length * (head.length + tail.length) + braces.end - braces.start;
    if (written > MAX_EXPANDED) return [];
    open.push(...parts.map(part => head + part + tail));
  }
  return done;
}

/** The outermost pair of braces, if there is one; a backslash hides what follows it. */
function findBraces(glob: string): { readonly start: number; readonly end: number } | 'none' | 'unclosed' {
  let depth = 0;
  let start = -1;
  for (let index = 0; index < glob.length; index++) {
    const character = glob[index];
    if (character === '{' && depth++ === 0) start = index;
    if (character === '}' && start !== -1 && --depth === 0) return { start, end: index };
    if (character === '\\') index++;
  }
  return start === -1 ? 'none' : 'unclosed';
}

function splitAlternatives(text: string): readonly string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let index = 0; index < text.length; index++) {
    const character = text[index];
    if (character === ',' && depth === 0) {
      parts.push(text.slice(start, index));
      start = index + 1;
    }
    if (character === '{') depth++;
    if (character === '}') depth--;
    if (character === '\\') index++;
  }
  parts.push(text.slice(start));
  return parts;
}

/** Where the comparison of one path segment came to stand. */
interface SegmentEnd {
  readonly matched: boolean;
  readonly glob: number;
  readonly path: number;
}

/** Segment after segment; the last `**` + `/` is tried again one folder further when what follows it fails. */
function matchPath(glob: string, path: string): boolean {
  let retryGlob = -1;
  let retryPath = -1;
  let g = 0;
  let p = 0;
  for (;;) {
    if (glob.startsWith('**/', g)) {
      while (glob.startsWith('**/', g)) g += 3;
      retryGlob = g;
      retryPath = p;
    }
    const end = matchSegment(glob, g, path, p);
    if (end.matched) {
      const slash = segmentEnd(path, end.path);
      const globLeft = end.glob < glob.length;
      const pathLeft = slash < path.length;
      if (!globLeft && !pathLeft) return true;
      if (globLeft && pathLeft) {
        g = end.glob + 1;
        p = slash + 1;
        continue;
      }
    }
    if (retryGlob === -1) return false;
    const next = segmentEnd(path, retryPath);
    if (next === path.length) return false;
    retryPath = next + 1;
    g = retryGlob;
    p = retryPath;
  }
}

/** One segment of both; a `*` gives back one character at a time, and only the last one does. */
function matchSegment(glob: string, g: number, path: string, p: number): SegmentEnd {
  let retryGlob = -1;
  let retryPath = -1;
  for (;;) {
    const atEnd = isEnd(path, p);
    const character = glob[g];
    if (character === '*') {
      while (glob[g] === '*') g++;
      if (isEnd(glob, skipBackslash(glob, g)))
        return { matched: true, glob: skipBackslash(glob, g), path: p };
      if (atEnd) return { matched: false, glob: g, path: p };
      retryGlob = g;
      retryPath = p;
      continue;
    }
    if (atEnd && (character === '?' || character === '[')) return { matched: false, glob: g, path: p };
    const next = matchOne(glob, g, path, p);
    if (next === 'end') return { matched: true, glob: skipBackslash(glob, g), path: p };
    if (next !== null) {
      g = next;
      p += width(path, p);
      continue;
    }
    if (atEnd || retryGlob === -1) return { matched: false, glob: g, path: p };
    retryPath += width(path, retryPath);
    g = retryGlob;
    p = retryPath;
  }
}

/** The glob's offset after what matches the path's character, null on a mismatch, `end` when both segments end. */
function matchOne(glob: string, g: number, path: string, p: number): number | 'end' | null {
  if (glob[g] === '?') return g + 1;
  if (glob[g] === '[') return matchBracket(glob, g + 1, path.codePointAt(p) ?? 0);
  const literal = skipBackslash(glob, g);
  if (isEnd(path, p)) return isEnd(glob, literal) ? 'end' : null;
  if (isEnd(glob, literal) || glob.codePointAt(literal) !== path.codePointAt(p)) return null;
  return literal + width(glob, literal);
}

/** The offset after the `]`, or null. `[]` matches nothing and `[!]` everything; an unclosed bracket matches nothing. */
function matchBracket(glob: string, g: number, wanted: number): number | null {
  const negated = glob[g] === '!' || glob[g] === '^';
  if (negated) g++;
  let found = false;
  while (glob[g] !== ']') {
    const low = glob[g] === '\\' ? g + 1 : g;
    g = low + width(glob, low);
    if (g >= glob.length) return null;
    let high = low;
    if (glob[g] === '-' && glob[g + 1] !== ']') {
      high = glob[g + 1] === '\\' ? g + 2 : g + 1;
      if (high >= glob.length) return null;
      g = high + width(glob, high);
    }
    found ||= isBetween(glob.codePointAt(low), wanted, glob.codePointAt(high));
    if (g >= glob.length) return null;
  }
  return found === negated ? null : g + 1;
}

/** The ends of a reversed range still match themselves. */
function isBetween(low = -1, wanted: number, high = -1): boolean {
  return wanted === low || wanted === high || (low <= wanted && wanted <= high);
}

function isEnd(text: string, offset: number): boolean {
  return offset >= text.length || text[offset] === '/';
}

function segmentEnd(path: string, from: number): number {
  const slash = path.indexOf('/', from);
  return slash === -1 ? path.length : slash;
}

/** Steps over a backslash; one at the very end stands for nothing. */
function skipBackslash(glob: string, offset: number): number {
  return glob[offset] === '\\' ? offset + 1 : offset;
}

function width(text: string, offset: number): number {
  return (text.codePointAt(offset) ?? 0) > 0xffff ? 2 : 1;
}
