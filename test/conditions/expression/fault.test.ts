import { describe, expect, it } from 'vitest';
import { expressionFault, withoutBraces } from '../../../src/conditions/expression/fault.js';

describe('expressionFault', () => {
  it('has nothing to say of valid expressions', () => {
    for (const text of ['$A', '$A == "x" && ($B || $C =~ /ab/i)', '$A == "${B}"']) {
      expect(expressionFault(text), text).toBeNull();
    }
  });

  it.each([
    ['${A} == "x"', 'braces', '${A}', '$A'],
    ['$A == ${B}', 'braces', '${B}', '$B'],
    ['$A == main', 'word', 'main', '"main"'],
    ['$A == größe', 'word', 'größe', '"größe"'],
    ['$A == 5', 'number', '5', '"5"'],
    ['$A and $B', 'operator', 'and', '&&'],
    ['$A = "x"', 'operator', '=', '=='],
    ['$A | $B', 'operator', '|', '||'],
    ['$A === "x"', 'operator', '===', '=='],
    ['$A !== "x"', 'operator', '!==', '!='],
    ['not $A', 'operator', 'not ', '!'],
    ['$A > "5"', 'comparison', '>', undefined],
    ['$A == "x', 'quote', '"x', undefined],
    ['$A =~ /a/', 'short-pattern', '/a/', undefined],
    ['$A =~ //', 'short-pattern', '//', undefined],
    ['$A =~ /abc', 'open-pattern', '/abc', undefined],
    ['$A =~ /abc/x', 'flags', 'x', undefined],
    ['$ == "x"', 'dollar', '$', undefined],
    ['$A == `x`', 'character', '`', undefined],
    ['', 'empty', '', undefined],
    ['$A $B', 'adjacent', '$B', undefined],
    ['($A', 'bracket', '(', undefined],
    ['$A)', 'bracket', ')', undefined],
    ['$A &&', 'operand', '&&', undefined],
    ['$A =~ /(?=x)/', 'pattern', '/(?=x)/', undefined],
  ] as const)('explains %s', (text, code, word, replacement) => {
    const fault = expressionFault(text);
    expect(fault?.code).toBe(code);
    expect(fault?.word).toBe(word);
    expect(fault && text.slice(fault.start, fault.end)).toBe(word);
    expect(fault?.replacement).toBe(replacement);
  });
});

describe('withoutBraces', () => {
  it('rewrites variables and leaves strings alone', () => {
    expect(withoutBraces('${A} == "${B}" || ${C}')).toBe('$A == "${B}" || $C');
  });
});
