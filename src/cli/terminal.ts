import { StringDecoder } from 'node:string_decoder';

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

function outputOf(stream: NodeJS.WriteStream): Output {
  let closed = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE' && error.code !== 'ERR_STREAM_DESTROYED') throw error;
    closed = true;
  });
  return {
    write: text => {
      if (!closed) stream.write(text);
    },
    isTerminal: stream.isTTY === true,
    width: stream.columns ?? 80,
  };
}
