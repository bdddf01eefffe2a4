/** What was compared in a migration: the configuration, and those of its child pipelines. */
import type { Config } from '../../config/config.js';
import type { Migration } from '../../migration/migration.js';
import type { Comparison } from '../../pipeline/compare/comparison.js';

export interface Compared {
  /** A file that `ci-lint simulate` makes these pipelines from, relative to the root of the repository. */
  readonly path: string;
  /** The trigger job that starts these pipelines; null for those of the configuration itself. */
  readonly startedBy: string | null;
  readonly before: Config;
  readonly comparison: Comparison;
}

export function comparedIn({ before, comparison, children }: Migration): readonly Compared[] {
  return [
    { path: before.root, startedBy: null, before, comparison },
    ...children.map(({ job, before: child, comparison: own }) => {
      const first = child.files.find(({ local, includedBy }) => local && includedBy !== null);
      return { path: first?.path ?? child.root, startedBy: job, before: child, comparison: own };
    }),
  ];
}
