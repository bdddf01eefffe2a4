import type { Config } from '../../src/config/config.js';
import type { Job } from '../../src/config/job.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { Node } from '../../src/syntax/node.js';

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
      what: '`when: manual` in the rules of {{jobs}} blocks the pipeline: {{waiting}} cannot start before somebody plays it.',
      why: 'In `rules`, `allow_failure` stays `false` unless it is written; for `when: manual` of the job itself it would be `true`.',
      help: 'Write `allow_failure: false` if it is meant to block, else `allow_failure: true`.',
    },
    unfinished: {
      what: '`when: manual` in the rules of {{jobs}} blocks the pipeline: it is not finished before somebody plays it.',
      why: 'In `rules`, `allow_failure` stays `false` unless it is written; for `when: manual` of the job itself it would be `true`.',
      help: 'Write `allow_failure: false` if it is meant to block, else `allow_failure: true`.',
    },
  },
  on: {
    *pipeline(config) {
      for (const [at, jobs] of blockingEntries(config)) {
        const waiting = waitingFor(jobs, config);
        const names = unique(jobs);
        const shared = {
          at,
          related: [],
          ...(names.length === 1 && names[0] !== undefined ? { job: names[0] } : {}),
        };
        if (waiting.length > 0) yield { ...shared, messageId: 'waiting', data: { jobs: names, waiting } };
        else yield { ...shared, messageId: 'unfinished', data: { jobs: names } };
      }
    },
  },
});

/** Manual entries that say nothing of `allow_failure`, by the place of their `manual`, with the jobs that they block. */
function blockingEntries({ jobs }: Config): Map<Node, Job[]> {
  const found = new Map<Node, Job[]>();
  for (const job of jobs) {
    if (job.allowFailure.value === true || job.allowFailure.at !== null) continue;
    for (const entry of job.rules ?? []) {
      if (entry.when?.value !== 'manual' || entry.when.at === null || entry.allowFailure !== null) continue;
      const { node } = entry.when.at;
      const known = found.get(node);
      if (known === undefined) found.set(node, [job]);
      else known.push(job);
    }
  }
  return found;
}

/** Definitions that cannot start while one of the jobs waits: those that need it, and those of later stages without needs. */
function waitingFor(blocking: readonly Job[], { jobs, stages }: Config): string[] {
  const order = new Map(stages.map((stage, index) => [stage, index]));
  const stageOf = (job: Job): number => order.get(job.stage.value) ?? 0;
  const names = new Set(blocking.map(({ name }) => name));
  const firstStage = Math.min(...blocking.map(stageOf));
  const waiting = jobs.filter(job =>
    job.needs === null ? stageOf(job) > firstStage : job.needs.some(need => names.has(need.job)),
  );
  return unique(waiting);
}

function unique(jobs: readonly Job[]): string[] {
  return [...new Set(jobs.map(({ definition }) => definition.name))];
}
