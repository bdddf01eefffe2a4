/** A migration of a whole configuration: edits of its local files, what each job does afterwards, and what could not be done. */
import type { Config } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import type { Place } from '../config/problem.js';
import type { Comparison } from '../pipeline/compare/comparison.js';
import type { Edit } from '../syntax/edit.js';
import type { Source } from '../syntax/source.js';

/** `only-except` stays in today's syntax. */
export type MigrationTarget = Dialect | 'only-except';

/** One local file of the configuration; each file once, also where several includes read it. */
export interface MigratedFile {
  readonly source: Source;
  /** In order, without overlaps; empty for a file with nothing to migrate. */
  readonly edits: readonly Edit[];
  readonly text: string;
}

/** Something a person should know: shared text that had to be given to a job of its own, or what has no form there. */
export interface MigrationNote {
  readonly message: string;
  readonly at: Place | null;
  readonly job?: string;
}

/** The configuration of child pipelines, whose local files are migrated with those of their parent. */
export interface MigratedChild {
  /** The trigger job that starts them. */
  readonly job: string;
  readonly before: Config;
  readonly after: Config;
  readonly comparison: Comparison;
}

export interface Migration {
  readonly target: MigrationTarget;
  readonly before: Config;
  /** What the migrated files resolve to. */
  readonly after: Config;
  readonly files: readonly MigratedFile[];
  readonly notes: readonly MigrationNote[];
  readonly comparison: Comparison;
  /** Each set of files once; their files are among `files`. */
  readonly children: readonly MigratedChild[];
}
