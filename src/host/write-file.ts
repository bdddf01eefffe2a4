import { randomBytes } from 'node:crypto';
import {
  chmodSync,
  mkdirSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { basename, dirname, join } from 'node:path';

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file or folder',
  ENOTDIR: 'its folder is a file',
  EISDIR: 'it is a folder',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space is left',
};

/** Why a file was left as it is. */
export class WriteRefused extends Error {
  readonly code: 'changed' | 'read-only' | 'failed';

  constructor(code: WriteRefused['code'], reason: string) {
    super(reason);
    this.name = 'WriteRefused';
    this.code = code;
  }
}

/**
 * Replaces a file's text as a whole or not at all, through a temporary file beside it. Its mode is kept, and a symbolic
 * link stays one. `before` is the text that `after` was made from.
 *
 * @throws WriteRefused when the file is read-only or holds something else than `before` by now.
 */
export function replaceFile(path: string, before: string, after: string): void {
  const target = attempt(() => realpathSync(path));
  const { mode } = attempt(() => statSync(target));
  // A rename needs the right to write the folder only, and root may write anything: ask the mode itself.
  if ((mode & 0o222) === 0) throw new WriteRefused('read-only', 'is read-only');
  const current = attempt(() => readFileSync(target));
  if (!current.equals(Buffer.from(before))) {
    throw new WriteRefused('changed', 'was changed by another program meanwhile');
  }
  const temporary = join(dirname(target), `.${basename(target)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, after, { flag: 'wx' });
    chmodSync(temporary, mode & 0o7777);
    renameSync(temporary, target);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw refusal(error);
  }
}

/** Makes a file that is not there yet, and the folders it stands in, as a whole or not at all. @throws WriteRefused */
export function createFile(path: string, text: string): void {
  attempt(() => mkdirSync(dirname(path), { recursive: true }));
  const temporary = join(dirname(path), `.${basename(path)}.${randomBytes(6).toString('hex')}.tmp`);
  try {
    writeFileSync(temporary, text, { flag: 'wx' });
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { force: true });
    throw refusal(error);
  }
}

/** Writes a file that may be there already; used for reports, which need no protection from a second writer. */
export function writeWhole(path: string, text: string): void {
  attempt(() => writeFileSync(path, text));
}

function attempt<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): WriteRefused {
  const { code } = error as NodeJS.ErrnoException;
  const why = REASONS[code ?? ''];
  return new WriteRefused(
    'failed',
    `cannot be written${why === undefined ? ` (${code ?? String(error)})` : `: ${why}`}`,
  );
}
