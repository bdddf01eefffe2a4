import { describe, expect, it } from 'vitest';
import type { Node } from '../../../src/syntax/node.js';
import { Source } from '../../../src/syntax/source.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';
import { cpuTime } from '../../cpu-time.js';
import { parseValue, plainValue } from './plain-value.js';

function parse(text: string) {
  return parseYaml(new Source('ci.yml', text));
}

function firstRefusal(text: string) {
  return parse(text).problems.find(problem => problem.refused);
}

/** Every node of the first document as `kind: text of its range`. */
function nodes(text: string): string[] {
  const found: string[] = [];
  const visit = (node: Node): void => {
    found.push(`${node.kind}: ${text.slice(node.start, node.end)}`);
    if (node.kind === 'sequence') node.items.forEach(visit);
    if (node.kind !== 'mapping') return;
    for (const { key, value } of node.pairs) {
      visit(key);
      visit(value);
    }
  };
  const contents = parse(text).documents[0]?.contents;
  if (contents) visit(contents);
  return found;
}

describe('parseYaml', () => {
  it('reads block and flow collections', () => {
    expect(parseValue('a:\n- 1\n- [x, {y: z, w}]\nb: {c: [d: e]}\n? k\n: v\n')).toEqual({
      a: [1, ['x', { y: 'z', w: null }]],
      b: { c: [{ d: 'e' }] },
      k: 'v',
    });
  });

  it('gives each node the range of its text', () => {
    expect(nodes('a: [b, "c"]\nd:\n  e: |\n    f\n\n  g:\nh: !t &x y # z\n')).toEqual([
      'mapping: a: [b, "c"]\nd:\n  e: |\n    f\n\n  g:\nh: !t &x y',
      'scalar: a',
      'sequence: [b, "c"]',
      'scalar: b',
      'scalar: "c"',
      'scalar: d',
      'mapping: e: |\n    f\n\n  g:',
      'scalar: e',
      'scalar: |\n    f',
      'scalar: g',
      'scalar: ',
      'scalar: h',
      'scalar: y',
    ]);
  });

  it('keeps anchors, tags and the range they add', () => {
    const text = 'a: !reference &x [b]';
    const { contents } = parse(text).documents[0] ?? {};
    const value = contents?.kind === 'mapping' ? contents.pairs[0]?.value : undefined;
    expect(value).toMatchObject({ tag: '!reference', anchor: 'x', start: 17, outer: { start: 3, end: 20 } });
  });

  it('puts an unwritten value behind its colon or dash', () => {
    const { contents } = parse('a:  # c\nb:\n  -\n').documents[0] ?? {};
    const pairs = contents?.kind === 'mapping' ? contents.pairs : [];
    expect(pairs[0]?.value).toMatchObject({ type: 'null', start: 2, end: 2 });
    const list = pairs[1]?.value;
    expect(list?.kind === 'sequence' && list.items[0]).toMatchObject({ start: 14, end: 14 });
  });

  it('collects comments, also behind quotes without a space', () => {
    expect(parse('# one\na: "b"#two\n').comments.map(({ text }) => text)).toEqual([' one', 'two']);
  });

  it.each([
    ['|\n  a\n  b\n\n', 'a\nb\n'],
    ['|-\n  a\n', 'a'],
    ['|+\n  a\n\n', 'a\n\n'],
    ['>\n  a\n  b\n\n  c\n   d\n  e\n', 'a b\nc\n d\ne\n'],
    ['|2\n    a\n', '  a\n'],
    ['|  # comment\n  a\n', 'a\n'],
    ['|\r\n  a\r\n  b\r\n', 'a\nb\n'],
    ['"a\n  b\n\n  c\\\n   d\\n"', 'a b\ncd\n'],
    ['"\\x41\\u00e9\\U0001F600\\/\\""', 'Aé😀/"'],
    ["'it''s\n  here'", "it's here"],
    ['a\n  b\n\n  c # d', 'a b\nc'],
  ])('unfolds %j', (written, value) => {
    expect(parseValue(`k: ${written}`)).toEqual({ k: value });
  });

  it('accepts what only libyaml accepts', () => {
    expect(parseValue('a:\n  b: [x,\ny\n]\n')).toEqual({ a: { b: ['x', 'y'] } });
    expect(parseValue('a:\n    b: "x\n y"\n')).toEqual({ a: { b: 'x y' } });
    expect(parseValue('a: [b,\n\tc]\n')).toEqual({ a: ['b', 'c'] });
    expect(parseValue('a: b\u2028c: d')).toEqual({ a: 'b', c: 'd' });
  });

  it('resolves aliases to the anchor that stands before them', () => {
    expect(parseValue('a: &x 1\nb: *x\nc: &x 2\nd: *x\n')).toEqual({ a: 1, b: 1, c: 2, d: 2 });
    expect(firstRefusal('a: *x\nb: &x 1\n')).toMatchObject({
      code: 'unknown-alias',
      gitlabMessage: 'An alias referenced an unknown anchor: x',
      start: 3,
      end: 5,
    });
  });

  it('keeps all pairs and tells duplicates, but not of merge keys', () => {
    const { problems } = parse('a: 1\nb: {<<: {}, <<: {}}\na: 2\n"a": 3\n1: x\n"1": y\n');
    expect(problems.map(({ code, refused, start, related }) => ({ code, refused, start, related }))).toEqual([
      { code: 'duplicate-key', refused: false, start: 25, related: { start: 0, end: 1 } },
      { code: 'duplicate-key', refused: false, start: 30, related: { start: 0, end: 1 } },
    ]);
  });

  it('refuses dates wherever they stand, unless quoted or tagged as text', () => {
    expect(firstRefusal('a: [2024-02-30]')).toMatchObject({
      code: 'date',
      gitlabMessage: 'Tried to load unspecified class: Date',
      start: 4,
    });
    expect(firstRefusal('2024-01-01 10:00:00: x')?.gitlabMessage).toBe(
      'Tried to load unspecified class: Time',
    );
    expect(firstRefusal('a: "2024-02-01"\nb: !!str 2024-02-01\nc: v2024-02-01')).toBeUndefined();
  });

  it('ignores unknown tags with a remark and refuses tags of Ruby objects', () => {
    expect(parse('a: !foo "12"').problems).toMatchObject([
      { code: 'unresolved-tag', refused: false, start: 3, end: 7 },
    ]);
    expect(parseValue('a: !foo "12"')).toEqual({ a: 12 });
    expect(firstRefusal('a: !ruby/object:Gem {}')?.gitlabMessage).toBe(
      'Tried to load unspecified class: Gem',
    );
    expect(firstRefusal('a: !!float x')?.gitlabMessage).toBe('Invalid YAML syntax');
  });
});

