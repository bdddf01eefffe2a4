/** The translation of `only` and `except` as a migration, with what each job does afterwards. */
import type { Config } from '../../config/config.js';
import { compareBehaviour } from '../../pipeline/compare/compare-behaviour.js';
import type { Comparison } from '../../pipeline/compare/comparison.js';
import type { Migration } from '../migration.js';
import { migrateOnlyExcept, type OnlyExceptOptions } from './migrate-only-except.js';

/** `config` is in today's syntax, and stays so. */
export function migrateToRules(config: Config, options: OnlyExceptOptions = {}): Migration {
  const { before, after, files, notes, children } = migrateOnlyExcept(config, options);
  return {
    target: 'only-except',
    before,
    after,
    files,
    notes,
    comparison: compare(before, after),
    children: children.map(child => ({ ...child, comparison: compare(child.before, child.after) })),
  };
}

function compare(before: Config, after: Config): Comparison {
  return compareBehaviour({ config: before, semantics: 'current' }, { config: after, semantics: 'current' });
}
