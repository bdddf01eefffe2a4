import { describe, expect, it } from 'vitest';
import { editDistance, nearest } from '../../src/linter/nearest.js';

describe('editDistance', () => {
  it.each([
    ['', '', 0],
    ['abc', '', 3],
    ['build', 'buidl', 1],
    ['build', 'builds', 1],
    ['build', 'bald', 2],
    ['ca', 'abc', 3],
  ])('of %j and %j is %i', (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
    expect(editDistance(b, a)).toBe(distance);
  });
});

describe('nearest', () => {
  it('finds the closest name', () => {
    expect(nearest('biuld', ['test', 'builds', 'build'])).toBe('build');
    expect(nearest('Test', ['test'])).toBe('test');
  });

  it('finds none where nothing is close', () => {
    expect(nearest('deploy', ['build', 'test'])).toBeNull();
    expect(nearest('ab', ['xy'])).toBeNull();
    expect(nearest('x'.repeat(100), ['x'.repeat(99)])).toBeNull();
  });
});
