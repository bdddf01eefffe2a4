import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { EditBatch } from '../../src/linter/edit-batch.js';
import type { Fix } from '../../src/linter/fix.js';
import { overlaps } from '../../src/syntax/range.js';
import { Source } from '../../src/syntax/source.js';

const source = new Source('a.yml', 'abcdefghijklmnopqrstuvwxyz');

function fix(...edits: readonly (readonly [start: number, end: number, text: string])[]): Fix {
  return {
    title: 'fix',
    applicability: 'safe',
    edits: edits.map(([start, end, text]) => ({ source, range: { start, end }, text })),
  };
}

function add(...fixes: readonly Fix[]): { taken: boolean[]; text: string | undefined } {
  const batch = new EditBatch();
  const taken = fixes.map(one => batch.add(one));
  return { taken, text: batch.texts().get('a.yml') };
}

describe('EditBatch', () => {
  it('takes fixes that leave each other alone, in any order', () => {
    const { taken, text } = add(fix([20, 26, '']), fix([0, 1, 'A'], [5, 6, 'F']), fix([2, 3, 'C']));
    expect(taken).toEqual([true, true, true]);
    expect(text).toBe('AbCdeFghijklmnopqrst');
  });

  it('refuses fixes that share text, or insert where another one edits', () => {
    expect(add(fix([2, 5, '']), fix([4, 6, ''])).taken).toEqual([true, false]);
    expect(add(fix([2, 5, '']), fix([5, 5, 'x'])).taken).toEqual([true, false]);
    expect(add(fix([5, 5, 'x']), fix([5, 5, 'y'])).taken).toEqual([true, false]);
    expect(add(fix([2, 5, '']), fix([5, 7, ''])).taken).toEqual([true, true]);
  });

  it('takes nothing of a fix of which one edit is in the way', () => {
    const { taken, text } = add(fix([2, 5, '']), fix([10, 11, 'K'], [4, 6, '']), fix([10, 11, 'k2']));
    expect(taken).toEqual([true, false, true]);
    expect(text).toBe('abfghijk2lmnopqrstuvwxyz');
  });

  it('applies the same fix once', () => {
    const { taken, text } = add(fix([1, 1, 'x']), fix([1, 1, 'x']));
    expect(taken).toEqual([true, true]);
    expect(text).toBe('axbcdefghijklmnopqrstuvwxyz');
  });

  it('takes one fix of an isolation group, wherever the others edit', () => {
    const one = { ...fix([0, 1, 'A']), isolation: 'group' };
    const { taken, text } = add(one, { ...fix([20, 21, 'U']), isolation: 'group' }, fix([4, 5, 'E']), one);
    expect(taken).toEqual([true, false, true, true]);
    expect(text).toBe('AbcdEfghijklmnopqrstuvwxyz');
  });

  it('refuses fixes that overlap themselves or leave the text', () => {
    expect(add(fix([1, 4, ''], [3, 5, ''])).taken).toEqual([false]);
    expect(add(fix([25, 27, ''])).taken).toEqual([false]);
    expect(add(fix([4, 3, ''])).taken).toEqual([false]);
  });

  it('never takes two edits that overlap, and refuses only those that do', () => {
    const range = fc
      .tuple(fc.nat(26), fc.nat(4))
      .map(([start, length]) => ({ start, end: Math.min(26, start + length) }));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 20 }), ranges => {
        const batch = new EditBatch();
        const kept: { start: number; end: number }[] = [];
        for (const [index, one] of ranges.entries()) {
          const free = !kept.some(other => overlaps(other, one));
          expect(batch.add(fix([one.start, one.end, String(index)]))).toBe(free);
          if (free) kept.push(one);
        }
        batch.texts();
      }),
    );
  });
});
