import { array, assert, integer, property, string, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { composeEdits, offsetBefore } from '../../src/syntax/compose-edits.js';
import { applyEdits, type Edit } from '../../src/syntax/edit.js';
import { Source } from '../../src/syntax/source.js';

function edit(source: Source, start: number, end: number, text: string): Edit {
  return { source, range: { start, end }, text };
}

/** Edits that do not overlap, from cuts of the text and new texts. */
function editsOf(source: Source, cuts: readonly number[], texts: readonly string[]): readonly Edit[] {
  const places = cuts.map(cut => cut % (source.text.length + 1)).sort((a, b) => a - b);
  return texts.flatMap((text, index) => {
    const [start, end] = [places[2 * index], places[2 * index + 1]];
    return start === undefined || end === undefined ? [] : [edit(source, start, end, text)];
  });
}

describe('composeEdits', () => {
  it('gives what the one edits make of what the others make', () => {
    const edits = tuple(
      array(integer({ min: 0, max: 40 }), { maxLength: 8 }),
      array(string({ maxLength: 3 }), { maxLength: 4 }),
    );
    assert(
      property(string({ maxLength: 20 }), edits, edits, (text, [cuts, texts], [laterCuts, laterTexts]) => {
        const source = new Source('a', text);
        const first = editsOf(source, cuts, texts);
        const middle = new Source('a', applyEdits(source, first));
        const second = editsOf(middle, laterCuts, laterTexts);
        expect(applyEdits(source, composeEdits(source, first, second))).toBe(applyEdits(middle, second));
      }),
    );
  });

  it('gives no edits for none', () => {
    expect(composeEdits(new Source('a', 'text'), [], [])).toEqual([]);
  });
});

describe('offsetBefore', () => {
  const source = new Source('a', 'abcdef');
  // ab[XYZ]ef
  const edits = [edit(source, 2, 4, 'XYZ')];

  it.each([
    [0, 0],
    [2, 2],
    [4, 2],
    [5, 4],
    [7, 6],
  ])('takes %i to %i', (after, before) => {
    expect(offsetBefore(edits, after)).toBe(before);
  });
});
