import { readFileSync, statSync } from 'node:fs';
import type { FileAnswer } from '../config/files.js';

/** Larger files are not read at all: GitLab's own limit for a whole configuration is far below. */
export const MAX_FILE_BYTES: number = 8 * 1024 * 1024;

type Refusal = Extract<FileAnswer, { ok: false }>;

/** The text of a file, its byte order mark and line endings kept. */
export function readText(path: string, maxBytes: number = MAX_FILE_BYTES): FileAnswer {
  try {
    const stat = statSync(path);
    if (stat.isDirectory()) return refuse('unreadable', 'is a folder');
    if (!stat.isFile()) return refuse('unreadable', 'is not a regular file');
    if (stat.size > maxBytes) {
      return refuse(
        'too-large',
        `is ${megabytes(stat.size)} MB large; the limit is ${megabytes(maxBytes)} MB`,
      );
    }
    return decodeText(readFileSync(path));
  } catch (error) {
    return explainReadError(error);
  }
}

/** Bytes as UTF-8 text, or what they are instead. */
export function decodeText(bytes: Uint8Array): FileAnswer {
  const utf16 = (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff);
  if (utf16) return refuse('invalid-utf8', 'is UTF-16; GitLab reads UTF-8, so save it in that encoding');
  if (bytes.includes(0)) return refuse('binary', 'is a binary file, not YAML');
  try {
    return { ok: true, text: new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes) };
  } catch {
    return refuse(
      'invalid-utf8',
      `is not valid UTF-8${placeOfInvalidByte(bytes)}; GitLab reads UTF-8, so save it in that encoding`,
    );
  }
}

/** Finds the first broken byte by decoding what the strict decoder refused with the lenient one. */
function placeOfInvalidByte(bytes: Uint8Array): string {
  const before = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes).split('�', 1)[0] ?? '';
  const lines = before.split('\n');
  return ` (line ${lines.length}, column ${(lines.at(-1) ?? '').length + 1})`;
}

function explainReadError(error: unknown): Refusal {
  const { code } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return refuse('missing', 'does not exist');
    case 'EACCES':
    case 'EPERM':
      return refuse('unreadable', 'cannot be read: permission denied');
    case 'ELOOP':
      return refuse('unreadable', 'cannot be read: its symbolic links form a loop');
    default:
      return refuse('unreadable', `cannot be read (${code ?? String(error)})`);
  }
}

function refuse(code: Refusal['code'], reason: string): Refusal {
  return { ok: false, code, reason };
}

function megabytes(bytes: number): string {
  return (bytes / 1024 / 1024).toFixed(1).replace(/\.0$/, '');
}
