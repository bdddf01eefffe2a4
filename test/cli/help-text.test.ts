import { expect, test } from 'vitest';
import { fitHelp } from '../../src/cli/help-text.js';

test('joins the lines of a paragraph and breaks them where the terminal ends', () => {
  expect(fitHelp('One two\nthree four.\nFive\n\nsix', 9)).toBe('One two\nthree\nfour.\nFive\n\nsix');
  expect(fitHelp('\nOne two\nthree', 80)).toBe('\nOne two three');
});

test('keeps meanings in their column', () => {
  const text = '  a --long  what it does when somebody calls it';
  expect(fitHelp(text, 80)).toBe(text);
  expect(fitHelp(text, 37)).toBe('  a --long  what it does when\n            somebody calls it');
});

test('puts a meaning that has no room below its command', () => {
  expect(fitHelp('  a --long option  what it does then', 30)).toBe(
    '  a --long option\n      what it does then',
  );
});

test('never breaks a command', () => {
  const text = `  ${'command '.repeat(9)}--end`;
  expect(fitHelp(text, 40)).toBe(text);
  expect(fitHelp(`${text}   `, 40)).toBe(`${text}   `);
});
