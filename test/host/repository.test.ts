import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findRoot } from '../../src/host/find-root.js';
import { diskRepository, overlayFiles, pathInside } from '../../src/host/repository.js';
import { replaceFile, WriteRefused } from '../../src/host/write-file.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ci-lint-host-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, content: string | Uint8Array): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, content);
  return file;
}

describe('reading', () => {
  const reason = (path: string, limit?: number) => {
    const answer = diskRepository(join(folder, 'repo'), limit).read(path);
    return answer.ok ? answer.text : `${answer.code}: ${answer.reason}`;
  };

  test('keeps byte order marks and line endings', () => {
    put('repo/a.yml', '\uFEFFa: 1\r\nb: 2\r\n');
    expect(reason('a.yml')).toBe('\uFEFFa: 1\r\nb: 2\r\n');
  });

  test('says what is wrong with a file that is no text', () => {
    put('repo/latin1.yml', Uint8Array.from([0x61, 0x0a, 0x62, 0x3a, 0xe9, 0x0a]));
    put('repo/utf16.yml', Uint8Array.from([0xff, 0xfe, 0x61, 0]));
    put('repo/image.png', Uint8Array.from([0x89, 0x50, 0, 1]));
    put('repo/large.yml', 'x'.repeat(2 * 1024 * 1024));
    mkdirSync(join(folder, 'repo/sub'));
    expect(reason('latin1.yml')).toBe(
      'invalid-utf8: is not valid UTF-8 (line 2, column 3); GitLab reads UTF-8, so save it in that encoding',
    );
    expect(reason('utf16.yml')).toContain('invalid-utf8: is UTF-16');
    expect(reason('image.png')).toBe('binary: is a binary file, not YAML');
    expect(reason('large.yml', 1024 * 1024)).toBe('too-large: is 2 MB large; the limit is 1 MB');
    expect(reason('sub')).toBe('unreadable: is a folder');
    expect(reason('none.yml')).toBe('missing: does not exist');
    expect(reason('none\0.yml')).toBe('missing: does not exist');
  });

  test('never leaves the root, links included', () => {
    put('secret.yml', 'a: 1');
    put('repo/inside.yml', 'b: 1');
    symlinkSync(join(folder, 'secret.yml'), join(folder, 'repo/link.yml'));
    symlinkSync(folder, join(folder, 'repo/up'));
    symlinkSync(join(folder, 'repo/inside.yml'), join(folder, 'repo/alias.yml'));
    symlinkSync('loop.yml', join(folder, 'repo/loop.yml'));
    expect(reason('../secret.yml')).toBe('outside: leads out of the repository');
    expect(reason('link.yml')).toBe('outside: leads out of the repository through a symbolic link');
    expect(reason('up/secret.yml')).toContain('outside');
    expect(reason('alias.yml')).toBe('b: 1');
    expect(reason('loop.yml')).toContain('loop');
  });
});

describe('listing', () => {
  test('walks a plain folder without .git and node_modules', () => {
    put('b/c.yml', '');
    put('a.yml', '');
    put('node_modules/x/y.yml', '');
    put('b/node_modules/y.yml', '');
    expect(diskRepository(folder).list()).toEqual(['a.yml', 'b/c.yml']);
  });

  test('asks git, which knows what is ignored', () => {
    spawnSync('git', ['init', '-q'], { cwd: folder });
    put('.gitignore', 'dist/\n');
    put('dist/x.yml', '');
    put('src/ü.yml', '');
    expect(diskRepository(folder).list()).toEqual(['.gitignore', 'src/ü.yml']);
    expect(diskRepository(join(folder, 'src')).list()).toEqual(['ü.yml']);
  });

  test('knows the files that an overlay adds', () => {
    put('a.yml', 'old');
    const files = overlayFiles(
      diskRepository(folder),
      new Map([
        ['a.yml', 'new'],
        ['b.yml', ''],
      ]),
    );
    expect(files.list()).toEqual(['a.yml', 'b.yml']);
    expect(files.read('a.yml')).toEqual({ ok: true, text: 'new' });
  });
});

test('the root is the nearest folder with .git, else the folder itself', () => {
  mkdirSync(join(folder, 'x/y/z'), { recursive: true });
  expect(findRoot(join(folder, 'x/y/z'))).toBe(join(folder, 'x/y/z'));
  put('x/.git', 'gitdir: elsewhere');
  expect(findRoot(join(folder, 'x/y/z'))).toBe(join(folder, 'x'));
});

test('paths inside a root are relative and slashed', () => {
  expect(pathInside('/r', '/r/a/b.yml')).toBe('a/b.yml');
  expect(pathInside('/r', '/r/..a')).toBe('..a');
  expect(pathInside('/r', '/rest')).toBeNull();
  expect(pathInside('/r', '/r')).toBeNull();
});

describe('writing', () => {
  test('keeps the mode and a link, and leaves no temporary file', () => {
    const file = put('a.yml', 'old');
    chmodSync(file, 0o664);
    symlinkSync(file, join(folder, 'link.yml'));
    replaceFile(join(folder, 'link.yml'), 'old', 'new');
    expect(readFileSync(file, 'utf8')).toBe('new');
    expect(statSync(file).mode & 0o777).toBe(0o664);
    expect(readdirSync(folder).sort()).toEqual(['a.yml', 'link.yml']);
  });

  test('refuses what is read-only, gone or changed meanwhile', () => {
    const file = put('a.yml', 'changed');
    expect(() => replaceFile(file, 'old', 'new')).toThrow(
      new WriteRefused('changed', 'was changed by another program meanwhile'),
    );
    chmodSync(file, 0o444);
    expect(() => replaceFile(file, 'changed', 'new')).toThrow('is read-only');
    expect(() => replaceFile(join(folder, 'none.yml'), '', 'new')).toThrow(
      'cannot be written: there is no such file or folder',
    );
    expect(readFileSync(file, 'utf8')).toBe('changed');
  });
});
