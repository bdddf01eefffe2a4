import { join } from 'node:path';
import { type CorpusEntry, readCorpus } from '../../../scripts/corpus.js';
import type { Config } from '../../../src/config/config.js';
import { memoryFiles } from '../../../src/config/files.js';
import { migrate } from '../../../src/migration/migrate.js';
import type { Migration } from '../../../src/migration/migration.js';
import type { Comparison } from '../../../src/pipeline/compare/comparison.js';
import { formDifferences } from '../../migration/form-differences.js';
import { lostComments } from '../../migration/lost-comments.js';
import type { Family, Verdict } from '../family.js';

/**
 * Real configurations in the proposed syntax: jobs and rules say what the translation table asks for, a second run changes nothing,
 * and no comment is lost. Figures of all verdicts are printed at the end.
 */
function* verdicts(oracle: string): Generator<Verdict> {
  const figures = new Map<string, number>();
  for (const entry of readCorpus(join(oracle, '../corpus'))) {
    const done = migrate({ ...optionsOf(entry.root, entry.files), target: 'proposed' });
    count(figures, done);
    yield { id: entry.name, disagreement: fault(entry, done) };
  }
  for (const [name, value] of [...figures].sort()) console.log(`    ${String(value).padStart(5)} ${name}`);
}

function optionsOf(
  root: string,
  files: Readonly<Record<string, string>>,
): Pick<Parameters<typeof migrate>[0], 'root' | 'files'> {
  return { root, files: memoryFiles(files) };
}

function fault({ root, files }: CorpusEntry, done: Migration): string | null {
  const texts = Object.fromEntries(done.files.map(({ source, text }) => [source.path, text]));
  const again = migrate({ ...optionsOf(root, { ...files, ...texts }), target: 'proposed' });
  const changed = again.files.filter(({ edits }) => edits.length > 0);
  if (changed.length > 0) return `a second run changes ${changed.map(({ source }) => source.path).join(', ')}`;
  for (const { source, text } of done.files) {
    const lost = lostComments(source.text, text);
    if (lost.length > 0) return `${source.path} loses the comments ${lost.join(' | ')}`;
  }
  for (const { before, after } of [done, ...done.children]) {
    const wrong = wrongForms(before, after);
    if (wrong !== null) return wrong;
  }
  return null;
}

function wrongForms(before: Config, after: Config): string | null {
  if (!before.valid) return null;
  if (!after.valid) return `is refused then: ${after.problems.find(({ rejected }) => rejected)?.gitlabMessage}`;
  return formDifferences(before, after)[0] ?? null;
}

function count(figures: Map<string, number>, done: Migration): void {
  const add = (name: string, by = 1): void => {
    figures.set(name, (figures.get(name) ?? 0) + by);
  };
  add('files', done.files.length);
  add('files changed', done.files.filter(({ edits }) => edits.length > 0).length);
  add('notes', done.notes.length);
  add('configurations of child pipelines', done.children.length);
  for (const { before, comparison } of [done, ...done.children]) {
    if (!before.valid) add('configurations that are not valid today');
    else countVerdicts(comparison, add);
  }
}

function countVerdicts({ verdict, jobs }: Comparison, add: (name: string) => void): void {
  add(`configurations ${verdict}`);
  for (const finding of jobs) {
    add(`jobs ${finding.verdict}`);
    if (finding.verdict === 'changed') add(`jobs changed by ${finding.counterexample.hazard ?? 'something else'}`);
    if (finding.verdict === 'unproven') add(`jobs unproven: ${finding.reason}`);
  }
}

export const family: Family = { name: 'migrate-corpus', verdicts };
