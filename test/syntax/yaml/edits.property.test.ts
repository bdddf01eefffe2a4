import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { applyEdits, type Edit } from '../../../src/syntax/edit.js';
import type { MappingNode, Node, SequenceNode } from '../../../src/syntax/node.js';
import { Source } from '../../../src/syntax/source.js';
import { commentsOf } from '../../../src/syntax/yaml/comments.js';
import {
  insertEntry,
  moveEntry,
  removeEntry,
  renameKey,
  setEntry,
} from '../../../src/syntax/yaml/edit-mapping.js';
import { insertItem, removeItem, replaceItem, replaceItems } from '../../../src/syntax/yaml/edit-sequence.js';
import { setPairValue, setScalar } from '../../../src/syntax/yaml/edit-value.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';
import { renderFlow, renderYaml, type YamlValue } from '../../../src/syntax/yaml/render-yaml.js';
import { plainValue } from './plain-value.js';

type Path = readonly number[];

const text = fc.oneof(
  fc.string({ unit: 'grapheme', maxLength: 12 }),
  fc.constantFrom(
    'yes',
    '012',
    '1:30',
    '2024-01-01',
    'a: b',
    'x #y',
    '- z',
    '',
    ' a',
    'a\nb',
    'a\nb\n',
    '\n',
    'null',
    ':s',
    '<<',
    '[a',
    '~',
    '1e3',
    "it's",
    'say "hi"',
    '\\d',
    '---',
    '! x',
    '*a',
    'é\u2028',
    '\ttab',
    'a\n b\n',
    'a,b',
  ),
);
const scalar = fc.oneof(
  text,
  fc.integer(),
  fc.boolean(),
  fc.constant(null),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter(value => !Object.is(value, -0)),
);
const { value: anyValue } = fc.letrec<{ value: YamlValue }>(tie => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    scalar,
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(
      text.filter(key => key !== '__proto__' && key !== '<<'),
      tie('value'),
      { maxKeys: 3 },
    ),
  ),
}));

/** Configurations as people write them: blocks, flows, comments, blank lines, both kinds of line ends. */
const documents = fc
  .tuple(
    fc.array(
      fc.constantFrom(
        'a: 1',
        'b:   # behind\n  c: d # inner\n  e: f',
        'g:\n- h\n- i: j\n  k: l # item\n- - m\n  - n\n# below',
        'o:\n    - p\n\n    # above q\n    - q # trailing',
        'r: [s, "t", {u: v, w}] # flow',
        'x: {y: z, aa: [bb, # in flow\n  cc]}',
        'dd: |\n  ee\n   ff\n',
        'gg: >-\n  hh\n  ii',
        'jj: |+\n  kk\n\n',
        "ll: 'mm'",
        'nn: "oo\n  pp"',
        'qq: rr\n  ss',
        '"tt": ~',
        'uu:',
        'vv: {}',
        'ww: []',
        '# alone',
        '',
        'xx:\n  - |\n    yy\n  - zz',
        'ab: !reference [ac, ad]',
        'ae: &anchor\n  af: ag\nah: *anchor',
        'ai:\n  aj:\n    ak:\n      - al: 1\n        am: 2',
      ),
      { minLength: 1, maxLength: 6 },
    ),
    fc.constantFrom('\n', '\r\n'),
    fc.constantFrom('', '\n', '\n\n'),
  )
  .map(([parts, newline, end]) =>
    [...new Set(parts)].join('\n').replace(/\n+$/, '').concat(end).replaceAll('\n', newline),
  )
  .filter(written => parseYaml(new Source('x', written)).documents[0]?.contents?.kind === 'mapping');

function collections(root: Node): { path: Path; node: MappingNode | SequenceNode }[] {
  const found: { path: Path; node: MappingNode | SequenceNode }[] = [];
  const visit = (node: Node, path: Path): void => {
    if (node.kind === 'scalar' || node.kind === 'alias') return;
    found.push({ path, node });
    const children = node.kind === 'sequence' ? node.items : node.pairs.map(pair => pair.value);
    children.forEach((child, index) => {
      visit(child, [...path, index]);
    });
  };
  visit(root, []);
  return found;
}

/** The tree as nested entries, so that order and duplicates count. */
function shape(node: Node): unknown {
  if (node.kind === 'mapping')
    return { map: node.pairs.map(pair => [plainValue(pair.key), shape(pair.value)]) };
  if (node.kind === 'sequence') return node.items.map(shape);
  return plainValue(node);
}

function shapeOf(value: YamlValue): unknown {
  if (Array.isArray(value)) return value.map(shapeOf);
  if (typeof value === 'object' && value !== null) {
    return { map: Object.entries(value).map(([key, item]) => [key, shapeOf(item)]) };
  }
  return value;
}

