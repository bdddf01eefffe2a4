/** What is said of migrated files: they are resolved, and compared with those that went in. */
import type { Config } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import { compareBehaviour } from '../pipeline/compare/compare-behaviour.js';
import type { MigratedChild, MigratedFile, Migration } from './migration.js';
import { resolveSites, type Site } from './rewriting/site.js';

/** `sites` are those of `before`, in the other syntax. */
export function comparedMigration(
  before: Config,
  sites: readonly Site[],
  target: Dialect,
  { files, notes }: Pick<Migration, 'files' | 'notes'>,
): Migration {
  const resolved = resolveSites(sites, textsOf(files), target);
  const after = resolved.get(sites[0] as Site) as Config; // The first site is the one that was asked for, and always resolves.
  const compared = (
    config: Config,
    migrated: Config,
  ): Pick<Migration, 'before' | 'after' | 'comparison'> => ({
    before: config,
    after: migrated,
    comparison: compareBehaviour(
      { config, semantics: target === 'proposed' ? 'current' : 'proposed' },
      { config: migrated, semantics: target },
    ),
  });
  const children = sites.slice(1).flatMap((site): readonly MigratedChild[] => {
    const child = resolved.get(site);
    if (site.parent === null || child === undefined) return [];
    return [{ job: site.parent.job, ...compared(site.before, child) }];
  });
  return { target, files, notes, ...compared(before, after), children };
}

function textsOf(files: readonly MigratedFile[]): ReadonlyMap<string, string> {
  return new Map(
    files.filter(({ edits }) => edits.length > 0).map(({ source, text }) => [source.path, text]),
  );
}
