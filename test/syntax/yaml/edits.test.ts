import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit } from '../../../src/syntax/edit.js';
import type { MappingNode, Node, PairNode, ScalarNode, SequenceNode } from '../../../src/syntax/node.js';
import { Source } from '../../../src/syntax/source.js';
import {
  findPair,
  insertEntry,
  moveEntry,
  removeEntry,
  renameKey,
  setEntry,
} from '../../../src/syntax/yaml/edit-mapping.js';
import {
  appendItem,
  insertItem,
  removeItem,
  replaceItem,
  replaceItems,
} from '../../../src/syntax/yaml/edit-sequence.js';
import { quoteSource, setPairValue, setScalar, setValue } from '../../../src/syntax/yaml/edit-value.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';
import { written } from '../../../src/syntax/yaml/render-yaml.js';

/** A text after an edit of its root; null when the builder gives none. */
function edited(text: string, edit: (root: MappingNode) => Edit[] | null): string | null {
  const source = new Source('ci.yml', text);
  const edits = edit(parseYaml(source).documents[0]?.contents as MappingNode);
  return edits && applyEdits(source, edits);
}

function pair(root: Node, ...path: string[]): PairNode {
  const [key = '', ...rest] = path;
  const found = findPair(root as MappingNode, key);
  if (found === undefined) throw new Error(`no ${key}`);
  return rest.length === 0 ? found : pair(found.value, ...rest);
}

function list(root: Node, ...path: string[]): SequenceNode {
  return pair(root, ...path).value as SequenceNode;
}

describe('setPairValue', () => {
  it.each([
    ['a: 1 # c\n', 2, 'a: 2 # c\n'],
    ['a: "1" # c\n', 'x: w', 'a: "x: w" # c\n'],
    ['a: b\n', 'x: w', 'a: "x: w"\n'],
    ['a: b\n', 'x\nw\n', 'a: |\n  x\n  w\n'],
    ['a: b # c\n', ['x', 'w'], 'a: # c\n  - x\n  - w\n'],
    ['a: # c\nb: 1\n', { x: 1 }, 'a: # c\n  x: 1\nb: 1\n'],
    ['a:\n- b\nc:\n    d: 1\n', ['x'], 'a:\n- x\nc:\n    d: 1\n'],
    ['a:\n- b\nc:\n    d: 1\n', { x: { w: 1 } }, 'a:\n    x:\n        w: 1\nc:\n    d: 1\n'],
    ['a:\n  - b\n  - c\n', 'x', 'a: x\n'],
    ['a: [b, c] # d\n', ['x', 1], 'a: [x, 1] # d\n'],
    ['a: [b]\n', [{ x: 1 }], 'a:\n  - x: 1\n'],
    ['a: *b\n', [], 'a: []\n'],
    ['a: b\r\nc: d\r\n', ['x', 'w'], 'a:\r\n  - x\r\n  - w\r\nc: d\r\n'],
    ['a: b', written('!reference [.x, w]'), 'a: !reference [.x, w]'],
    ['{a: b, c: d}', ['x, w'], '{a: ["x, w"], c: d}'],
    ['{a, c: d}', 1, '{a: 1, c: d}'],
    ['a: !t b\n', 1, 'a: 1\n'],
  ])('%j and %j give %j', (text, value, expected) => {
    expect(edited(text, root => setPairValue(root.pairs[0] as PairNode, value))).toBe(expected);
  });

  it.each(['a: &x b\nc: *x\n', 'a:\n  # c\n  b: 1\n', '? a\n: b\n'])('leaves %j alone', text => {
    expect(edited(text, root => setPairValue(root.pairs[0] as PairNode, [1]))).toBeNull();
  });
});