function rootOf(source: Source): Node {
  const { documents: found, problems } = parseYaml(source);
  const refused = problems.filter(problem => problem.refused);
  if (refused.length > 0) throw new Error(`${refused[0]?.gitlabMessage}\n${source.text}`);
  return found[0]?.contents as Node;
}

/** Replaces what `path` leads to in a shape by what `change` makes of it. */
function changeAt(tree: unknown, path: Path, change: (part: unknown) => unknown): unknown {
  const [index, ...rest] = path;
  if (index === undefined) return change(tree);
  if (Array.isArray(tree))
    return tree.map((item, at) => (at === index ? changeAt(item, rest, change) : item));
  const { map } = tree as { map: [string, unknown][] };
  return { map: map.map(([key, item], at) => [key, at === index ? changeAt(item, rest, change) : item]) };
}

function expectEdit(source: Source, edits: readonly Edit[] | null, expected: () => unknown): void {
  if (edits === null) return;
  const after = new Source(source.path, applyEdits(source, edits));
  expect(shape(rootOf(after)), `${JSON.stringify(source.text)} → ${JSON.stringify(after.text)}`).toEqual(
    expected(),
  );
  const comments = commentsOf(after).map(comment => comment.text.trim());
  const kept = commentsOf(source).map(comment => comment.text.trim());
  expect(comments.sort(), `comments of ${JSON.stringify(after.text)}`).toEqual(kept.sort());
  if (source.text.includes('\r\n')) expect(after.text).not.toMatch(/[^\r]\n/);
}

/** An anchored part appears at its aliases too, so shapes would have to change in two places. */
function pick<K extends 'mapping' | 'sequence'>(source: Source, kind: K, seed: number) {
  const all = collections(rootOf(source)).filter(
    ({ node }) => node.kind === kind && node.anchor === undefined,
  );
  return all.length === 0 ? undefined : all[seed % all.length];
}

const runs = { numRuns: 300 };

describe('rendering', () => {
  it('is read back as the same value, in blocks and in flows', () => {
    fc.assert(
      fc.property(
        anyValue,
        fc.constantFrom('\n', '\r\n'),
        fc.constantFrom('single', 'double'),
        fc.constantFrom(0, 2),
        (value, newline, quote, listStep) => {
          const style = { newline, quote, step: 2, listStep } as const;
          expect(shape(rootOf(new Source('x', `k: ${renderFlow(value, style)}`)))).toEqual({
            map: [['k', shapeOf(value)]],
          });
          const block = `- ${renderYaml(value, 2, style)}${newline}- x`;
          const expected = value === null ? 'null' : shapeOf(value);
          expect(shape(rootOf(new Source('x', block)))).toEqual([value === null ? null : expected, 'x']);
        },
      ),
      runs,
    );
  });
});

