import { describe, expect, it } from 'vitest';
import { expandBraces, matchesGlob } from '../../src/conditions/glob.js';
import { cpuTime } from '../cpu-time.js';

describe('matchesGlob', () => {
  it.each([
    ['*', 'a', true],
    ['*', '.a', true],
    ['*', 'a/b', false],
    ['**', 'a/b', false],
    ['**/*', 'a/b/c', true],
    ['**/*', 'a', true],
    ['docs/**', 'docs/a', true],
    ['docs/**', 'docs/a/b', false],
    ['docs/**/*', 'docs/a/b', true],
    ['docs/**/*', 'docs', false],
    ['a/**/d/*.txt', 'a/d/x/d/y.txt', true],
    ['a/**/d/*.txt', 'a/d/x/y.txt', false],
    ['**.md', 'a/b.md', false],
    ['?.txt', 'é.txt', true],
    ['?.txt', '😀.txt', true],
    ['?', '/', false],
    ['[ab].txt', 'b.txt', true],
    ['[!a].txt', 'a.txt', false],
    ['[^a].txt', 'b.txt', true],
    ['[a-c]', 'b', true],
    ['[c-a]', 'a', true],
    ['[c-a]', 'b', false],
    ['[!]', 'x', true],
    ['[]', 'x', false],
    ['[a', '[a', false],
    ['[a\\]b]', ']', true],
    ['\\*.txt', '*.txt', true],
    ['\\*.txt', 'a.txt', false],
    ['a\\', 'a', true],
    ['*.{js,ts}', 'a.ts', true],
    ['*.{js,ts}', 'a.tsx', false],
    ['{a,b/**/c}/*', 'b/x/y/c/z', true],
    ['{a,{b,c}}', 'c', true],
    ['{a', '{a', false],
    ['a}', 'a}', true],
    ['\\{a,b}', '{a,b}', true],
    ['a{,b}', 'a', true],
    ['', '', true],
    ['', 'a', false],
    ['docs', 'docs/a', false],
    ['README.md', 'readme.md', false],
  ])('%s %s', (glob, path, expected) => expect(matchesGlob(glob, path)).toBe(expected));

  it('does not write out exponentially many alternatives', () => {
    const spent = cpuTime(() => {
      expect(matchesGlob('{a,b}'.repeat(60), 'a'.repeat(60))).toBe(false);
      expect(matchesGlob('{'.repeat(50_000), 'a')).toBe(false);
      expect(matchesGlob('a*'.repeat(500), 'a'.repeat(2_000))).toBe(true);
      expect(matchesGlob(`${'a*'.repeat(500)}b`, 'a'.repeat(2_000))).toBe(false);
      expect(matchesGlob(`${'**/a*/'.repeat(200)}b`, 'a/'.repeat(1_000))).toBe(false);
    });
    expect(spent).toBeLessThan(3_000);
  });
});

it('expands braces in any order of nesting', () => {
  expect([...expandBraces('{a,b{c,d}}e')].sort()).toEqual(['ae', 'bce', 'bde']);
});
