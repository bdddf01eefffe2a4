/** Migrates a configuration as GitLab reads it today, with a verdict on every job. */
import type { Config, ConfigOptions } from '../config/config.js';
import type { Place } from '../config/problem.js';
import { resolveConfig } from '../config/resolve.js';
import { composeEdits, offsetBefore } from '../syntax/compose-edits.js';
import { applyEdits, type Edit } from '../syntax/edit.js';
import type { Source } from '../syntax/source.js';
import { comparedMigration } from './compared-migration.js';
import type { MigratedFile, Migration, MigrationNote, MigrationTarget } from './migration.js';
import { migrateOnlyExcept } from './only-except/migrate-only-except.js';
import { migrateToRules } from './only-except/migrate-to-rules.js';
import { findSites, type Site } from './rewriting/site.js';
import { translateSites } from './to-proposed/translate.js';

export interface MigrateOptions extends Omit<ConfigOptions, 'dialect'> {
  readonly target: Exclude<MigrationTarget, 'current'>;
}

/** Never throws for what the files hold. Files that have nothing to migrate stay as they are. */
export function migrate({ target, ...options }: MigrateOptions): Migration {
  const before = resolveConfig({ ...options, dialect: 'current' });
  return target === 'only-except'
    ? migrateToRules(before)
    : comparedMigration(before, findSites(before), target, translateConfig(before));
}

/** The translation to the proposed syntax without any comparison: `only` and `except` become rules, then all else follows. */
export function translateConfig(before: Config): Pick<Migration, 'files' | 'notes'> {
  const ruled = before.valid ? migrateOnlyExcept(before) : null;
  const { edits, notes } = translateSites(findSites(ruled?.after ?? before));
  const first = new Map(ruled?.files.map(file => [file.source.path, file]));
  const second = new Map([...edits].map(([source, own]) => [source.path, own]));
  const files = localSources(findSites(before)).map(source => {
    const early = first.get(source.path);
    return early === undefined
      ? editedFile(source, withSource(source, second.get(source.path) ?? []))
      : editedFile(early.source, composeEdits(early.source, early.edits, second.get(source.path) ?? []));
  });
  const moved = notes.map(note => movedBack(note, first));
  return { files, notes: [...(ruled?.notes ?? []), ...moved] };
}

/** Each local file once. */
function localSources(sites: readonly Site[]): readonly Source[] {
  const sources = new Map<string, Source>();
  for (const { before } of sites) {
    for (const { stream, local } of before.files) {
      const { source } = stream;
      if (local && !sources.has(source.path)) sources.set(source.path, source);
    }
  }
  return [...sources.values()];
}

function withSource(source: Source, edits: readonly Edit[]): readonly Edit[] {
  return edits.map(({ range, text }) => ({ source, range, text }));
}

function editedFile(source: Source, edits: readonly Edit[]): MigratedFile {
  const sorted = [...edits].sort((a, b) => a.range.start - b.range.start || a.range.end - b.range.end);
  return { source, edits: sorted, text: applyEdits(source, sorted) };
}

/** A note on the text in which `only` and `except` are rules, pointing to where that stood before. */
function movedBack(note: MigrationNote, files: ReadonlyMap<string, MigratedFile>): MigrationNote {
  const file = note.at === null ? undefined : files.get(note.at.source.path);
  if (note.at === null || file === undefined || file.edits.length === 0) return note;
  const { start, end } = note.at;
  const at: Place = {
    source: file.source,
    start: offsetBefore(file.edits, start),
    end: Math.max(offsetBefore(file.edits, start), offsetBefore(file.edits, end)),
  };
  return { ...note, at };
}
