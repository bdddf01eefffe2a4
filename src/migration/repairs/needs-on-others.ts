/**
 * H1: as proposed, a skipped job stops the later stages, and a job that waits for a failure is skipped in every green pipeline.
 * With `needs` on all jobs of earlier stages but those, a later job waits for the same outcomes as today: whatever makes
 * an idle job run has failed, is among the `needs` itself, and stops the later job in both semantics.
 */
import type { Config } from '../../config/config.js';
import type { Job } from '../../config/job.js';
import { membershipOf } from '../../pipeline/membership/membership.js';
import type { Edit } from '../../syntax/edit.js';
import type { MappingNode } from '../../syntax/node.js';
import { findPair, insertEntry, removeEntry } from '../../syntax/yaml/edit-mapping.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import type { Migration } from '../migration.js';
import { LocalTexts } from '../rewriting/local-texts.js';
import type { RepairPlan } from './find-repairs.js';

export function needsOnOthers({ after, comparison }: Migration): RepairPlan | null {
  const affected = new Set(
    comparison.jobs.flatMap(finding =>
      finding.verdict === 'changed' && finding.counterexample.hazard === 'H1' ? [finding.job] : [],
    ),
  );
  const texts = new LocalTexts([after]);
  const idle = idleJobs(after);
  const edits: Edit[] = [];
  const jobs: string[] = [];
  const done = new Set<string>();
  for (const job of after.jobs) {
    const { name } = job.definition;
    if (!affected.has(job.name) || job.schedulingType === 'dag') continue;
    if (!done.has(name)) {
      const own = editsFor(job, after, idle, texts);
      if (own === null) continue;
      done.add(name);
      edits.push(...own);
    }
    jobs.push(job.name);
  }
  if (jobs.length === 0) return null;
  const waiting = [
    ...new Set(after.jobs.filter(job => idle.has(job)).map(job => `\`${job.definition.name}\``)),
  ];
  const description = `\`needs\` on all jobs of earlier stages but ${waiting.join(', ')}, which only ${waiting.length === 1 ? 'runs' : 'run'} after a failure`;
  return { hazard: 'H1', jobs, description, edits };
}

/** Those that wait for a failure in every form they can have, and those that need one of them. */
function idleJobs({ jobs }: Config): ReadonlySet<Job> {
  const idle = new Set(jobs.filter(waitsForFailure));
  const byName = new Map(jobs.map(job => [job.name, job]));
  for (let size = -1; size !== idle.size; ) {
    size = idle.size;
    for (const job of jobs) {
      const needsIdle = job.needs?.some(need => idle.has(byName.get(need.job) as Job)) === true;
      if (needsIdle && !mayAlwaysRun(job)) idle.add(job);
    }
  }
  return idle;
}

function waitsForFailure(job: Job): boolean {
  if (job.rules === null) return job.when.value === 'on_failure';
  return job.rules.every(
    ({ when, included }) =>
      (when?.value ?? job.when.value) === 'on_failure' || (included ?? job.included)?.value === false,
  );
}

function mayAlwaysRun(job: Job): boolean {
  return [job, ...(job.rules ?? [])].some(
    ({ when }) => when?.value === 'always' || when?.value === 'on_failure',
  );
}

function editsFor(
  job: Job,
  config: Config,
  idle: ReadonlySet<Job>,
  texts: LocalTexts,
): readonly Edit[] | null {
  const own = ownMapping(job, texts);
  if (own === null || findPair(own, 'needs') !== undefined) return null;
  const needs = needsOf(job, config, idle);
  const limit = config.options.limits?.maxNeeds ?? DEFAULT_MAX_NEEDS;
  if (needs.length === 0 || needs.length > limit) return null;
  const dependencies = findPair(own, 'dependencies');
  if (job.dependencies !== null && dependencies === undefined) return null;
  const place = findPair(own, 'stage') ?? findPair(own, 'extends');
  const added = insertEntry(own, { key: 'needs', value: needs, ...(place && { after: place }) });
  const removed = dependencies === undefined ? [] : removeEntry(own, dependencies, { comment: 'keep' });
  return added && removed && [...added, ...removed];
}

/** `ci_needs_size_limit` where nobody changed it. */
const DEFAULT_MAX_NEEDS = 50;

function ownMapping(job: Job, texts: LocalTexts): MappingNode | null {
  const pair = texts.pairOfKey(job.definition.key)?.pair;
  return pair?.value.kind === 'mapping' && pair.value.tag === undefined ? pair.value : null;
}

function needsOf(job: Job, config: Config, idle: ReadonlySet<Job>): readonly YamlValue[] {
  const stageOf = (each: Job): number => config.stages.indexOf(each.stage.value);
  const own = stageOf(job);
  const earlier = config.jobs.filter(each => stageOf(each) < own && !idle.has(each));
  const fetched = job.dependencies && new Set(job.dependencies.map(dependency => dependency.job));
  const byName = new Map<string, YamlValue>();
  for (const each of earlier) {
    const { name } = each.definition;
    if (byName.has(name)) continue;
    const artifacts = fetched === null || fetched.has(each.name);
    const optional = !isPresentWith(each, job, config);
    byName.set(
      name,
      artifacts && !optional
        ? name
        : { job: name, ...(artifacts ? {} : { artifacts: false }), ...(optional ? { optional: true } : {}) },
    );
  }
  return [...byName.values()];
}

/** Proven: no pipeline has the one without the other. */
function isPresentWith(needed: Job, job: Job, config: Config): boolean {
  return membershipOf(config).isNever(jobs =>
    jobs.solver.and(jobs.includes(job), jobs.solver.not(jobs.includes(needed))),
  );
}
