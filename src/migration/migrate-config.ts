/** One question for all directions: what becomes of a configuration in another syntax. */
import type { Config, ConfigOptions } from '../config/config.js';
import { type Dialect, dialectOf } from '../config/dialect.js';
import { resolveConfig } from '../config/resolve.js';
import { findDialect } from './find-dialect.js';
import { migrate } from './migrate.js';
import type { Migration, MigrationTarget } from './migration.js';
import { migrateToRules } from './only-except/migrate-to-rules.js';
import type { Reading } from './only-except/ref-term.js';
import { findRepairs, type Repair } from './repairs/find-repairs.js';
import { migrateToCurrent } from './to-current/migrate-to-current.js';

export interface MigrationRequest {
  readonly options: ConfigOptions;
  readonly target: MigrationTarget;
  /** Null: found out. */
  readonly from: Dialect | null;
  /** Takes repairs that are proven to keep the behaviour into the result. */
  readonly preserve: boolean;
  /** What the names in `only` and `except` stand for, for the target `only-except`; `exact` when absent. */
  readonly reading?: Reading;
}

export type MigrationAnswer =
  | { readonly kind: 'migrated'; readonly migration: Migration; readonly repairs: readonly Repair[] }
  /** It is written in the target's syntax already. */
  | { readonly kind: 'same'; readonly config: Config }
  /** It is not valid in its syntax, or `reason` says what else keeps it from being migrated. */
  | { readonly kind: 'refused'; readonly config: Config; readonly reason: string };

export function migrateConfig(request: MigrationRequest): MigrationAnswer {
  const { options, target, from, preserve } = request;
  const config = resolveSource(options, from);
  const other = config.dialect === 'proposed' ? 'the proposed syntax' : 'the syntax of today';
  if (!config.valid) {
    return { kind: 'refused', config, reason: `is not valid in ${other}, so nobody can tell what it means` };
  }
  if (target === 'only-except' && config.dialect === 'proposed') {
    return {
      kind: 'refused',
      config,
      reason: 'is in the proposed syntax; --only-except is for that of today',
    };
  }
  if (config.dialect === target) return { kind: 'same', config };
  const migration = migrateTo(target, config, request);
  if (!migration.after.valid) {
    return { kind: 'refused', config: migration.after, reason: 'would not be valid after its migration' };
  }
  const { chosen, repairs } =
    target === 'proposed' ? findRepairs(migration, preserve) : { chosen: migration, repairs: [] };
  return { kind: 'migrated', migration: chosen, repairs };
}

function migrateTo(target: MigrationTarget, config: Config, { reading }: MigrationRequest): Migration {
  switch (target) {
    case 'current':
      return migrateToCurrent(config);
    case 'only-except':
      return migrateToRules(config, reading === undefined ? {} : { reading });
    case 'proposed':
      return migrate({ ...config.options, target });
  }
}

/** A marker in the file wins over the settings, and what is written over what they leave open. */
function resolveSource(options: ConfigOptions, from: Dialect | null): Config {
  if (from !== null) return resolveConfig({ ...options, dialect: from });
  const config = resolveConfig(options);
  const marked = dialectOf(config.files[0]?.stream.source.text ?? '') !== null;
  if (config.dialect === 'proposed' || marked || findDialect(config) === 'current') return config;
  return resolveConfig({ ...options, dialect: 'proposed' });
}
