/** Why a settings file could not be read at all, in one line that begins with its place where one is known. */
import { readFileSync } from 'node:fs';
import { Source } from '../syntax/source.js';

export function explainUnreadable(path: string, error: unknown): string[] {
  const lines = messageOf(error)
    .split('\n')
    .map(line => line.trim());
  // The readers of JSON and YAML put a title before the reason and pictures after it.
  const reason =
    lines.find(line => line !== '' && !/^(?:JSON|YAML) Error in |^>? ?\d+ \||^\|/.test(line)) ?? '';
  const place =
    /\((\d+:\d+)\)$/.exec(reason)?.[1] ?? placeInJson(path, reason) ?? placeInProgram(path, error);
  const words = reason
    .replace(/ \(\d+:\d+\)$/, '')
    .replace(/ (?:in JSON )?at position \d+.*$/, '')
    .replace(/ while parsing .*$/, '')
    .replace(/^ParseError: /, '');
  return [`${path}${place === null ? '' : `:${place}`}: cannot be read: ${words}`];
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function placeInJson(path: string, reason: string): string | null {
  const ended = /Unexpected end of JSON input/.test(reason);
  const offset = /at position (\d+)/.exec(reason)?.[1];
  if (!ended && offset === undefined) return null;
  const text = readFileSync(path, 'utf8');
  const { line, column } = new Source(path, text).positionAt(ended ? text.length : Number(offset));
  return `${line}:${column}`;
}

/** Above the stack, in the message or in the topmost call: wherever the file's own name is followed by a line. */
function placeInProgram(path: string, error: unknown): string | null {
  const stack = error instanceof Error ? (error.stack ?? error.message) : '';
  const at = stack.indexOf(`${path}:`);
  return at === -1 ? null : (/^\d+(?::\d+)?/.exec(stack.slice(at + path.length + 1))?.[0] ?? null);
}
