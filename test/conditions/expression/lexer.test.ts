import { expect, it } from 'vitest';
import { tokenize } from '../../../src/conditions/expression/lexer.js';

const kinds = (text: string) => {
  const tokens = tokenize(text);
  return 'message' in tokens
    ? `${tokens.message} ${tokens.start}`
    : tokens.map(token => token.kind).join(' ');
};

it.each([
  ['$A == "x" && !$B', 'variable == string && ! variable'],
  ['$A!~/ab/i', 'variable !~ pattern'],
  ['!!~', '! !~'],
  ['null==null', 'null == null'],
  ['nullnull', 'null null'],
  ['nullable', 'Unknown lexeme found! 4'],
  ['truefalse', 'Unknown lexeme found! 0'],
  ['trueé', 'Unknown lexeme found! 0'],
  ['$[[ inputs.a_1 ]]', 'input'],
  ['$1', 'variable'],
  ['$', 'Unknown lexeme found! 0'],
  ["''", 'string'],
  ['"a\nb"', 'Unknown lexeme found! 0'],
  ['"a\rb"', 'string'],
  ["'it''s'", 'string string'],
  ["'it's'", 'Unknown lexeme found! 4'],
  ['', ''],
  [' \t\r\n\f\v', ''],
  ['\u00a0', 'Unknown lexeme found! 0'],
])('%j', (text, expected) => expect(kinds(text)).toBe(expected));

it.each([
  ['/ab/', '/ab/'],
  ['/ab/imUs', '/ab/imUs'],
  ['/ab/ii', '/ab/ii'],
  ['/ab/x', null],
  ['/ab//', '/ab//'],
  ['/a//', '/a//'],
  ['/ab\\//', '/ab\\//'],
  ['/a\\/b/ /cd/', '/a\\/b/'],
  ['/a\nb/', '/a\nb/'],
  ['/a\\/', null],
  ['/a/', null],
  ['/É/', null],
  ['/😀/', null],
  ['/😀a/', '/😀a/'],
  ['//', null],
  ['///', null],
  ['/', null],
])('pattern %j', (text, expected) => {
  const tokens = tokenize(text);
  expect('message' in tokens ? null : tokens[0]?.text).toBe(expected);
});

it('passes 99 tokens and refuses 100', () => {
  expect(kinds('! '.repeat(99))).not.toContain('Too many');
  expect(kinds('! '.repeat(100))).toContain('Too many tokens!');
});
