import { StringDecoder } from 'node:string_decoder';
import { EXIT_CODE } from './exit-code.js';

/** Where text goes. After the reader has gone away, writes are dropped. */
export interface Output {
  readonly write: (text: string) => void;
  readonly isTerminal: boolean;
  /** Columns of the terminal; 80 without one. */
  readonly width: number;
}

/** All that a command sees of the process that runs it. */
export interface Terminal {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Findings and answers. */
  readonly stdout: Output;
  /** Everything else. */
  readonly stderr: Output;
  readonly readInput: () => Promise<Uint8Array>;
  /** The lines of stdin; only a line feed ends one. */
  readonly readLines: () => AsyncIterable<string>;
}

export function processTerminal(): Terminal {
  return {
    cwd: process.cwd(),
    env: process.env,
    stdout: outputOf(process.stdout),
    stderr: outputOf(process.stderr),
    readInput: async () => {
      const chunks: Buffer[] = [];
      for await (const chunk of process.stdin) chunks.push(chunk as Buffer);
      return Buffer.concat(chunks);
    },
    readLines,
  };
}

/** Node's own readline also breaks at U+2028, which may stand in the strings of JSON. */
async function* readLines(): AsyncGenerator<string> {
  const decoder = new StringDecoder('utf8');
  const parts: string[] = [];
  for await (const chunk of process.stdin) {
    const lines = decoder.write(chunk as Buffer).split('\n');
    const last = lines.pop() ?? '';
    for (const line of lines) {
      yield parts.splice(0).join('') + line;
    }
    parts.push(last);
  }
  const rest = parts.join('') + decoder.end();
  if (rest !== '') yield rest;
}

/** What was promised cannot be told, on a full disk for example: nothing that follows would be of use. */
function giveUp(stream: NodeJS.WriteStream, { code, message }: NodeJS.ErrnoException): never {
  if (stream !== process.stderr)
    process.stderr.write(`ci-lint: stdout cannot be written (${code ?? message}).\n`);
  process.exit(EXIT_CODE.failure);
}

function outputOf(stream: NodeJS.WriteStream): Output {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    closed = true;
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') giveUp(stream, error);
  });
  return {
    write: text => {
      if (!closed) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    // A pseudo-terminal that nobody sized says 0.
    width: stream.columns || 80,
  };
}
