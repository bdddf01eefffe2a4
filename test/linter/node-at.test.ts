import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import type { Place } from '../../src/config/problem.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { isItemAt, nodeAt, pairAt, scalarAt } from '../../src/linter/node-at.js';

const TEXT = `build: # first
  script: [make, { a: &x b }]
  'tags': &list
    - docker
    -
  empty:
test: { script: make }
`;

function place(config: Config, words: string, from = 0): Place {
  const source = config.files[0]?.stream.source;
  if (source === undefined) throw new Error('no source');
  const start = source.text.indexOf(words, from);
  return { source, start, end: start + words.length };
}

describe('nodeAt', () => {
  const config = resolveConfig({ root: 'a.yml', files: memoryFiles({ 'a.yml': TEXT }) });

  it.each([
    'build',
    'script',
    '[make, { a: &x b }]',
    'make',
    '{ a: &x b }',
    'b',
    "'tags'",
    'docker',
    '{ script: make }',
  ])('finds %s', words => {
    const node = nodeAt(config, place(config, words, words === 'b' ? TEXT.indexOf('&x') : 0));
    expect(node?.source.text.slice(node.start, node.end)).toBe(words);
  });

  it('finds nothing between nodes', () => {
    for (const words of ['# first', 'script: ', '- docker', '&x']) {
      expect(nodeAt(config, place(config, words)), words).toBeNull();
    }
  });

  it('knows scalars, keys and items', () => {
    expect(scalarAt(config, place(config, '{ script: make }'))).toBeNull();
    expect(scalarAt(config, place(config, "'tags'"))?.text).toBe('tags');
    expect(pairAt(config, place(config, "'tags'"))?.pair.value.kind).toBe('sequence');
    expect(pairAt(config, place(config, "'tags'"))?.mapping.pairs).toHaveLength(3);
    expect(pairAt(config, place(config, 'docker'))).toBeNull();
    expect(isItemAt(config, place(config, 'docker'))).toBe(true);
    expect(isItemAt(config, place(config, 'make', TEXT.indexOf('test')))).toBe(false);
  });
});