describe('refusals', () => {
  it.each([
    ['a: b: c', 'mapping-values', 'mapping values are not allowed in this context at line 1 column 5', ':'],
    [
      'a:\n\tb: c',
      'tab',
      'found character that cannot start any token while scanning for the next token at line 2 column 1',
      '\t',
    ],
    [
      'a: @b',
      'syntax',
      'found character that cannot start any token while scanning for the next token at line 1 column 4',
      '@b',
    ],
    [
      'a: b\n\tc',
      'tab',
      'found a tab character that violates indentation while scanning a plain scalar at line 1 column 4',
      '\t',
    ],
    [
      'a: 1\n b: 2\n',
      'mapping-values',
      'mapping values are not allowed in this context at line 2 column 3',
      ':',
    ],
    [
      'a: 1\n- b\n',
      'syntax',
      'did not find expected key while parsing a block mapping at line 1 column 1',
      '-',
    ],
    [
      '- b\na: 1\n',
      'syntax',
      "did not find expected '-' indicator while parsing a block collection at line 1 column 1",
      'a:',
    ],
    [
      'a: 1\nfoo\nb: 2',
      'syntax',
      "could not find expected ':' while scanning a simple key at line 2 column 1",
      'foo',
    ],
    [
      'a: [1, 2',
      'syntax',
      "did not find expected ',' or ']' while parsing a flow sequence at line 1 column 4",
      '',
    ],
    [
      'a: {b: 1\nc: 2',
      'syntax',
      "did not find expected ',' or '}' while parsing a flow mapping at line 1 column 4",
      ':',
    ],
    [
      'a: "b\nc: d\n',
      'syntax',
      'found unexpected end of stream while scanning a quoted scalar at line 1 column 4',
      '"b',
    ],
    [
      'a: "\\d"',
      'syntax',
      'found unknown escape character while parsing a quoted scalar at line 1 column 4',
      '\\d"',
    ],
    ['a: !e!x b', 'syntax', 'found undefined tag handle while parsing a node at line 1 column 4', '!e!x'],
    [
      'a: &x &y b',
      'syntax',
      'did not find expected key while parsing a block mapping at line 1 column 1',
      '&y',
    ],
    ['%YAML 1.1\n', 'syntax', 'did not find expected <document start> at line 1 column 1', ''],
    [
      'a: |\n\tb',
      'tab',
      'found a tab character where an indentation space is expected while scanning a block scalar at line 1 column 4',
      '\t',
    ],
  ])('%j: %s', (text, code, gitlab, at) => {
    const problem = firstRefusal(text);
    expect(problem?.gitlabMessage).toBe(`(<unknown>): ${gitlab}`);
    expect(problem?.code).toBe(code);
    expect(text.slice(problem?.start, problem?.end)).toBe(at);
  });

  it.each([
    ['a: "b" c', 'Text follows the closing quote: put the whole value in quotes.'],
    ['- "a" && "b"', 'Text follows the closing quote: put the whole value in quotes.'],
    ['a: && b', '& begins the name of an anchor, but no such name follows: put the value in quotes.'],
    ['a: [b] c', 'Text follows the closing ]: put the whole value in quotes.'],
    ['a:\n  b: 1\n c: 2', 'The indentation of this line is that of no mapping above it.'],
    ['a: [b', 'The [ is never closed.'],
    ['a: {b: "c" "d"}', 'What begins with { lacks a comma or its closing bracket before this.'],
    ['a: ]', 'A value is expected here, not ].'],
    ['a: `b`', 'A value cannot start with `: put it in quotes.'],
    ['a: |b\n c', 'Only a comment can stand here on this line.'],
  ])('says of %j: %s', (text, message) => {
    expect(firstRefusal(text)?.message).toBe(message);
  });

  it('counts lines and columns of the message as libyaml does', () => {
    expect(firstRefusal('a: "😀"\r\n# é\r\nb: c: d')?.gitlabMessage).toMatch(/at line 3 column 5$/);
  });

  it('refuses implicit keys over 1024 characters', () => {
    expect(firstRefusal(`${'k'.repeat(1024)}: v`)).toBeUndefined();
    expect(firstRefusal(`${'k'.repeat(1025)}: v`)?.code).toBe('mapping-values');
    expect(firstRefusal(`${'😀'.repeat(1024)}: v`)).toBeUndefined();
  });

  it('refuses control characters', () => {
    expect(firstRefusal('a: b\u0001')).toMatchObject({ start: 4, end: 5 });
  });

  it('keeps what was read before the place of refusal', () => {
    expect(parseValue('a: 1\nb: [x\nc')).toEqual({ a: 1, b: ['x c'] });
  });
});

