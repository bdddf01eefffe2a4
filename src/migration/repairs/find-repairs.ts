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
import { replayOn } from './replay.js';

export interface Repair {
  readonly hazard: Hazard;
  /** Those that it is for, as they are called in the pipeline. */
  readonly jobs: readonly string[];
  /** What it is and what it costs, a sentence without its period. */
  readonly description: string;
  /** Of these jobs, with it. They can still change for other reasons than the hazard. */
  readonly verdict: Verdict;
  /** True when the hazard is gone: what still changes does so because of `left`. */
  readonly helps: boolean;
  readonly left: readonly Hazard[];
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
    const found = tryRepair(chosen, plan);
    if (found === null) continue;
    const { repaired, planned, verdict, left } = found;
    const { hazard, jobs, description } = planned;
    const helps = left !== null && !left.includes(hazard) && !worsens(chosen, repaired);
    const applied = preserve && helps;
    repairs.push({ hazard, jobs, description, verdict, helps, left: left ?? [], applied });
    if (applied) chosen = repaired;
  }
  return { chosen, repairs };
}

/** Answers a plan for some of the jobs of a hazard; null when there is none, or its text cannot be edited. */
export type Planner = (migration: Migration, isAsked: (job: string) => boolean) => RepairPlan | null;

interface Tried {
  readonly planned: RepairPlan;
  readonly repaired: Migration;
  readonly verdict: Verdict;
  /** Why these jobs still change; null when one does so without a known reason, or nobody can tell. */
  readonly left: readonly Hazard[] | null;
}

/** For all jobs of the hazard; where it does not help them all, for those that it helps. */
function tryRepair(migration: Migration, plan: Planner): Tried | null {
  const first = tried(
    migration,
    plan(migration, () => true),
  );
  if (first === null) return null;
  const { hazard, jobs } = first.planned;
  const helped = new Set(
    first.repaired.comparison.jobs
      .filter(finding => isPreserved(finding) || !(hazardsOf([finding])?.includes(hazard) ?? true))
      .map(({ job }) => job),
  );
  const some = jobs.some(job => helped.has(job)) && !jobs.every(job => helped.has(job));
  return some
    ? (tried(
        migration,
        plan(migration, job => helped.has(job)),
      ) ?? first)
    : first;
}

function tried(migration: Migration, planned: RepairPlan | null): Tried | null {
  if (planned === null) return null;
  const plain = repairedMigration(migration, planned.edits);
  if (plain === null) return null;
  const comparison = withOldHazards(plain.comparison, planned.jobs, migration);
  const repaired = { ...plain, comparison };
  const own = comparison.jobs.filter(({ job }) => planned.jobs.includes(job));
  return { planned, repaired, verdict: verdictOf(comparison, planned.jobs), left: hazardsOf(own) };
}

/** Each hazard once; null when a job changes for no known reason, or nothing is proven. */
function hazardsOf(findings: readonly JobFinding[]): readonly Hazard[] | null {
  const hazards = new Set<Hazard>();
  for (const finding of findings) {
    if (finding.verdict === 'preserved') continue;
    if (finding.verdict === 'unproven' || finding.counterexample.hazard === null) return null;
    hazards.add(finding.counterexample.hazard);
  }
  return [...hazards];
}

/**
 * A repaired job waits for others than before, so nobody names the hazard by which it still changes. Where it comes to the same
 * without the repair, it is the one that was there before.
 */
function withOldHazards(comparison: Comparison, names: readonly string[], { after }: Migration): Comparison {
  const jobs = comparison.jobs.map((finding): JobFinding => {
    if (finding.verdict !== 'changed' || !names.includes(finding.job)) return finding;
    const { counterexample, job } = finding;
    const { events, hazard } = counterexample;
    if (hazard !== null || !events.some(({ event }) => event === 'cancel')) return finding;
    const isOld = replayOn(after, job, counterexample) === counterexample.after?.jobs[job];
    return isOld ? { ...finding, counterexample: { ...counterexample, hazard: 'H3' } } : finding;
  });
  return { ...comparison, jobs };
}

function verdictOf({ jobs }: Comparison, names: readonly string[]): Verdict {
  const own = jobs.filter(({ job }) => names.includes(job)).map(({ verdict }) => verdict);
  if (own.includes('changed')) return 'changed';
  return own.includes('unproven') ? 'unproven' : 'preserved';
}

/** Whether a job was preserved and is not any more. */
function worsens(before: Migration, after: Migration): boolean {
  const preserved = new Set(before.comparison.jobs.filter(isPreserved).map(({ job }) => job));
  return after.comparison.jobs.some(finding => preserved.has(finding.job) && !isPreserved(finding));
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
