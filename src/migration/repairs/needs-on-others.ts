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
import { defaultStyle, renderFlow, written, type YamlValue } from '../../syntax/yaml/render-yaml.js';
import type { Migration } from '../migration.js';
import { LocalTexts } from '../rewriting/local-texts.js';
import type { RepairPlan } from './find-repairs.js';
import { jobsOfHazard } from './hazard-jobs.js';

export function needsOnOthers(
  { after, comparison }: Migration,
  isAsked: (job: string) => boolean,
): RepairPlan | null {
  const affected = new Set(jobsOfHazard(comparison, 'H1').filter(isAsked));
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
  const left = idleBefore(after, idle, new Set(jobs)).map(name => `\`${name}\``);
  const verb = left.length === 1 ? 'runs' : 'run';
  const description = `\`needs\` on all jobs of earlier stages but ${left.join(', ')}, which ${verb} after a failure only`;
  return { hazard: 'H1', jobs, description, edits };
}

/** The idle jobs that stand in a stage before one of these jobs. */
function idleBefore(
  { jobs, stages }: Config,
  idle: ReadonlySet<Job>,
  names: ReadonlySet<string>,
): readonly string[] {
  const stageOf = (job: Job): number => stages.indexOf(job.stage.value);
  const last = Math.max(...jobs.filter(({ name }) => names.has(name)).map(stageOf));
  return [...new Set([...idle].filter(job => stageOf(job) < last).map(({ definition }) => definition.name))];
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
  if (needs.length > limit) return null;
  const dependencies = findPair(own, 'dependencies');
  if (job.dependencies !== null && dependencies === undefined) return null;
  const place = findPair(own, 'stage') ?? findPair(own, 'extends');
  const added = insertEntry(own, { key: 'needs', value: onOneLine(needs), ...(place && { after: place }) });
  const removed = dependencies === undefined ? [] : removeEntry(own, dependencies, { comment: 'keep' });
  return added && removed && [...added, ...removed];
}

const MAX_LINE = 80;

/** Names alone read best side by side. */
function onOneLine(needs: readonly YamlValue[]): YamlValue {
  const text = renderFlow(needs, defaultStyle);
  return needs.every(need => typeof need === 'string') && text.length <= MAX_LINE ? written(text) : needs;
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
