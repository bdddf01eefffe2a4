import { describe, expect, it } from 'vitest';
import { compareBytes, matchesChanges, matchesExists, PathSet } from '../../src/conditions/path-set.js';

const numbered = (count: number) => new PathSet(Array.from({ length: count }, (_, index) => `f${index}`));

describe('matchesExists', () => {
  const exists = (globs: string[], paths: string[]) => matchesExists(new PathSet(paths), globs);

  it('finds exact names, extensions and patterns', () => {
    expect(exists(['a/b.txt'], ['a/b.txt', 'c'])).toBe(true);
    expect(exists(['a/b'], ['a/b.txt'])).toBe(false);
    expect(exists(['**/*.so.1'], ['x/y.so.1'])).toBe(true);
    expect(exists(['src/*.rb'], ['src/a.rb'])).toBe(true);
    expect(exists([], ['a'])).toBe(false);
  });

  it('looks only at the top folder when no glob names a folder', () => {
    expect(exists(['*.rb'], ['src/a.rb'])).toBe(false);
    expect(exists(['*.rb', 'src/*'], ['src/a.rb'])).toBe(true);
  });

  it('finds a folder by a binary search that may miss it', () => {
    expect(exists(['docs/'], ['a', 'docs/x', 'z'])).toBe(true);
    expect(exists(['docs/'], ['docs/x', 'm', 'z'])).toBe(false);
    expect(exists(['docs'], ['docs/x'])).toBe(false);
  });

  it('assumes a match beyond 50,000 comparisons of patterns', () => {
    expect(matchesExists(numbered(50_000), ['x*'])).toBe(false);
    expect(matchesExists(numbered(50_001), ['x*'])).toBe(true);
    expect(matchesExists(numbered(50_001), ['x', '**/*.x'])).toBe(false);
  });
});

describe('matchesChanges', () => {
  it('needs one path and one glob', () => {
    const paths = new PathSet(['docs/a.md', 'src/b.rb']);
    expect(matchesChanges(paths, ['src/*'])).toBe(true);
    expect(matchesChanges(paths, ['docs/'])).toBe(false);
    expect(matchesChanges(paths, [])).toBe(false);
    expect(matchesChanges(new PathSet([]), ['**/*'])).toBe(false);
  });

  it('assumes a match beyond 50,000 comparisons of different globs', () => {
    expect(matchesChanges(numbered(50_000), ['x', 'x'])).toBe(false);
    expect(matchesChanges(numbered(25_001), ['x', 'y'])).toBe(true);
  });
});

it('sorts by bytes', () => {
  expect(['\u{1f600}', '\uffee', 'é', 'z', 'a/b', 'a.b', 'a'].sort(compareBytes)).toEqual([
    'a',
    'a.b',
    'a/b',
    'z',
    'é',
    '\uffee',
    '\u{1f600}',
  ]);
});
