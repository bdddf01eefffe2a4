/** `--batch`: JSON lines in, one answer a line out, in order. For conformance runs and other programs. */
import { EXIT_CODE, type ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** A request that cannot be answered; its message is the answer. */
export class BadRequest extends Error {}

/** Answers every line of stdin; a line that cannot be answered gets `{error}`, and the run goes on. */
export async function runBatch(
  { readLines, stdout }: Terminal,
  answer: (request: Readonly<Record<string, unknown>>) => unknown,
): Promise<ExitCode> {
  for await (const line of readLines()) {
    stdout.write(`${JSON.stringify(answerLine(line, answer))}\n`);
  }
  return EXIT_CODE.clean;
}

function answerLine(line: string, answer: (request: Readonly<Record<string, unknown>>) => unknown): unknown {
  try {
    const request: unknown = JSON.parse(line);
    if (!isRecord(request)) throw new BadRequest('a request is an object');
    return answer(request);
  } catch (error) {
    return { error: error instanceof Error ? error.message : String(error) };
  }
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** @throws BadRequest when the request has something else than a text under the key. */
export function textOf(request: Readonly<Record<string, unknown>>, key: string): string {
  const value = request[key];
  if (typeof value !== 'string') throw new BadRequest(`${key} should be a string`);
  return value;
}

/** An object of texts; empty when the request has no such key. Null values are left out. @throws BadRequest */
export function textsOf(request: Readonly<Record<string, unknown>>, key: string): Record<string, string> {
  const value = request[key] ?? {};
  if (!isRecord(value)) throw new BadRequest(`${key} should be an object`);
  const texts: Record<string, string> = {};
  for (const [name, text] of Object.entries(value)) {
    if (text === null) continue;
    if (typeof text !== 'string') throw new BadRequest(`${key}.${name} should be a string`);
    texts[name] = text;
  }
  return texts;
}