describe('edits of mappings', () => {
  it('set an entry', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.nat(), anyValue, (written, seed, at, value) => {
        const source = new Source('x', written);
        const target = pick(source, 'mapping', seed);
        if (target?.node.kind !== 'mapping' || target.node.pairs.length === 0) return;
        const index = at % target.node.pairs.length;
        const pair = target.node.pairs[index];
        if (pair === undefined || pair.value.kind === 'alias') return;
        expectEdit(source, setPairValue(pair, value), () =>
          changeAt(shape(rootOf(source)), [...target.path, index], () => shapeOf(value)),
        );
      }),
      runs,
    );
  });

  it('insert an entry', () => {
    fc.assert(
      fc.property(
        documents,
        fc.nat(),
        fc.nat(),
        fc.constantFrom('before', 'after', 'end'),
        text,
        anyValue,
        (written, seed, at, side, key, value) => {
          const source = new Source('x', written);
          const target = pick(source, 'mapping', seed);
          if (target?.node.kind !== 'mapping' || key === '<<') return;
          const { node, path } = target;
          const index =
            node.pairs.length === 0 || side === 'end' ? node.pairs.length - 1 : at % node.pairs.length;
          const pair = node.pairs[index];
          const place =
            pair === undefined || side === 'end'
              ? {}
              : side === 'before'
                ? { before: pair }
                : { after: pair };
          expectEdit(source, insertEntry(node, { key, value, ...place }), () =>
            changeAt(shape(rootOf(source)), path, part => {
              const map = [...(part as { map: unknown[] }).map];
              map.splice(side === 'before' && pair ? index : index + 1, 0, [key, shapeOf(value)]);
              return { map };
            }),
          );
        },
      ),
      runs,
    );
  });

  it('remove an entry and keep its comment', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.nat(), (written, seed, at) => {
        const source = new Source('x', written);
        const target = pick(source, 'mapping', seed);
        if (target?.node.kind !== 'mapping' || target.node.pairs.length === 0) return;
        const { node, path } = target;
        const index = at % node.pairs.length;
        const pair = node.pairs[index];
        if (pair === undefined || pair.value.anchor !== undefined) return;
        expectEdit(source, removeEntry(node, pair, { comment: 'keep' }), () =>
          changeAt(shape(rootOf(source)), path, part => ({
            map: (part as { map: unknown[] }).map.filter((_, other) => other !== index),
          })),
        );
      }),
      runs,
    );
  });

  it('rename a key', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.nat(), text, (written, seed, at, name) => {
        const source = new Source('x', written);
        const target = pick(source, 'mapping', seed);
        if (target?.node.kind !== 'mapping' || target.node.pairs.length === 0) return;
        const { node, path } = target;
        const index = at % node.pairs.length;
        const pair = node.pairs[index];
        if (pair === undefined) return;
        expectEdit(source, renameKey(pair, name), () =>
          changeAt(shape(rootOf(source)), path, part => ({
            map: (part as { map: [string, unknown][] }).map.map(([key, value], other) => [
              other === index ? name : key,
              value,
            ]),
          })),
        );
      }),
      runs,
    );
  });

  it('move an entry', () => {
    fc.assert(
      fc.property(documents, fc.nat(), fc.nat(), fc.nat(), fc.boolean(), (written, seed, at, to, before) => {
        const source = new Source('x', written);
        const target = pick(source, 'mapping', seed);
        if (target?.node.kind !== 'mapping' || target.node.pairs.length === 0 || /[&*]anchor/.test(written))
          return;
        const { node, path } = target;
        const from = at % node.pairs.length;
        const goal = to % node.pairs.length;
        const pair = node.pairs[from];
        const other = node.pairs[goal];
        if (pair === undefined || other === undefined || pair === other) return;
        expectEdit(source, moveEntry(node, pair, before ? { before: other } : { after: other }), () =>
          changeAt(shape(rootOf(source)), path, part => {
            const { map } = part as { map: unknown[] };
            const rest = map.filter((_, index) => index !== from);
            rest.splice(rest.indexOf(map[goal]) + (before ? 0 : 1), 0, map[from]);
            return { map: rest };
          }),
        );
      }),
      runs,
    );
  });

  it('set by key', () => {
    fc.assert(
      fc.property(documents, anyValue, (written, value) => {
        const source = new Source('x', written);
        const root = rootOf(source) as MappingNode;
        const edits = setEntry(root, 'new', value);
        expectEdit(source, edits, () => {
          const { map } = shape(root) as { map: unknown[] };
          return { map: [...map, ['new', shapeOf(value)]] };
        });
      }),
      runs,
    );
  });
});

describe('edits of sequences', () => {
  const change = (
    name: string,
    edit: (node: SequenceNode, index: number, value: YamlValue) => readonly Edit[] | null,
    expected: (items: unknown[], index: number, value: unknown) => unknown[],
  ): void => {
    it(name, () => {
      fc.assert(
        fc.property(documents, fc.nat(), fc.nat(), anyValue, (written, seed, at, value) => {
          const source = new Source('x', written);
          const target = pick(source, 'sequence', seed);
          if (target?.node.kind !== 'sequence') return;
          const { node, path } = target;
          const index = node.items.length === 0 ? 0 : at % node.items.length;
          expectEdit(source, edit(node, index, value), () =>
            changeAt(shape(rootOf(source)), path, part =>
              expected([...(part as unknown[])], index, shapeOf(value)),
            ),
          );
        }),
        runs,
      );
    });
  };

  change('insert an item', insertItem, (items, index, value) => items.toSpliced(index, 0, value));
  change(
    'append an item',
    (node, _index, value) => insertItem(node, node.items.length, value),
    (items, _index, value) => [...items, value],
  );
  change(
    'remove an item and keep its comment',
    (node, index) => removeItem(node, index, { comment: 'keep' }),
    (items, index) => items.toSpliced(index, 1),
  );
  change('replace an item', replaceItem, (items, index, value) => items.with(index, value));
  change(
    'replace all items',
    (node, _index, value) => replaceItems(node, [value, 'x']),
    (_items, _index, value) => [value, 'x'],
  );
});

describe('setScalar', () => {
  it('gives any string, in any style', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(
          'a: b',
          "a: 'b'",
          'a: "b"',
          'a: |\n  b\n  c\n',
          'a: |2-\n   b',
          'a: >+\n  b\n\n',
          '[b]',
          '- - |\n    b',
        ),
        text,
        (written, value) => {
          const source = new Source('x', written);
          let node = rootOf(source);
          const path: number[] = [];
          while (node.kind !== 'scalar') {
            path.push(0);
            node = (
              node.kind === 'sequence' ? node.items[0] : node.kind === 'mapping' ? node.pairs[0]?.value : node
            ) as Node;
          }
          expectEdit(source, setScalar(node, value), () =>
            changeAt(shape(rootOf(source)), path, () => value),
          );
        },
      ),
      runs,
    );
  });
});