describe('setScalar and setValue', () => {
  it.each([
    ['k: a', 'yes', 'k: "yes"'],
    ["k: 'a'", 'b', "k: 'b'"],
    ['k: "a"', 'say "b"', 'k: "say \\"b\\""'],
    ['k: |\n    a\n    b\nl: 1', 'c\nd\n', 'k: |\n    c\n    d\nl: 1'],
    ['k: &x a\nl: *x', 'b', 'k: &x b\nl: *x'],
    ['k: echo [a]', 'echo [b]', 'k: echo [b]'],
  ])('%j with %j gives %j', (text, value, expected) => {
    expect(edited(text, root => setScalar(root.pairs[0]?.value as ScalarNode, value))).toBe(expected);
  });

  it('replaces a node by itself', () => {
    expect(edited('k:\n  - a: 1\n', root => setValue(list(root, 'k'), ['b', 'c']))).toBe(
      'k:\n  - b\n  - c\n',
    );
    expect(edited('k: [a, {b: c}]', root => setValue(list(root, 'k').items[1] as Node, 'd'))).toBe(
      'k: [a, d]',
    );
    expect(edited('k:\n  - a\n', root => setValue(list(root, 'k'), 1))).toBeNull();
  });
});

describe('quoteSource', () => {
  it.each([
    ['k:\n  - echo "a: b"\n', 'k:\n  - \'echo "a: b"\'\n'],
    ["k:\n  - echo 'a: b'\n", 'k:\n  - "echo \'a: b\'"\n'],
    ['k:\n  - echo a: b\n', 'k:\n  - echo a: b\n'.replace('echo a: b', '"echo a: b"')],
    ['k:\n  - echo "it\'s: \\n"\n', "k:\n  - 'echo \"it''s: \\n\"'\n"],
  ])('%j gives %j', (text, expected) => {
    expect(edited(text, root => quoteSource(list(root, 'k').items[0] as Node))).toBe(expected);
  });

  it.each(['k:\n  - echo "a: b # c"\n', 'k:\n  - a: b\n    c: d\n', 'k:\n  - "a"\n', 'k:\n  - !t a\n'])(
    'leaves %j alone',
    text => expect(edited(text, root => quoteSource(list(root, 'k').items[0] as Node))).toBeNull(),
  );
});

describe('renameKey', () => {
  it.each([
    ['a: 1', 'b', 'b: 1'],
    ['"a": 1', 'b', '"b": 1'],
    ['&x a: 1', 'b', '&x b: 1'],
    ['a: 1', 'b: c', '"b: c": 1'],
    ['{a: 1}', 'b,c', '{"b,c": 1}'],
  ])('%j to %j gives %j', (text, name, expected) => {
    expect(edited(text, root => renameKey(root.pairs[0] as PairNode, name))).toBe(expected);
  });

  it('leaves aliases and overlong names alone', () => {
    expect(edited('*a : 1', root => renameKey(root.pairs[0] as PairNode, 'b'))).toBeNull();
    expect(edited('a: 1', root => renameKey(root.pairs[0] as PairNode, 'b'.repeat(1025)))).toBeNull();
  });
});

describe('removeEntry', () => {
  it.each([
    ['a: 1 # c\nb: 2\n', 'a', 'b: 2\n'],
    ['a: 1\nb:\n  - c\n', 'b', 'a: 1\n'],
    ['a: 1\n\nb: 2\n\nc: 3\n', 'b', 'a: 1\n\nc: 3\n'],
    ['a: 1\n\nb: 2\n', 'b', 'a: 1\n'],
    ['# x\na: 1\nb: 2', 'b', '# x\na: 1\n'],
    ['a: 1\n# about b\nb: 2\n', 'b', 'a: 1\n# about b\n'],
    ['{a: 1, b: 2, c: 3}', 'b', '{a: 1, c: 3}'],
    ['{a: 1, b: 2}', 'b', '{a: 1}'],
    ['{ a: 1 }', 'a', '{}'],
    ['a: 1\r\nb: 2\r\n', 'a', 'b: 2\r\n'],
  ])('%j without %s is %j', (text, key, expected) => {
    expect(edited(text, root => removeEntry(root, pair(root, key)))).toBe(expected);
  });

  it('works beside a dash and empties nested mappings', () => {
    const first = (root: Node): MappingNode => list(root, 'k').items[0] as MappingNode;
    expect(edited('k:\n  - a: 1\n    b: 2\n', root => removeEntry(first(root), pair(first(root), 'a')))).toBe(
      'k:\n  - b: 2\n',
    );
    expect(edited('k:\n  - a: 1\n', root => removeEntry(first(root), pair(first(root), 'a')))).toBe(
      'k:\n  - {}\n',
    );
    expect(
      edited('k:\n  a: 1\nl: 2\n', root =>
        removeEntry(pair(root, 'k').value as MappingNode, pair(root, 'k', 'a')),
      ),
    ).toBe('k: {}\nl: 2\n');
  });

  it('can keep the comment on the line', () => {
    const text = 'k:\n  a: 1 # why\n  b: 2\n';
    const remove = (root: MappingNode) =>
      removeEntry(pair(root, 'k').value as MappingNode, pair(root, 'k', 'a'), { comment: 'keep' });
    expect(edited(text, remove)).toBe('k:\n  # why\n  b: 2\n');
  });

  it.each(['a:\n  # in\n  b: 1\nc: 2\n', 'a: [b, # in\n  c]\nc: 2\n', '? a\n: 1\n', 'a: 1\n'])(
    'leaves %j alone',
    text => {
      expect(edited(text, root => removeEntry(root, pair(root, 'a')))).toBeNull();
    },
  );
});

