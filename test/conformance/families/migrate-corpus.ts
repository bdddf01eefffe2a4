import { join } from 'node:path';
import { type CorpusEntry, readCorpus } from '../../../scripts/corpus.js';
import { memoryFiles } from '../../../src/config/files.js';
import { migrate } from '../../../src/migration/migrate.js';
import type { Migration } from '../../../src/migration/migration.js';
import type { Comparison } from '../../../src/pipeline/compare/comparison.js';
import { migrationFault, wrongForms } from '../../migration/migration-fault.js';
import type { Family, Verdict } from '../family.js';

/**
 * Real configurations in the proposed syntax: jobs and rules say what the translation table asks for, a second run changes nothing,
 * and no comment is lost. Figures of all verdicts are printed at the end.
 */
function* verdicts(oracle: string): Generator<Verdict> {
  const figures = new Map<string, number>();
  for (const entry of readCorpus(join(oracle, '../corpus'))) {
    const done = migrate({ root: entry.root, files: memoryFiles(entry.files), target: 'proposed' });
    count(figures, done);
    yield { id: entry.name, disagreement: fault(entry, done) };
  }
  for (const [name, value] of [...figures].sort()) console.log(`    ${String(value).padStart(5)} ${name}`);
}

function fault({ root, files }: CorpusEntry, { children }: Migration): string | null {
  for (const { before, after } of children) {
    const wrong = wrongForms(before, after);
    if (wrong !== null) return wrong;
  }
  return migrationFault(root, files);
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
    if (finding.verdict === 'changed')
      add(`jobs changed by ${finding.counterexample.hazard ?? 'something else'}`);
    if (finding.verdict === 'unproven') add(`jobs unproven: ${finding.reason}`);
  }
}

export const family: Family = { name: 'migrate-corpus', verdicts };
