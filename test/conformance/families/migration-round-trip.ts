import { join } from 'node:path';
import { type CorpusEntry, readCorpus } from '../../../scripts/corpus.js';
import type { Config } from '../../../src/config/config.js';
import type { Dialect } from '../../../src/config/dialect.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { findSites } from '../../../src/migration/rewriting/site.js';
import { lowerSites } from '../../../src/migration/to-current/migrate-to-current.js';
import { translateSites } from '../../../src/migration/to-proposed/translate.js';
import { applyEdits, type Edit } from '../../../src/syntax/edit.js';
import type { Source } from '../../../src/syntax/source.js';
import { lostComments } from '../../migration/lost-comments.js';
import { effectiveConfig } from '../../rules/effective-jobs.js';
import type { Family, Verdict } from '../family.js';

/** Real configurations to the proposed syntax and back: they resolve to the same jobs, nothing is told to be lost, and no comment is. */
function* verdicts(oracle: string): Generator<Verdict> {
  for (const entry of readCorpus(join(oracle, '../corpus'))) {
    const before = resolved(entry, entry.files, 'current');
    if (before.valid) yield { id: entry.name, disagreement: fault(entry, before) };
  }
}

type Files = CorpusEntry['files'];

function fault(entry: CorpusEntry, before: Config): string | null {
  const { files } = entry;
  const proposed = applied(files, translateSites(findSites(before)).edits);
  const middle = resolved(entry, proposed, 'proposed');
  if (!middle.valid) return `is not valid in the proposed syntax: ${middle.problems[0]?.gitlabMessage}`;
  const lowered = lowerSites(findSites(middle));
  if (lowered.notes[0] !== undefined) return `does not come back whole: ${lowered.notes[0].message}`;
  const back = applied(proposed, lowered.edits);
  for (const [path, text] of Object.entries(files)) {
    const lost = lostComments(text, back[path] ?? '');
    if (lost.length > 0) return `${path} loses the comments ${lost.join(' | ')}`;
  }
  const after = resolved(entry, back, 'current');
  const [was, is] = [before, after].map(config => JSON.stringify(effectiveConfig(config)));
  return was === is
    ? null
    : `the jobs differ: ${after.problems[0]?.gitlabMessage ?? firstDifference(was ?? '', is ?? '')}`;
}

function resolved({ root }: CorpusEntry, files: Files, dialect: Dialect): Config {
  return resolveConfig({ root, files: memoryFiles(files), dialect });
}

function applied(files: Files, edits: ReadonlyMap<Source, readonly Edit[]>): Files {
  const changed = [...edits].map(([source, own]) => [source.path, applyEdits(source, own)] as const);
  return { ...files, ...Object.fromEntries(changed) };
}

function firstDifference(was: string, is: string): string {
  let at = 0;
  while (at < was.length && was[at] === is[at]) at++;
  return `${was.slice(Math.max(0, at - 60), at + 60)} → ${is.slice(at, at + 60)}`;
}

export const family: Family = { name: 'migration-round-trip', verdicts };
