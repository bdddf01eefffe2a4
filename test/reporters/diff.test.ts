import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type FileChange, renderDiff } from '../../src/reporters/diff.js';
import { PLAIN_STYLE } from '../../src/reporters/style.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ci-lint-diff-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const LONG = Array.from({ length: 40 }, (_, index) => `line ${index}`);

test.each<FileChange>([
  { path: 'a.yml', before: 'a\nb\nc\n', after: 'a\nB\nc\n' },
  { path: 'ci/with space.yml', before: 'a\n', after: 'b\n' },
  { path: 'ü/é.yml', before: 'a\n', after: 'b\n' },
  { path: 'crlf.yml', before: 'a\r\nb\r\n', after: 'a\r\nc\r\nb\r\n' },
  { path: 'no-newline.yml', before: 'a\nb', after: 'a\nc' },
  { path: 'gains-newline.yml', before: 'a', after: 'a\n' },
  { path: 'bom.yml', before: '\uFEFFa\n', after: '\uFEFFb\n' },
  { path: 'empty.yml', before: 'a\n', after: '' },
  { path: 'ends.yml', before: LONG.join('\n'), after: ['first', ...LONG.slice(1, -1), 'last'].join('\n') },
])('git apply takes the diff of $path', change => {
  const file = join(folder, change.path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, change.before);
  const input = renderDiff([change], PLAIN_STYLE);
  const { status, stderr } = spawnSync('git', ['apply', '--whitespace=nowarn', '-'], {
    cwd: folder,
    input,
    encoding: 'utf8',
  });
  expect(stderr).toBe('');
  expect(status).toBe(0);
  expect(readFileSync(file, 'utf8')).toBe(change.after);
});

test('nothing changed is nothing printed', () => {
  expect(renderDiff([{ path: 'a', before: 'x', after: 'x' }], PLAIN_STYLE)).toBe('');
});
