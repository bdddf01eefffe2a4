import { describe, expect, it } from 'vitest';
import { placeInExpression } from '../../src/linter/expression-place.js';
import { Source } from '../../src/syntax/source.js';

function find(text: string, expression: string, word: string): string | null {
  const source = new Source('a.yml', text);
  const start = expression.indexOf(word);
  const place = placeInExpression({ source, start: 0, end: text.length }, expression, {
    start,
    end: start + word.length,
  });
  return place && `${place.start} ${source.text.slice(place.start, place.end)}`;
}

describe('placeInExpression', () => {
  it('counts from where the expression stands in its quotes', () => {
    expect(find('$A == b', '$A == b', 'b')).toBe('6 b');
    expect(find("'$A == b'", '$A == b', 'b')).toBe('7 b');
    expect(find('|\n  $A == b\n', '$A == b\n', '== b')).toBe('7 == b');
  });

  it('follows the expression where folding or quotes changed its text', () => {
    expect(find('>-\n  $A &&\n  ${B}', '$A && ${B}', '${B}')).toBe('13 ${B}');
    expect(find('>-\n  ${B} &&\n  ${B}', '${B} && ${B}', '&&')).toBe('10 &&');
    expect(find('$A\n  && $A', '$A && $A', '&& $A')).toBe('5 && $A');
    expect(find("'''x'' == $A'", "'x' == $A", '== $A')).toBe('7 == $A');
    expect(find('"\\"x\\" == $A"', '"x" == $A', '"x"')).toBe('1 \\"x\\"');
  });

  it('covers the line breaks within a part', () => {
    expect(find('>-\n  $A &&\n  $B || $C', '$A && $B || $C', '$A && $B')).toBe('5 $A &&\n  $B');
  });

  it('looks for the word where the text is another one', () => {
    expect(find('$[[ inputs.a ]] == $B', '$A == $B', '$B')).toBe('19 $B');
    expect(find('$[[ inputs.a ]] == $B', '$B == $B', '== $B')).toBe('16 == $B');
    expect(find('"\\x24A == $B"', '$A == $B', '$A')).toBeNull();
  });
});
