import type { Dialect } from '../../config/dialect.js';
import type { MigrationTarget } from '../../migration/migration.js';
import { UsageError } from '../usage-error.js';

/** The options of `migrate` as commander hands them over. */
export interface MigrateFlags {
  readonly to: Dialect;
  /** Absent: found out from the marker comment, the settings, or the keywords. */
  readonly from?: Dialect;
  readonly onlyExcept?: true;
  readonly usualNames?: true;
  readonly preserve?: true;
  /** Over the files themselves. */
  readonly write?: true;
  readonly check?: true;
  /** Writes the migrated files there, by their paths from the root. */
  readonly outputFolder?: string;
  readonly format: 'text' | 'json';
  readonly batch?: true;
  readonly root?: string;
  readonly config?: string;
  readonly input?: Readonly<Record<string, string>>;
  readonly debug?: true;
  readonly color?: boolean;
}

/** @throws UsageError for options that contradict each other. */
export function targetOfFlags({
  to,
  from,
  onlyExcept,
  usualNames,
  preserve,
  write,
  check,
  outputFolder,
}: MigrateFlags): MigrationTarget {
  if (write === true && check === true) throw new UsageError('--check writes nothing; leave --write out.');
  const target = onlyExcept === true ? 'only-except' : to;
  if (preserve === true && target !== 'proposed') {
    throw new UsageError('--preserve goes with --to proposed, where the semantics change.');
  }
  if (usualNames === true && onlyExcept !== true) {
    throw new UsageError('--usual-names goes with --only-except.');
  }
  if (onlyExcept === true && (to === 'current' || from === 'proposed')) {
    throw new UsageError('--only-except stays in the syntax of today: it goes with no other direction.');
  }
  if (write === true && outputFolder !== undefined) {
    throw new UsageError('--write goes over the files, --output-folder elsewhere; choose one of them.');
  }
  return target;
}
