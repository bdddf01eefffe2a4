import { describe, expect, it } from 'vitest';
import { splitDocuments } from '../../../src/syntax/yaml/split-documents.js';

function parts(text: string): string[] {
  return splitDocuments(text).map(({ start, end }) => text.slice(start, end));
}

describe('splitDocuments', () => {
  it.each([
    ['a: 1\n', ['a: 1\n']],
    ['---\na: 1\n', ['', 'a: 1\n']],
    ['a\n---\nb\n', ['a\n', 'b\n']],
    ['a\n--- x\n', ['a\n', 'x\n']],
    ['a\n---\n  b\n', ['a\n', 'b\n']],
    ['a\r\n---\r\nb', ['a\r\n', 'b']],
    ['a\n---', ['a\n---']],
    ['a\n---b\n', ['a\n---b\n']],
    [' --- a\n', [' --- a\n']],
    ['\ufeff--- a\n', ['\ufeff--- a\n']],
    ['---\n---\na', ['', '', 'a']],
    ['a\n---\nb\n---\nc\n---\nd\n', ['a\n', 'b\n', 'c\n---\nd\n']],
    ['', ['']],
  ])('splits %j', (text, expected) => expect(parts(text)).toEqual(expected));
});
