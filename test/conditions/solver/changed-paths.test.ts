import { expect, it } from 'vitest';
import { matchesGlob } from '../../../src/conditions/glob.js';
import { findChangedPaths, isContradiction } from '../../../src/conditions/solver/changed-paths.js';
import { createRandom } from './brute-force.js';

it('finds paths for all lists of globs', () => {
  const paths = findChangedPaths([['src/**/*.{rb,erb}'], ['[Dd]ockerfile', 'x']], [['*.md'], ['src/x.rb']]);
  expect(paths).toHaveLength(2);
  expect(paths?.some(path => matchesGlob('src/**/*.{rb,erb}', path))).toBe(true);
  expect(findChangedPaths([], [['x']])).toEqual(['unrelated-file']);
  expect(findChangedPaths([], [['**/*']])).toEqual([]);
  expect(findChangedPaths([['**/*']], [['**/*']])).toBeNull();
});

it.each([
  [['docs/*'], ['**/*'], true],
  [['docs/a.md', 'b.md'], ['**/*.md'], true],
  [['src/**/*.rb'], ['src/**/*'], true],
  [['src/**/*.rb'], ['**/*.rb'], true],
  [['src/**/*.rb'], ['src/*.rb'], false],
  [['src/**/*', 'x'], ['src/**/*'], false],
  [['srcs/*'], ['src**/*'], false],
])('%j without %j: %s', (matched, missed, expected) =>
  expect(isContradiction([matched], [missed])).toBe(expected),
);

it('claims a contradiction only where there is one', () => {
  const parts = ['src/', 'a', '*', '**/', '*.md', '.md', '[ab]', 'b', '**/*', '{a,b}', '?', '\\*'];
  const names = ['src/', 'a', 'b', '.md', '/', 'x', '*'];
  const random = createRandom(5);
  const text = (pieces: readonly string[], most: number) =>
    Array.from({ length: 1 + random(most) }, () => pieces[random(pieces.length)]).join('');
  const paths = Array.from({ length: 400 }, () => text(names, 4)).filter(
    path => !path.endsWith('/') && !path.startsWith('/'),
  );
  for (let round = 0; round < 3_000; round++) {
    const [glob, wider] = [text(parts, 3), text(parts, 2)];
    if (!isContradiction([[glob]], [[wider]])) continue;
    expect(
      paths.filter(path => matchesGlob(glob, path) && !matchesGlob(wider, path)),
      `${glob} ${wider}`,
    ).toEqual([]);
  }
});
