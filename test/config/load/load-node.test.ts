import { describe, expect, it } from 'vitest';
import { loadNode } from '../../../src/config/load/load-node.js';
import { get, type Value } from '../../../src/config/value.js';
import { Source } from '../../../src/syntax/source.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';
import { plain, way } from '../resolve-text.js';

function load(text: string): Value {
  const contents = parseYaml(new Source('a.yml', text)).documents[0]?.contents;
  if (!contents) throw new Error('The text holds a document.');
  return loadNode(contents);
}

describe('loadNode', () => {
  it('takes the last of equal keys, in the place of the first', () => {
    expect(plain(load('{a: 1, b: 2, a: 3}'))).toEqual({ a: 3, b: 2 });
    expect(JSON.stringify(plain(load('{a: 1, b: 2, a: 3}')))).toBe('{"a":3,"b":2}');
  });

  it('shares the children of an anchored value with its aliases', () => {
    const value = load('{a: &x [1], b: *x}');
    const [a, b] = [get(value, 'a'), get(value, 'b')];
    expect(a?.kind === 'list' && b?.kind === 'list' && a.items === b.items).toBe(true);
    expect(way(b)).toBe('alias');
  });

  it('lets own keys before a merge key be overridden by it', () => {
    expect(plain(load('{a: {<<: {k: 1}, k: 2}, b: {k: 2, <<: {k: 1}}}'))).toEqual({
      a: { k: 2 },
      b: { k: 1 },
    });
  });

  it('lets the first of several merged mappings win', () => {
    expect(plain(load('{<<: [{k: 1}, {k: 2, l: 3}]}'))).toEqual({ k: 1, l: 3 });
  });

  it('merges for a quoted << too, but not for a value that is no mapping', () => {
    expect(plain(load(`{'<<': {k: 1}}`))).toEqual({ k: 1 });
    expect(plain(load('{<<: null, a: {<<: x}, b: {<<: [{}, 1]}}'))).toEqual({
      '<<': null,
      a: { '<<': 'x' },
      b: { '<<': [{}, 1] },
    });
  });

  it('says by which merge a value came', () => {
    expect(way(get(load('{.a: &a {k: 1}, j: {<<: *a}}'), 'j'))).toBe('');
    expect(way(get(get(load('{.a: &a {k: 1}, j: {<<: *a}}'), 'j'), 'k'))).toBe('merge');
  });

  it('calls keys by their text', () => {
    expect(plain(load('1: a\n:sym: b\nyes: c\n[x, y]: d\n'))).toEqual({
      '1': 'a',
      sym: 'b',
      true: 'c',
      '["x", "y"]': 'd',
    });
  });

  it('keeps references for later, whatever stands behind the tag', () => {
    expect(plain(load('{a: !reference [x, y], b: !reference x, c: [!reference {}]}'))).toEqual({
      a: '<reference>',
      b: '<reference>',
      c: ['<reference>'],
    });
  });
});
