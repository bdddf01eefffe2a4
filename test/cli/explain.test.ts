import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runProgram } from '../../src/cli/program.js';
import type { Output } from '../../src/cli/terminal.js';

const PAGE = readFileSync('rules/control-flow/implicit-manual-blocking.md', 'utf8');

async function explain(stdout: Omit<Output, 'write'>): Promise<string> {
  let text = '';
  const output: Output = {
    ...stdout,
    write: part => {
      text += part;
    },
  };
  const exitCode = await runProgram(['explain', 'implicit-manual-blocking'], {
    cwd: process.cwd(),
    env: { NO_COLOR: '1' },
    stdout: output,
    stderr: output,
    readInput: () => Promise.reject(new Error('nothing to read')),
    readLines: () => {
      throw new Error('nothing to read');
    },
  });
  expect(exitCode).toBe(0);
  return text;
}

test('in a pipe, the page is the file', async () => {
  expect(await explain({ isTerminal: false, width: 80 })).toBe(`${PAGE.trimEnd()}\n`);
});

test('on a terminal, paragraphs fit its width and code stays as it is', async () => {
  const text = await explain({ isTerminal: true, width: 60 });
  const words = (page: string): string[] => page.split(/\s+/);
  expect(words(text)).toEqual(words(PAGE));
  const blocks = (page: string): string[] => page.match(/^```[\s\S]*?^```$/gm) ?? [];
  expect(blocks(text)).toEqual(blocks(PAGE));
  const [prose = ''] = text.split('```');
  expect(Math.max(...prose.split('\n').map(line => line.length))).toBeLessThanOrEqual(60);
  expect(Math.max(...(PAGE.split('```')[0] ?? '').split('\n').map(line => line.length))).toBeGreaterThan(60);
});
