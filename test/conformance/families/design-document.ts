import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import type { Family, Verdict } from '../family.js';

const page = join(dirname(fileURLToPath(import.meta.url)), '../../../docs/semantics.md');
const BLOCK = /^```yaml(?: proposed)?\n([\s\S]*?)^```/gm;

/** The examples of GitLab's design document: each of their jobs stands, together with the others, in an example of docs/semantics.md. */
function* verdicts(oracle: string): Generator<Verdict> {
  const folder = join(oracle, '../seeds');
  const name = existsSync(folder) ? readdirSync(folder).find(file => file.startsWith('003')) : undefined;
  if (name === undefined) return;
  const ours = readBlocks(page);
  for (const [at, example] of readBlocks(join(folder, name)).entries()) {
    const jobs = Object.entries(example);
    const found = ours.some(block => jobs.every(([job, body]) => isSame(block[job], body)));
    yield {
      id: `example ${at + 1} (${jobs.map(([job]) => job).join(', ')})`,
      disagreement: found ? null : 'not on the page',
    };
  }
}

function readBlocks(file: string): readonly Readonly<Record<string, unknown>>[] {
  const texts = readFileSync(file, 'utf8').matchAll(BLOCK);
  return [...texts].map(([, text = '']) => parse(text) as Readonly<Record<string, unknown>>);
}

function isSame(one: unknown, other: unknown): boolean {
  return sorted(one) === sorted(other);
}

function sorted(value: unknown): string | undefined {
  return JSON.stringify(value, (_key, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

export const family: Family = { name: 'design-document', verdicts };
