/** Migrates a configuration as GitLab reads it today: to the proposed syntax, with a verdict on every job. */
import type { Config, ConfigOptions } from '../config/config.js';
import { resolveConfig } from '../config/resolve.js';
import { compareBehaviour } from '../pipeline/compare/compare-behaviour.js';
import type { Comparison } from '../pipeline/compare/comparison.js';
import { applyEdits, type Edit } from '../syntax/edit.js';
import type { Source } from '../syntax/source.js';
import type { MigratedChild, MigratedFile, Migration, MigrationTarget } from './migration.js';
import { migrateToRules } from './only-except/migrate-to-rules.js';
import { findSites, resolveSites, type Site } from './rewriting/site.js';
import { translateSites } from './to-proposed/translate.js';

export interface MigrateOptions extends Omit<ConfigOptions, 'dialect'> {
  readonly target: Exclude<MigrationTarget, 'current'>;
}

/** Never throws for what the files hold. Files that have nothing to migrate stay as they are. */
export function migrate({ target, ...options }: MigrateOptions): Migration {
  const before = resolveConfig({ ...options, dialect: 'current' });
  if (target === 'only-except') return migrateToRules(before);
  const sites = findSites(before);
  const { edits, notes } = translateSites(sites);
  const files = migratedFiles(sites, edits);
  const texts = new Map(
    files.filter(file => file.edits.length > 0).map(file => [file.source.path, file.text]),
  );
  const resolved = resolveSites(sites, texts, 'proposed');
  const after = resolved.get(sites[0] as Site) as Config; // The first site is the one that was asked for, and always resolves.
  return {
    target,
    before,
    after,
    files,
    notes,
    comparison: compare(before, after),
    children: sites.slice(1).flatMap(site => migratedChild(site, resolved.get(site))),
  };
}

function migratedFiles(
  sites: readonly Site[],
  edits: ReadonlyMap<Source, readonly Edit[]>,
): readonly MigratedFile[] {
  const files = new Map<string, MigratedFile>();
  for (const { before } of sites) {
    for (const { stream, local } of before.files) {
      const { path } = stream.source;
      if (!local || files.has(path)) continue;
      const source = [...edits.keys()].find(each => each.path === path) ?? stream.source;
      const own = [...(edits.get(source) ?? [])].sort((a, b) => a.range.start - b.range.start);
      files.set(path, { source, edits: own, text: applyEdits(source, own) });
    }
  }
  return [...files.values()];
}

function migratedChild({ before, parent }: Site, after: Config | undefined): readonly MigratedChild[] {
  if (parent === null || after === undefined) return [];
  return [{ job: parent.job, before, after, comparison: compare(before, after) }];
}

function compare(before: Config, after: Config): Comparison {
  return compareBehaviour({ config: before, semantics: 'current' }, { config: after, semantics: 'proposed' });
}
