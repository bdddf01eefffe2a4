/**
 * H2: as proposed, a job does not wait for a manual job in its needs that holds nothing. `blocker: true` on the manual job
 * makes it wait again; but the pipeline waits too, and the job waits where it is skipped today. So it is never equal; it is
 * offered because a job that uses what the manual job makes must not run without it.
 */
import type { Config } from '../../config/config.js';
import type { Job } from '../../config/job.js';
import type { Edit } from '../../syntax/edit.js';
import { findPair, insertEntry } from '../../syntax/yaml/edit-mapping.js';
import type { Migration } from '../migration.js';
import { LocalTexts } from '../rewriting/local-texts.js';
import type { RepairPlan } from './find-repairs.js';
import { jobsOfHazard } from './hazard-jobs.js';

export function blockersForNeeds(
  { after, comparison }: Migration,
  isAsked: (job: string) => boolean,
): RepairPlan | null {
  const jobs = jobsOfHazard(comparison, 'H2').filter(isAsked);
  const texts = new LocalTexts([after]);
  const edits: Edit[] = [];
  const held: string[] = [];
  for (const manual of optionalManualNeeds(after, jobs)) {
    const pair = texts.pairOfKey(manual.definition.key);
    const own = pair?.pair.value.kind === 'mapping' ? pair.pair.value : null;
    const place = own === null ? undefined : findPair(own, 'execution');
    if (own === null || place === undefined || findPair(own, 'blocker') !== undefined) continue;
    const added = insertEntry(own, { key: 'blocker', value: true, after: place });
    if (added === null) continue;
    edits.push(...added);
    held.push(`\`${manual.definition.name}\``);
  }
  if (held.length === 0) return null;
  const description = `\`blocker: true\` on ${held.join(', ')}: then it is waited for, and the pipeline waits, too`;
  return { hazard: 'H2', jobs, description, edits };
}

/** The manual jobs, each definition once, that these jobs need by any number of steps. */
function optionalManualNeeds({ jobs }: Config, names: readonly string[]): readonly Job[] {
  const byName = new Map(jobs.map(job => [job.name, job]));
  const seen = new Set<string>();
  const open = [...names];
  const found = new Map<string, Job>();
  for (const name of open) {
    for (const need of byName.get(name)?.needs ?? []) {
      const job = byName.get(need.job);
      if (job === undefined || seen.has(need.job)) continue;
      seen.add(need.job);
      open.push(need.job);
      const holds = job.blocker?.value === true;
      if (job.execution?.value === 'manual' && !holds) found.set(job.definition.name, job);
    }
  }
  return [...found.values()];
}
