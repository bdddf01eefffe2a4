import type { Resolved } from '../../src/config/render.js';

/** GitLab's answer to a configuration; its keys are in snake case. */
export interface ConfigAnswer {
  readonly valid: boolean;
  readonly errors: readonly string[];
  readonly kinds: readonly string[];
  readonly stages?: readonly string[];
  readonly jobs?: readonly Readonly<Record<string, unknown>>[];
}

/** Null when we say the same: validity, kinds of errors, then stages and jobs with all their attributes. */
export function compareConfig(answer: ConfigAnswer, ours: Resolved): string | null {
  const kinds = [...new Set(ours.errors.map(error => error.kind))].sort();
  if (answer.valid !== ours.valid) {
    return `GitLab valid=${answer.valid} ${answer.errors.join(' | ')}; we ${ours.errors.map(tell).join(' | ')}`;
  }
  if (!answer.valid) {
    const known = new Set(answer.kinds);
    if (kinds.length > 0 && kinds.every(kind => known.has(kind))) return null;
    return `GitLab ${answer.kinds.join(', ')} (${answer.errors.join(' | ')}); we ${ours.errors.map(tell).join(' | ')}`;
  }
  return compareStages(answer, ours) ?? compareJobs(answer, ours);
}

function tell(error: Resolved['errors'][number]): string {
  return `${error.kind}: ${error.message}`;
}

function compareStages(answer: ConfigAnswer, ours: Resolved): string | null {
  const theirs = JSON.stringify(answer.stages);
  const own = JSON.stringify(ours.stages);
  return theirs === own ? null : `stages: GitLab ${theirs}, we ${own}`;
}

function compareJobs(answer: ConfigAnswer, ours: Resolved): string | null {
  const jobs = answer.jobs ?? [];
  const names = JSON.stringify(jobs.map(job => job.name));
  const ownNames = JSON.stringify(ours.jobs.map(job => job.name));
  if (names !== ownNames) return `jobs: GitLab ${names}, we ${ownNames}`;
  for (const [index, job] of jobs.entries()) {
    const own: Readonly<Record<string, unknown>> = ours.jobs[index] ?? {};
    for (const key of Object.keys(job)) {
      const theirs = canonical(key === 'needs' ? renameNeeds(job[key]) : job[key]);
      const mine = canonical(own[toCamelCase(key)]);
      if (theirs !== mine) return `${String(job.name)} ${key}: GitLab ${theirs}, we ${mine}`;
    }
  }
  return null;
}

function toCamelCase(key: string): string {
  return key.replace(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase());
}

/** The needs of our answer call the job `job`, those of GitLab `name`. */
function renameNeeds(needs: unknown): unknown {
  if (!Array.isArray(needs)) return needs;
  return needs.map((need: Readonly<Record<string, unknown>>) => {
    const { name: job, ...rest } = need;
    return { job, ...rest };
  });
}

/** JSON with sorted keys. */
function canonical(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) => {
    if (typeof inner !== 'object' || inner === null || Array.isArray(inner)) return inner;
    return Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}
