import { describe, expect, it } from 'vitest';
import { expressionError } from '../../../src/conditions/expression/check.js';
import { evaluateExpression, explainExpression } from '../../../src/conditions/expression/evaluate.js';
import { variableNames } from '../../../src/conditions/expression/node.js';
import { parseExpression } from '../../../src/conditions/expression/parser.js';

function parse(text: string) {
  const parsed = parseExpression(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return parsed.expression;
}

const evaluate = (text: string, variables: Record<string, string> = {}) =>
  evaluateExpression(parse(text), name => variables[name]);

describe('evaluateExpression', () => {
  it.each<[string, Record<string, string>, boolean | null]>([
    ['$A || $B', { A: '', B: 'x' }, false],
    ['$A && $B', { A: '', B: 'x' }, true],
    ['$A', { A: '\u00a0\u3000' }, false],
    ['$A', { A: '0' }, true],
    ['!$A == "x"', { A: 'y' }, false],
    ['!$A =~ /fal/', { A: 'x' }, true],
    ['$A == true', { A: 'true' }, true],
    ['$A == true', { A: 'TRUE' }, false],
    ['$A == "x" == true', { A: 'x' }, true],
    ['$A !', {}, true],
    ['"x" "x" ==', {}, true],
    ['$A (== "x")', { A: 'x' }, true],
    ['!()$A', { A: 'x' }, false],
    ['$U =~ "abc"', {}, true],
    ['$A =~ $B', { A: 'main', B: '/(?=main)/' }, true],
    ['$A =~ $B', { A: 'main', B: 'x\n/MAIN/i\ny' }, true],
    ['$A =~ $B', { A: 'a/b', B: '/a\\/b/' }, true],
    ['$A =~ $B', { A: 'x' }, false],
    ['$A !~ $B', { A: 'x' }, true],
    ['$U =~ /x*/', {}, true],
    ['$A == null', { A: '' }, false],
    ['$A == null', {}, true],
    ['$A == "$B"', { A: '$B', B: 'x' }, true],
    ['$A == /ab/', { A: '/ab/' }, false],
    ['/ab/ == /ab/', {}, true],
    ['/ab/ == "ab"', {}, null],
    ['$A =~ true', { A: 'x' }, null],
    ['$A && (/ab/ == "ab")', {}, false],
    ['"a" == "b" || "c" == "c" && "d" == "d"', {}, true],
  ])('%s with %j', (text, variables, expected) => expect(evaluate(text, variables)).toBe(expected));

  it('reads inputs as typed values', () => {
    const inputs = (name: string) => (name === 'count' ? 3 : undefined);
    const none = () => undefined;
    expect(evaluateExpression(parse('$[[ inputs.count ]] == "3"'), none, inputs)).toBe(false);
    expect(evaluateExpression(parse('$[[ inputs.count ]]'), none, inputs)).toBe(true);
    expect(evaluateExpression(parse('$[[ inputs.other ]] == null'), none, inputs)).toBe(true);
  });
});

describe('expressionError', () => {
  it.each([
    ['$A == "x"', null],
    ['', 'StatementError'],
    ['$A ==', 'Invalid left operand'],
    ['!', 'Invalid operand'],
    ['$A $B', 'Unreachable nodes in parse tree'],
    ['$A)', 'Unmatched parenthesis'],
    ['($A', 'Unprocessable token found in parse tree: parenthesis_open'],
    ['()', 'Empty parse tree'],
    ['$A =~ /(ab/', 'Invalid regular expression!'],
    ['$A = "x"', 'Unknown lexeme found!'],
    ['/ab/ == $A', 'internal error'],
    ['$A && (/ab/ == "ab")', null],
  ])('%s', (text, expected) => expect(expressionError(text)).toBe(expected));

  it('says where', () => {
    const error = (text: string) => {
      const parsed = parseExpression(text);
      return parsed.ok ? null : text.slice(parsed.error.start, parsed.error.end);
    };
    expect(error('$A $B')).toBe('$B');
    expect(error('$A =~ /(ab/ && $B')).toBe('/(ab/');
    expect(error('$A && ($B')).toBe('(');
    expect(error('$A = "x"')).toBe('= "x"');
    expect(error('$A == ')).toBe('==');
  });

  it('never throws', () => {
    const pieces = [
      '$A',
      '"x"',
      '/ab/',
      '!',
      '==',
      '=~',
      '&&',
      '||',
      '(',
      ')',
      'null',
      'true',
      ' ',
      '/',
      "'",
    ];
    let seed = 7;
    for (let round = 0; round < 3000; round++) {
      let text = '';
      for (let length = round % 12; length >= 0; length--) {
        seed = (seed * 1103515245 + 12345) % 2147483648;
        text += pieces[seed % pieces.length];
      }
      expect(() => expressionError(text)).not.toThrow();
    }
  });
});

describe('explainExpression', () => {
  it('shows every part that was evaluated, brackets included', () => {
    const expression = parse('($A == "x") && $B || $C');
    const { steps, holds } = explainExpression(expression, name => ({ A: 'y', C: 'c' })[name]);
    expect(holds).toBe(true);
    expect(steps.map(step => [expression.text.slice(step.start, step.end), step.value])).toEqual([
      ['$A', 'y'],
      ['"x"', 'x'],
      ['($A == "x")', false],
      ['($A == "x") && $B', false],
      ['$C', 'c'],
      ['($A == "x") && $B || $C', 'c'],
    ]);
  });
});

it('lists the variables', () => {
  expect(variableNames(parse('$B == "x" && ($A || $B)'))).toEqual(['B', 'A']);
});
