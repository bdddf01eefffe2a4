import { describe, expect, it } from 'vitest';
import { fillMessage, quote, quoteList } from '../../src/linter/message.js';

describe('quote', () => {
  it.each([
    ['build', '`build`'],
    ['', '``'],
    ['a`b', "'a`b'"],
    ['a\nb\tc', '`a\\nb\\tc`'],
  ])('shows %j as %s', (text, shown) => {
    expect(quote(text)).toBe(shown);
  });

  it('cuts what is very long', () => {
    expect(quote('x'.repeat(200))).toBe(`\`${'x'.repeat(79)}…\``);
  });
});

describe('quoteList', () => {
  it.each([
    [[], 'none'],
    [['a'], '`a`'],
    [['a', 'b'], '`a` and `b`'],
    [['a', 'b', 'c'], '`a`, `b` and `c`'],
    [[...'abcdefgh'], '`a`, `b`, `c`, `d`, `e`, `f`, `g` and `h`'],
    [[...'abcdefghi'], '`a`, `b`, `c`, `d`, `e`, `f`, `g` and 2 more'],
  ])('shows %j as %s', (names, shown) => {
    expect(quoteList(names)).toBe(shown);
  });
});

it('counts names that are not given', () => {
  expect(quoteList(['a', 'b'], 5)).toBe('`a`, `b` and 3 more');
  expect(quoteList([...'abcdefgh'], 1000)).toBe('`a`, `b`, `c`, `d`, `e`, `f`, `g` and 993 more');
});

describe('fillMessage', () => {
  const template = { what: 'Job {{job}} has {{{count}}} needs.', why: 'why', help: 'Did you mean {{near}}?' };

  it('quotes words and leaves bare ones', () => {
    expect(fillMessage(template, { job: 'a', count: 3, near: ['b', 'c'] })).toEqual({
      what: 'Job `a` has 3 needs.',
      why: 'why',
      help: 'Did you mean `b` and `c`?',
    });
  });

  it('has no help when a word for it is missing', () => {
    expect(fillMessage(template, { job: 'a', count: 3 }).help).toBe('');
  });

  it('does not fill placeholders that stand in data', () => {
    expect(fillMessage(template, { job: '{{count}}', count: 3 }).what).toBe('Job `{{count}}` has 3 needs.');
  });
});
