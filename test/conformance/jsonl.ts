import { createReadStream } from 'node:fs';
import { createInterface } from 'node:readline';

/** The records of a JSON Lines file, one at a time. The caller names the shape it expects. */
export async function* readJsonLines<Record>(path: string): AsyncGenerator<Record> {
  const lines = createInterface({
    input: createReadStream(path, 'utf8'),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  for await (const line of lines) {
    if (line !== '') yield JSON.parse(line) as Record;
  }
}
