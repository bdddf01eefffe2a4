import { describe, expect, it } from 'vitest';
import { patternFault } from '../../src/conditions/pattern-fault.js';

const culprit = (text: string): string | null => {
  const fault = patternFault(text);
  return fault && text.slice(fault.start, fault.end);
};

describe('patternFault', () => {
  it('has nothing to say of what RE2 accepts, nor of what is no pattern', () => {
    for (const text of ['/^main$/', '/a(?i:b)/', '/(?=/x', 'main', '/[(?=]/', '/\\\\1/']) {
      expect(patternFault(text), text).toBeNull();
    }
  });

  it.each([
    ['/^(?!main)/', '(?!'],
    ['/a(?<=b)c/i', '(?<='],
    ['/(a)\\1/', '\\1'],
    ['/a*+/', '*+'],
    ['/*.txt/', '*'],
  ])('points at the culprit of %s', (text, expected) => {
    expect(culprit(text)).toBe(expected);
  });

  it('repeats what RE2 says of anything else', () => {
    expect(patternFault('/(a/')?.reason).toMatch(/missing/);
    expect(culprit('/(a/')).toBe('/(a/');
  });

  it('names the first culprit outside character classes', () => {
    expect(patternFault('/[(?!](?=x)/')?.reason).toContain('lookahead');
    expect(culprit('/[(?!](?=x)/')).toBe('(?=');
  });
});
