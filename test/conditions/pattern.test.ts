import { describe, expect, it } from 'vitest';
import {
  compilePattern,
  isPatternSyntax,
  isValidPattern,
  splitPattern,
} from '../../src/conditions/pattern.js';
import { cpuTime } from '../cpu-time.js';

describe('splitPattern', () => {
  it.each([
    ['/main/', { body: 'main', flags: '' }],
    ['/main/im', { body: 'main', flags: 'im' }],
    ['//', { body: '', flags: '' }],
    ['/a/b/', { body: 'a/b', flags: '' }],
    ['x\n/MAIN/i\ny', { body: 'MAIN', flags: 'i' }],
    ['/x', null],
    ['/', null],
    ['', null],
    ['/main/x', null],
    [' /main/', null],
    ['/ma\nin/', null],
  ])('%j', (text, parts) => expect(splitPattern(text)).toEqual(parts));
});

describe('compilePattern', () => {
  const matches = (pattern: string, text: string) => compilePattern(pattern)?.test(text);

  it('takes what RE2 takes', () => {
    expect(isValidPattern('/(?=main)/')).toBe(false);
    expect(isValidPattern('/(a/')).toBe(false);
    expect(isValidPattern('/a{1001}/')).toBe(false);
    expect(isValidPattern('/(?<n>a)(?<n>b)/')).toBe(true);
    expect(isPatternSyntax('/(a/')).toBe(true);
  });

  it('anchors at the whole text unless /m', () => {
    expect(matches('/^b$/', 'a\nb')).toBe(false);
    expect(matches('/^b$/m', 'a\nb')).toBe(true);
    expect(matches('/a.b/m', 'a\nb')).toBe(false);
    expect(matches('/a.b/s', 'a\nb')).toBe(true);
  });

  it('knows any-byte and keeps it apart from an escaped backslash', () => {
    expect(matches('/^a\\Cb$/', 'a\nb')).toBe(true);
    expect(matches('/^\\\\C$/', '\\C')).toBe(true);
  });

  it('finds nothing where the group that GitLab adds breaks the pattern', () => {
    expect(matches('/\\Qa.b/', 'a.b')).toBe(false);
    expect(matches('/(\\Qa.b\\E)/', 'a.b')).toBe(true);
  });

  it('stays linear on hostile patterns', () => {
    const spent = cpuTime(() => {
      expect(isValidPattern(`/<${'[[:'.repeat(50_000)}/`)).toBe(false);
      expect(isValidPattern(`/${'(x{1000})'.repeat(2_000)}/`)).toBe(false);
      expect(matches('/(x+x+)+y/', 'x'.repeat(100_000))).toBe(false);
    });
    expect(spent).toBeLessThan(5_000);
  });
});
