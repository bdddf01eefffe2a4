/**
 * Where the plain translation changes what a job does, another proposed form may keep it. Each is written into the migrated text,
 * resolved and compared like any migration, so its verdict is as good as any.
 */
import { resolveConfig } from '../../config/resolve.js';
import { compareBehaviour } from '../../pipeline/compare/compare-behaviour.js';
import type { Comparison, Hazard, JobFinding, Verdict } from '../../pipeline/compare/comparison.js';
import { applyEdits, type Edit } from '../../syntax/edit.js';
import type { MigratedFile, Migration } from '../migration.js';
import { withTexts } from '../rewriting/site.js';
import { blockersForNeeds } from './blockers-for-needs.js';
import { changeOf } from './changed-text.js';
import { needsOnOthers } from './needs-on-others.js';

export interface Repair {
  readonly hazard: Hazard;
  /** Those that it is for, as they are called in the pipeline. */
  readonly jobs: readonly string[];
  /** What it is and what it costs, a sentence without its period. */
  readonly description: string;
  /** Of these jobs, with it. */
  readonly verdict: Verdict;
  /** True when it is in the migrated text. */
  readonly applied: boolean;
}

/** Edits of the migrated text that could keep what some jobs do. */
export interface RepairPlan {
  readonly hazard: Hazard;
  readonly jobs: readonly string[];
  readonly description: string;
  readonly edits: readonly Edit[];
}

/** Each repair by itself, and the migration with those that keep what they are for, if that is wanted. */
export function findRepairs(
  migration: Migration,
  preserve: boolean,
): { readonly chosen: Migration; readonly repairs: readonly Repair[] } {
  let chosen = migration;
  const repairs: Repair[] = [];
  for (const plan of [needsOnOthers, blockersForNeeds]) {
    const planned = plan(chosen);
    if (planned === null) continue;
    const repaired = repairedMigration(chosen, planned.edits);
    if (repaired === null) continue;
    const { hazard, jobs, description } = planned;
    const verdict = verdictOf(repaired.comparison, jobs);
    const applied = preserve && verdict === 'preserved' && worsens(chosen, repaired) === 0;
    repairs.push({ hazard, jobs, description, verdict, applied });
    if (applied) chosen = repaired;
  }
  return { chosen, repairs };
}

function verdictOf({ jobs }: Comparison, names: readonly string[]): Verdict {
  const own = jobs.filter(({ job }) => names.includes(job)).map(({ verdict }) => verdict);
  if (own.includes('changed')) return 'changed';
  return own.includes('unproven') ? 'unproven' : 'preserved';
}

/** How many jobs were preserved and are not any more. */
function worsens(before: Migration, after: Migration): number {
  const preserved = new Set(before.comparison.jobs.filter(isPreserved).map(({ job }) => job));
  return after.comparison.jobs.filter(finding => preserved.has(finding.job) && !isPreserved(finding)).length;
}

function isPreserved({ verdict }: JobFinding): boolean {
  return verdict === 'preserved';
}

/** Null when the text cannot take the edits, or GitLab's checks would refuse what comes out. */
function repairedMigration(migration: Migration, edits: readonly Edit[]): Migration | null {
  const { before, after } = migration;
  const texts = new Map<string, string>();
  for (const { stream, local } of after.files) {
    const { source } = stream;
    if (!local || !edits.some(edit => edit.source === source)) continue;
    texts.set(source.path, applyEdits(source, edits));
  }
  const files = migration.files.map(file => repairedFile(file, texts.get(file.source.path) ?? file.text));
  const options = { ...after.options, files: withTexts(after.options.files, texts) };
  const config = resolveConfig(options);
  if (!config.valid) return null;
  const comparison = compareBehaviour(
    { config: before, semantics: 'current' },
    { config, semantics: 'proposed' },
  );
  return { ...migration, after: config, files, comparison };
}

function repairedFile(file: MigratedFile, text: string): MigratedFile {
  return text === file.text ? file : { source: file.source, text, edits: changeOf(file.source, text) };
}
