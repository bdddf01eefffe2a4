import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { jobOutcomes } from '../../src/config/job-outcomes.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';

export const onFailureNever: AnyLintRule = defineRule({
  id: 'on-failure-never',
  meta: {
    summary: 'A job with `when: on_failure` has nothing before it that could fail.',
    category: 'control-flow',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#when',
      'app/services/ci/pipeline_processing/atomic_processing_service.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    noNeeds: {
      what: 'Job {{job}} never runs: it waits for a failure, and needs no job.',
      why: 'With `needs: []` no job comes before it, so GitLab skips it at once.',
      help: 'Write the jobs whose failure it handles into `needs`.',
    },
    firstStage: {
      what: 'Job {{job}} never runs: it waits for a failure, and no job comes before stage {{stage}}.',
      why: 'Without `needs`, a job watches the earlier stages. There is no job in them, so GitLab skips it at once.',
      help: 'Move it to a later stage, or write the jobs whose failure it handles into `needs`.',
    },
  },
  state: (): { firstUsedStage?: number } => ({}),
  on: {
    *job(job, { config, state }) {
      for (const { entry, when, needs } of jobOutcomes(job)) {
        // A rule's own empty list changes the needs, but not how the job is scheduled.
        if (when.value !== 'on_failure' || when.at === null || entry?.needs?.length === 0) continue;
        const { name } = job.definition;
        const stage = job.stage.value;
        if (needs !== null) {
          if (needs.length > 0) continue;
          yield { messageId: 'noNeeds', at: when.at.node, job: name, data: { job: name } };
        } else if (config.complete) {
          state.firstUsedStage ??= firstUsedStage(config);
          if (config.stages.indexOf(stage) > state.firstUsedStage) continue;
          yield { messageId: 'firstStage', at: when.at.node, job: name, data: { job: name, stage } };
        }
      }
    },
  },
});

function firstUsedStage({ jobs, stages }: Config): number {
  const order = new Map(stages.map((stage, index) => [stage, index]));
  return Math.min(...new Set(jobs.map(job => order.get(job.stage.value) ?? 0)));
}
