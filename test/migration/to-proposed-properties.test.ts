import { expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { translateConfig } from '../../src/migration/migrate.js';
import type { MigrationNote } from '../../src/migration/migration.js';
import { formDifferences } from './form-differences.js';
import { lostComments } from './lost-comments.js';
import { ROOT } from './migrate-text.js';
import { randomConfig } from './random-config.js';

const SEEDS = Array.from({ length: 40 }, (_, seed) => seed);

interface Run {
  readonly before: Config;
  readonly after: Config;
  readonly texts: Readonly<Record<string, string>>;
  readonly notes: readonly MigrationNote[];
}

function translate(files: Readonly<Record<string, string>>): Run {
  const before = resolveConfig({ root: ROOT, files: memoryFiles(files) });
  const done = translateConfig(before);
  const texts = Object.fromEntries(done.files.map(({ source, text }) => [source.path, text]));
  const after = resolveConfig({
    root: ROOT,
    files: memoryFiles({ ...files, ...texts }),
    dialect: 'proposed',
  });
  return { before, after, texts: { ...files, ...texts }, notes: done.notes };
}

it.each(SEEDS)('says in the proposed syntax what was said before (%i)', seed => {
  const { text, files } = randomConfig(seed);
  const given = { [ROOT]: text, ...files };
  const { before, after, texts, notes } = translate(given);
  for (const [path, old] of Object.entries(given)) expect(lostComments(old, texts[path] ?? '')).toEqual([]);
  expect(translate(texts).texts).toEqual(texts);
  if (!before.valid || notes.some(({ message }) => message.includes('has no form'))) return;
  expect(after.problems.filter(({ rejected }) => rejected)).toEqual([]);
  expect(formDifferences(before, after)).toEqual([]);
});