describe('documents', () => {
  it('parses the parts that GitLab parses, each alone', () => {
    const { documents, problems } = parse('spec: {}\n---\na: 1\n');
    expect(documents.map(document => plainValue(document.contents))).toEqual([{ spec: {} }, { a: 1 }]);
    expect(problems).toEqual([]);
    expect(documents[1]?.contents?.start).toBe(13);
  });

  it('tells what GitLab ignores after the end of a document', () => {
    const { documents, problems } = parse('a: 1\n...\nb: [\n');
    expect(plainValue(documents[0]?.contents ?? null)).toEqual({ a: 1 });
    expect(problems).toMatchObject([{ code: 'syntax', refused: false, start: 9 }]);
  });

  it('reads only the first entry beside a byte order mark', () => {
    const { documents, problems } = parse('\ufeffa: 1\nb: 2\n');
    expect(plainValue(documents[0]?.contents ?? null)).toEqual({ a: 1 });
    expect(problems).toMatchObject([{ refused: false, start: 6 }]);
    expect(parseValue('\ufeff# c\na: 1\nb: 2\n')).toEqual({ a: 1, b: 2 });
  });

  it('gives null for documents without a value', () => {
    expect(parse('').documents).toEqual([{ contents: null, start: 0, end: 0 }]);
    expect(parse('# only\n').documents[0]?.contents).toBeNull();
  });
});

describe('limits', () => {
  const nested = (levels: number): string => `${'['.repeat(levels)}${']'.repeat(levels)}`;

  it('accepts 100 levels and refuses 101', () => {
    expect(firstRefusal(nested(100))).toBeUndefined();
    expect(firstRefusal(nested(101))).toMatchObject({
      code: 'too-big',
      gitlabMessage: 'The parsed YAML is too big',
      start: 100,
    });
  });

  it('counts the levels behind aliases', () => {
    const text = `a: &a ${nested(60)}\nb: ${'['.repeat(41)}*a${']'.repeat(41)}\n`;
    expect(firstRefusal(text)?.code).toBe('too-big');
  });

  it('refuses alias bombs and values that contain themselves', () => {
    const levels = Array.from(
      { length: 9 },
      (_, level) => `l${level + 1}: &l${level + 1} [${`*l${level},`.repeat(9)}]`,
    );
    expect(firstRefusal(`l0: &l0 [lol]\n${levels.join('\n')}\n`)?.code).toBe('too-big');
    expect(firstRefusal('a: &a {b: *a}')?.code).toBe('too-big');
  });

  it('takes limits of another instance', () => {
    const source = new Source('ci.yml', nested(5));
    expect(parseYaml(source, { maxBytes: 1000, maxDepth: 4 }).problems[0]?.code).toBe('too-big');
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['closed brackets', nested(100_000)],
    ['braces', '{a: '.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
    ['explicit keys', '? '.repeat(50_000)],
    ['a long line', `a: ${'b '.repeat(2_000_000)}`],
    ['many keys', Array.from({ length: 200_000 }, (_, index) => `k${index}: v`).join('\n')],
    ['blank lines', `a: |\n${'\n'.repeat(1_000_000)}`],
    ['quotes', `a: '${"''".repeat(1_000_000)}'`],
    ['digits', `a: ${'9'.repeat(1_000_000)}`],
    ['anchors', Array.from({ length: 100_000 }, (_, index) => `- &a${index} [*a${index - 1}]`).join('\n')],
  ])('takes linear time and no stack for %s', (_name, text) => {
    const spent = cpuTime(() => {
      parse(text);
    });
    expect(spent).toBeLessThan(5000);
  });
});
