import { describe, expect, test } from 'vitest';
import { goesOutside, httpRequests } from '../../src/linter/http-requests.js';
import { andList } from '../../src/linter/shell-list.js';
import { hasCommand, loopsOf } from '../../src/linter/shell-script.js';

describe('lists of commands', () => {
  test.each([
    ['a && b', ['a', 'b']],
    ['a "x && y" && b \'&&\' && c', ['a "x && y"', "b '&&'", 'c']],
    ['a $(b && c) && d', ['a $(b && c)', 'd']],
    ['a \\&\\& b && c', ['a \\&\\& b', 'c']],
    ['a 2>&1 && b &>log', ['a 2>&1', 'b &>log']],
    ['a &&\n  b', ['a', 'b']],
    ['a "$(b "c && d")" && e', ['a "$(b "c && d")"', 'e']],
  ])('%s', (line, expected) => {
    expect(andList(line)).toEqual(expected);
  });

  test.each([
    '',
    'a',
    'a && ',
    '&& b',
    'a || b && c',
    'a; b && c',
    'a && b &',
    'a && b # c',
    'a "b && c',
    'a && (b',
    'a) && b',
    'if a && b; then c; fi',
    '{ a && b; }',
    'cat <<X && b',
    'a && b\nc',
    'f() { a && b; }',
    '! a && b',
  ])('%j is none', line => {
    expect(andList(line)).toBeNull();
  });
});

describe('loops', () => {
  test('are found with what they hold, the outermost alone', () => {
    const text = 'a\nwhile true; do\n  for x in y; do b; done\n  sleep 1\ndone\nuntil c; do d; done';
    expect(loopsOf(text).map(({ start }) => text.slice(start, start + 5))).toEqual(['while', 'until']);
    expect(loopsOf(text)[0]?.text).toContain('sleep 1');
  });

  test('need a done, and words are no commands', () => {
    expect(loopsOf('while true; do a')).toEqual([]);
    expect(loopsOf('echo while; echo done')).toEqual([]);
    expect(loopsOf('# while a; do\n# done\nb')).toEqual([]);
    expect(hasCommand('echo sleep', 'sleep')).toBe(false);
    expect(hasCommand('a; do sleep 1', 'sleep')).toBe(true);
  });

  test('are found in time that grows with the text', () => {
    const text = 'while a; do curl https://a.example.com/b; '.repeat(20_000);
    const started = performance.now();
    expect(loopsOf(text)).toEqual([]);
    expect(httpRequests(text)).toHaveLength(20_000);
    expect(andList('a=b'.repeat(50_000))).toBeNull();
    expect(performance.now() - started).toBeLessThan(5_000);
  });
});

describe('requests', () => {
  const use = (text: string): string | undefined => httpRequests(text)[0]?.use;

  test.each([
    ['curl https://a.example.com', 'look'],
    ['if ! curl -sf -o /dev/null https://a.example.com; then', 'look'],
    ['X=$(curl -s https://a.example.com | jq .x)', 'look'],
    ['curl -X POST https://a.example.com', 'send'],
    ['curl --data-binary @f https://a.example.com', 'send'],
    ['curl https://a.example.com | gpg --dearmor', 'keep'],
    ['wget https://a.example.com -O file', 'keep'],
    ['curl https://a.example.com > file', 'keep'],
  ])('%s', (text, expected) => {
    expect(use(text)).toBe(expected);
  });

  test.each([
    ['curl https://api.example.com/x', true],
    ['curl "$CI_API_V4_URL/projects"', true],
    ['curl http://localhost:8080', false],
    ['curl http://app/health', false],
    ['curl http://10.0.0.1/health', false],
    ['curl http://app.ns.svc/health', false],
    ['curl "$URL"', false],
  ])('%s leaves the job: %s', (text, expected) => {
    const [request] = httpRequests(text);
    expect(request && goesOutside(request, text)).toBe(expected);
  });
});
