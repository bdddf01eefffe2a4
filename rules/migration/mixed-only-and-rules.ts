import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type JobDefinition, keyword } from '../../src/config/job.js';
import { isNull } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { Node } from '../../src/syntax/node.js';

export const mixedOnlyAndRules: AnyLintRule = defineRule({
  id: 'mixed-only-and-rules',
  meta: {
    summary: 'Some jobs have `rules`, others have `only` or `except`.',
    category: 'migration',
    severity: 'warning',
    preset: 'strict',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/debugging/#job-configuration-issues',
      'https://docs.gitlab.com/ci/jobs/job_rules/#avoid-duplicate-pipelines',
      'https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except',
      'lib/gitlab/ci/config/entry/policy.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    mixed: {
      what: '{{{old}}} of {{{all}}} jobs {{{verb}}} `only` or `except` ({{jobs}}), while others have `rules` ({{modern}}).',
      why: 'Each style has its own defaults: jobs without `rules` stay out of merge request pipelines, jobs with them do not, so the same change can get two pipelines with parts of the jobs.',
      help: 'Rewrite `only` and `except` as `rules`; `ci-lint migrate --only-except` does it.',
    },
  },
  on: {
    *pipeline(config) {
      const old = config.definitions.filter(job => !hasRules(job) && policyKey(job) !== null);
      const modern = config.definitions.filter(hasRules);
      const [first] = old;
      const [firstModern] = modern;
      const at = first === undefined ? null : policyKey(first);
      if (at === null || first === undefined || firstModern === undefined) return;
      yield {
        messageId: 'mixed',
        at,
        job: first.name,
        data: {
          old: old.length,
          all: visibleJobs(config),
          verb: old.length === 1 ? 'has' : 'have',
          jobs: old.map(({ name }) => name),
          modern: modern.map(({ name }) => name),
        },
        related: [{ message: `Rules of ${firstModern.name}.`, at: rulesKey(firstModern) }],
      };
    },
  },
});

function visibleJobs({ definitions }: Config): number {
  return definitions.length;
}

function hasRules(job: JobDefinition): boolean {
  return !isNull(keyword(job, 'rules'));
}

function rulesKey(job: JobDefinition): Node {
  return job.mapping.entries.get('rules')?.key ?? job.key;
}

/** Where a job says `only` or `except`; null when GitLab's default holds. */
function policyKey({ mapping }: JobDefinition): Node | null {
  for (const name of ['only', 'except']) {
    const entry = mapping.entries.get(name);
    if (entry !== undefined && !isNull(entry.value)) return entry.key;
  }
  return null;
}
