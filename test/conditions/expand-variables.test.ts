import { describe, expect, it } from 'vitest';
import { expandAll, expandExisting, expandedVariables } from '../../src/conditions/expand-variables.js';

const lookup = (values: Record<string, string>) => (name: string) => values[name];

it('replaces what exists', () => {
  const text = '$A/${B}/%A%/$NOPE/${NOPE}/$1/$$A';
  expect(expandExisting(text, lookup({ A: 'x', B: '' }))).toBe('x//x/$NOPE/${NOPE}/$1/$x');
  expect(expandAll(text, lookup({ A: 'x', B: '' }))).toBe('x//x///$1/$x');
});

describe('expandedVariables', () => {
  it('follows references through values', () => {
    const expanded = expandedVariables(lookup({ A: '$B-$B', B: '${C}%NOPE%', C: 'c', D: '$$C' }));
    expect(expanded('A')).toBe('c-c');
    expect(expanded('D')).toBe('$$C');
    expect(expanded('NOPE')).toBeUndefined();
  });

  it('takes raw variables literally', () => {
    expect(expandedVariables(lookup({ A: '$B', B: '$C', C: 'c' }), name => name === 'B')('A')).toBe('$C');
  });

  it('ends on cycles and on values that grow without bound', () => {
    expect(expandedVariables(lookup({ A: '$B', B: '$A' }))('A')).toBeDefined();
    const doubling = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [`V${index}`, `$V${index + 1}$V${index + 1}`]),
    );
    expect(expandedVariables(lookup({ ...doubling, V100: 'x' }))('V0')?.length).toBeLessThan(3_000_000);
  });
});
