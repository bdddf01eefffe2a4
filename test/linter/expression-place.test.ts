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

  it('looks for the word where folding tore the expression apart', () => {
    expect(find('>-\n  $A &&\n  ${B}', '$A && ${B}', '${B}')).toBe('13 ${B}');
    expect(find('>-\n  ${B} &&\n  ${B}', '${B} && ${B}', '${B}')).toBeNull();
    expect(find("'it''s'", "it's", "'")).toBeNull();
  });
});