describe('insertEntry', () => {
  it('goes to the end, before or after another entry', () => {
    const text = 'a: 1 # c\nb:\n  c: 2\n';
    expect(edited(text, root => insertEntry(root, { key: 'x', value: 1 }))).toBe(`${text}x: 1\n`);
    expect(edited(text, root => insertEntry(root, { key: 'x', value: 1, after: pair(root, 'a') }))).toBe(
      'a: 1 # c\nx: 1\nb:\n  c: 2\n',
    );
    expect(edited(text, root => insertEntry(root, { key: 'x', value: [1], before: pair(root, 'a') }))).toBe(
      `x:\n  - 1\n${text}`,
    );
  });

  it('keeps the blank lines between sections and the comment above one', () => {
    const text = 'a:\n  b: 1\n\n# about c\nc:\n  d: 2\n';
    expect(edited(text, root => insertEntry(root, { key: 'x', value: { w: 1 } }))).toBe(
      `${text}\nx:\n  w: 1\n`,
    );
    expect(edited(text, root => insertEntry(root, { key: 'x', value: 1, before: pair(root, 'c') }))).toBe(
      'a:\n  b: 1\n\nx: 1\n\n# about c\nc:\n  d: 2\n',
    );
  });

  it('follows the style of its place', () => {
    const inItem = (root: MappingNode) =>
      insertEntry(list(root, 'k').items[0] as MappingNode, { key: 'x', value: ['w'] });
    expect(edited('k:\r\n- a: 1\r\n', inItem)).toBe('k:\r\n- a: 1\r\n  x:\r\n  - w\r\n');
    expect(edited('{a: 1}', root => insertEntry(root, { key: 'x', value: { w: [] } }))).toBe(
      '{a: 1, x: {w: []}}',
    );
    expect(edited('{}', root => insertEntry(root, { key: 'x', value: 1 }))).toBe('{x: 1}');
    expect(edited('a: b', root => insertEntry(root, { key: 'x', value: 'w\nz\n' }))).toBe(
      'a: b\nx: |\n  w\n  z\n',
    );
    expect(edited('a: b\r\nc: d', root => setEntry(root, 'c', 'e'))).toBe('a: b\r\nc: e');
  });

  it.each(['x: 1\n', 'a: |\n  b', '? a\n: 1\n'])('leaves %j alone', text => {
    expect(edited(text, root => insertEntry(root, { key: 'x', value: 1 }))).toBeNull();
  });
});

