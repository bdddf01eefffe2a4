import { describe, expect, it } from 'vitest';
import { applyEdits } from '../../../src/syntax/edit.js';
import type { MappingNode } from '../../../src/syntax/node.js';
import { Source } from '../../../src/syntax/source.js';
import { findPair } from '../../../src/syntax/yaml/edit-mapping.js';
import { nestEntry } from '../../../src/syntax/yaml/edit-nest.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';

/** The text after `key` moved under `target`; null when it cannot. */
function nested(text: string, key: string, target = 'default'): string | null {
  const source = new Source('ci.yml', text);
  const root = parseYaml(source).documents[0]?.contents as MappingNode;
  const pair = findPair(root, key);
  if (pair === undefined) throw new Error(`no ${key}`);
  const edits = nestEntry(root, pair, target);
  return edits && applyEdits(source, edits);
}

describe('nestEntry without the key', () => {
  it('indents the entry, its comments and its block text, and leaves blank lines blank', () => {
    const text = 'a:\n- x # one\n\n# two\n- |\n  y\n\n   z\nb: 1\n';
    expect(nested(text, 'a')).toBe('default:\n  a:\n  - x # one\n\n  # two\n  - |\n    y\n\n     z\nb: 1\n');
  });

  it('keeps the line ends and a text without a last one', () => {
    expect(nested('b: 1\r\na:\r\n  - x\r\n', 'a')).toBe('b: 1\r\ndefault:\r\n  a:\r\n    - x\r\n');
    expect(nested('b: 1\na: x', 'a')).toBe('b: 1\ndefault:\n  a: x');
  });

  it('keeps anchors, which stay in their place', () => {
    expect(nested('a: &x [1]\nb: *x\n', 'a')).toBe('default:\n  a: &x [1]\nb: *x\n');
  });
});

describe('nestEntry with the key', () => {
  it('moves the entry behind the others, with the comments above it and on its line', () => {
    const text = 'default:\n    t: 1 # t\n\n# about a\na: x # a\n\nb: 1\n';
    expect(nested(text, 'a')).toBe('default:\n    t: 1 # t\n    # about a\n    a: x # a\n\nb: 1\n');
  });

  it('moves it down as well as up', () => {
    expect(nested('a: x\ndefault:\n  t: 1\nb: 1\n', 'a')).toBe('default:\n  t: 1\n  a: x\nb: 1\n');
  });

  it.each([
    ['a value in one line', 'default: {t: 1}\na: x\n'],
    ['no value', 'default:\na: x\n'],
    ['the same entry', 'default:\n  a: y\na: x\n'],
    ['an anchor in the entry', 'default:\n  t: 1\na: &x y\nb: 1\n'],
    ['an alias in the entry', 'c: &x y\ndefault:\n  t: 1\na: [*x]\n'],
    ['an anchor of its own', 'default: &d\n  t: 1\na: x\n'],
    ['a block that keeps its blank lines', 'default:\n  t: |+\n    y\n\na: x\n'],
  ])('gives nothing for %s', (_, text) => {
    expect(nested(text, 'a')).toBeNull();
  });
});

it('gives nothing in a flow mapping, or for a key written with a question mark', () => {
  expect(nested('{a: x, b: 1}', 'a')).toBeNull();
  expect(nested('? a\n: x\nb: 1\n', 'a')).toBeNull();
});
