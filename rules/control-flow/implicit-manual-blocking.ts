import type { Formula } from '../../src/conditions/solver/formula.js';
import type { Config } from '../../src/config/config.js';
import type { Job, RulesEntry } from '../../src/config/job.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { NameList } from '../../src/linter/message.js';
import { usersOf } from '../../src/linter/ownership.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { heldBy } from '../../src/pipeline/held-jobs.js';
import type { JobFormulas } from '../../src/pipeline/membership/job-formulas.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { Node } from '../../src/syntax/node.js';
import { findPair, insertEntry } from '../../src/syntax/yaml/edit-mapping.js';

const DEFAULT =
  'In `rules`, `allow_failure` stays `false` unless it is written; for `when: manual` of the job itself it would be `true`.';

export const implicitManualBlocking: AnyLintRule = defineRule({
  id: 'implicit-manual-blocking',
  meta: {
    summary:
      '`when: manual` in `rules` without `allow_failure` blocks the pipeline, which the same `when` in the job would not.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs',
      'lib/gitlab/ci/config/entry/job.rb',
      'lib/gitlab/ci/build/rules.rb',
    ],
  },
  messages: {
    waiting: {
      what: '`when: manual` in the rules of {{jobs}} blocks the pipeline until somebody plays it.',
      why: `${DEFAULT} {{waiting}} cannot start before, as in {{{pipeline}}}.`,
      help: 'Write `allow_failure: false` if it is meant to block, else `allow_failure: true`.',
    },
    somewhere: {
      what: '`when: manual` in the rules of {{jobs}} blocks the pipeline until somebody plays it.',
      why: `${DEFAULT} In pipelines that have them, {{waiting}} cannot start before.`,
      help: 'Write `allow_failure: false` if it is meant to block, else `allow_failure: true`.',
    },
    unfinished: {
      what: '`when: manual` in the rules of {{jobs}} blocks the pipeline until somebody plays it.',
      why: `${DEFAULT} No job stands behind it, but the pipeline does not pass before.`,
      help: 'Write `allow_failure: false` if it is meant to block, else `allow_failure: true`.',
    },
  },
  on: {
    *pipeline(config) {
      const waiters = new Waiters(config);
      for (const [at, { entry, jobs }] of blockingEntries(config)) {
        if (jobs.every(job => isNeverReached(config, entry, job))) continue;
        const waiting = waiters.behind(jobs);
        const names = unique(jobs);
        const fix = (): Fix[] => fixesOf(entry, names, config);
        const sighting = findBlocked(config, entry, jobs);
        const facts = {
          at,
          fix,
          ...(sighting === null ? {} : { witness: toWitness(config, sighting) }),
          ...(names.length === 1 && names[0] !== undefined ? { job: names[0] } : {}),
        };
        const held = sighting === null ? [] : heldIn(sighting, jobs);
        if (sighting !== null && held.length > 0) {
          const pipeline = describeSighting(sighting);
          yield { ...facts, messageId: 'waiting', data: { jobs: names, waiting: held, pipeline } };
        } else if (waiting.total > 0) {
          yield { ...facts, messageId: 'somewhere', data: { jobs: names, waiting } };
        } else yield { ...facts, messageId: 'unfinished', data: { jobs: names } };
      }
    },
  },
});

interface Blocking {
  readonly entry: RulesEntry;
  readonly jobs: Job[];
}

/** The places of `manual` in entries that say nothing of `allow_failure`, with the jobs that they block. */
function blockingEntries({ jobs }: Config): Map<Node, Blocking> {
  const found = new Map<Node, Blocking>();
  for (const job of jobs) {
    if (job.allowFailure.value === true || job.allowFailure.at !== null) continue;
    for (const entry of job.rules ?? []) {
      if (entry.when?.value !== 'manual' || entry.when.at === null || entry.allowFailure !== null) continue;
      const { node } = entry.when.at;
      const known = found.get(node);
      if (known === undefined) found.set(node, { entry, jobs: [job] });
      else known.jobs.push(job);
    }
  }
  return found;
}