describe('moveEntry', () => {
  it('takes comments along', () => {
    const text = '# about a\na: 1 # one\nb: 2\nc: 3\n';
    expect(edited(text, root => moveEntry(root, pair(root, 'a'), { after: pair(root, 'b') }))).toBe(
      'b: 2\n# about a\na: 1 # one\nc: 3\n',
    );
    expect(edited(text, root => moveEntry(root, pair(root, 'c'), { before: pair(root, 'a') }))).toBe(
      'c: 3\n# about a\na: 1 # one\nb: 2\n',
    );
  });

  it('keeps sections apart', () => {
    const text = 'a:\n  x: 1\n\nb:\n  w: 2\n\nc:\n  z: 3\n';
    expect(edited(text, root => moveEntry(root, pair(root, 'c'), { before: pair(root, 'a') }))).toBe(
      'c:\n  z: 3\n\na:\n  x: 1\n\nb:\n  w: 2\n',
    );
    expect(edited(text, root => moveEntry(root, pair(root, 'a'), { after: pair(root, 'c') }))).toBe(
      'b:\n  w: 2\n\nc:\n  z: 3\n\na:\n  x: 1\n',
    );
  });

  it('leaves flow mappings and open blocks alone', () => {
    expect(
      edited('{a: 1, b: 2}', root => moveEntry(root, pair(root, 'a'), { after: pair(root, 'b') })),
    ).toBeNull();
    expect(
      edited('a: 1\nb: |\n  x', root => moveEntry(root, pair(root, 'a'), { after: pair(root, 'b') })),
    ).toBeNull();
  });
});

describe('items', () => {
  it.each([
    ['k:\n  - a # c\n', 'k:\n  - a # c\n  - x\n'],
    ['k:\n- a: 1\n  b: 2\n', 'k:\n- a: 1\n  b: 2\n- x\n'],
    ['k: [a]', 'k: [a, x]'],
    ['k: []', 'k: [x]'],
    ['k: [\n  a\n]', 'k: [\n  a, x\n]'],
    ['k:\n  - - a\n', 'k:\n  - - a\n  - x\n'],
  ])('appended to %j give %j', (text, expected) => {
    expect(edited(text, root => appendItem(list(root, 'k'), 'x'))).toBe(expected);
  });

  it('are inserted', () => {
    expect(edited('k:\n  - a\n  - b\n', root => insertItem(list(root, 'k'), 0, { x: 1, w: 2 }))).toBe(
      'k:\n  - x: 1\n    w: 2\n  - a\n  - b\n',
    );
    expect(edited('k: [a, b]', root => insertItem(list(root, 'k'), 1, 'x'))).toBe('k: [a, x, b]');
  });

  it.each([
    ['k:\n  - a # c\n  - b\n', 0, 'k:\n  - b\n'],
    ['k:\n  - a\n  # on b\n  - b\n', 0, 'k:\n  # on b\n  - b\n'],
    ['k: [a, b]', 1, 'k: [a]'],
    ['k: [a]', 0, 'k: []'],
    ['k:\n  - a\nl: 1\n', 0, 'k: []\nl: 1\n'],
    ['k:\n- a\nl: 1\n', 0, 'k: []\nl: 1\n'],
    ['k:\n  - # c\n    a\n  - b\n', 0, null],
  ])('removed from %j at %d give %j', (text, index, expected) => {
    expect(edited(text, root => removeItem(list(root, 'k'), index))).toBe(expected);
  });

  it('are replaced', () => {
    expect(edited('k:\n  - a: 1 # c\n  - b\n', root => replaceItem(list(root, 'k'), 0, 'x'))).toBe(
      'k:\n  - x # c\n  - b\n',
    );
    expect(edited('k:\n  - a # c\n', root => replaceItem(list(root, 'k'), 0, { x: 1, w: 2 }))).toBe(
      'k:\n  - x: 1 # c\n    w: 2\n',
    );
    expect(edited('k: [a, b]', root => replaceItem(list(root, 'k'), 0, { x: 1 }))).toBe('k: [{x: 1}, b]');
    expect(edited('k:\n  - &x a\n', root => replaceItem(list(root, 'k'), 0, 'b'))).toBeNull();
    expect(edited('k:\n  - a\n  - b\n', root => replaceItems(list(root, 'k'), ['x', ['w']]))).toBe(
      'k:\n  - x\n  - - w\n',
    );
    expect(edited('k: [a, b]', root => replaceItems(list(root, 'k'), []))).toBe('k: []');
  });
});