/** None where a job that does not block uses the entry too, since it would block then. */
function fixesOf(entry: RulesEntry, blocking: readonly string[], config: Config): Fix[] {
  const { node } = entry.at;
  if (node.kind !== 'mapping' || [...usersOf(config, node)].some(user => !blocking.includes(user))) return [];
  const after = findPair(node, 'when');
  const write = (value: boolean): Edit[] | null =>
    insertEntry(node, { key: 'allow_failure', value, ...(after === undefined ? {} : { after }) });
  return [
    ...safeFix('Write `allow_failure: false`: it blocks, as today', write(false)),
    ...suggestion('Write `allow_failure: true`: it does not block any more', write(true)),
  ];
}

/** Whether earlier entries always decide. */
function isNeverReached(config: Config, entry: RulesEntry, job: Job): boolean {
  const membership = membershipOf(config);
  return (
    config.valid &&
    membership.conditions.isSettled(job) &&
    membership.isNever(jobs => whereDecides(jobs, job, entry))
  );
}

function whereDecides(jobs: JobFormulas, job: Job, entry: RulesEntry): Formula {
  return jobs.decisions(job)[job.rules?.indexOf(entry) ?? -1] ?? jobs.solver.never;
}

/** A pipeline in which the entry decides, if possible with jobs that wait behind. */
function findBlocked(config: Config, entry: RulesEntry, blocking: readonly Job[]): Sighting | null {
  const membership = membershipOf(config);
  const [job] = blocking;
  if (job === undefined || !membership.conditions.isSettled(job)) return null;
  const blocks = (sighting: Sighting): boolean => {
    const by = sighting.decisionOf(job.name)?.by;
    return sighting.composition.pipeline !== null && by?.kind === 'rule' && by.entry === entry;
  };
  const where = (jobs: JobFormulas): Formula => whereDecides(jobs, job, entry);
  return (
    membership.find(where, seen => blocks(seen) && heldIn(seen, blocking).length > 0, 'usual') ??
    membership.find(where, blocks)
  );
}

/** The jobs of a pipeline that cannot start while the blocking ones wait. */
function heldIn({ composition, decisionOf }: Sighting, blocking: readonly Job[]): readonly string[] {
  const waiting = blocking.filter(({ name }) => decisionOf(name)?.form?.when === 'manual');
  return heldBy(composition, waiting);
}

const MOST_NAMES = 8;

/** Who cannot start while a job waits: jobs that need it, and those of later stages that have no needs. */
class Waiters {
  readonly #stages: ReadonlyMap<string, number>;
  /** Definitions without needs with their stage, the first stage first. */
  readonly #byStage: readonly { readonly name: string; readonly stage: number }[];
  readonly #byNeed = new Map<string, string[]>();

  constructor({ jobs, stages }: Config) {
    this.#stages = new Map(stages.map((stage, index) => [stage, index]));
    const byStage = new Map<string, { name: string; stage: number }>();
    for (const job of jobs) {
      const { name } = job.definition;
      if (job.needs === null) byStage.set(name, { name, stage: this.#stageOf(job) });
      for (const need of job.needs ?? []) {
        const known = this.#byNeed.get(need.job);
        if (known === undefined) this.#byNeed.set(need.job, [name]);
        else known.push(name);
      }
    }
    this.#byStage = [...byStage.values()].sort((a, b) => a.stage - b.stage);
  }

  behind(blocking: readonly Job[]): NameList {
    const stage = Math.min(...new Set(blocking.map(job => this.#stageOf(job))));
    const first = this.#firstAfter(stage);
    const later = this.#byStage.slice(first, first + MOST_NAMES).map(({ name }) => name);
    const needing = new Set(blocking.flatMap(({ name }) => this.#byNeed.get(name) ?? []));
    return { names: [...needing, ...later], total: needing.size + this.#byStage.length - first };
  }

  #stageOf(job: Job): number {
    return this.#stages.get(job.stage.value) ?? 0;
  }

  /** The index of the first definition of a later stage. */
  #firstAfter(stage: number): number {
    let low = 0;
    let high = this.#byStage.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#byStage[middle]?.stage ?? 0) <= stage) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function unique(jobs: readonly Job[]): string[] {
  return [...new Set(jobs.map(({ definition }) => definition.name))];
}
