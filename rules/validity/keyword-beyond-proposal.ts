import type { Job, Need } from '../../src/config/job.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';

export const keywordBeyondProposal: AnyLintRule = defineRule({
  id: 'keyword-beyond-proposal',
  meta: {
    summary: "A keyword of the proposed syntax is not in GitLab's design document, but in a feature request.",
    category: 'validity',
    severity: 'info',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/ci_pipeline_processing/',
      'https://gitlab.com/gitlab-org/gitlab/-/issues/368189',
    ],
    dialects: ['proposed'],
  },
  messages: {
    async: {
      what: '`async` of job {{job}} goes beyond the proposed syntax.',
      why: 'It comes from a request for jobs that wait for a callback. GitLab has promised it nowhere, and nothing of today does the same.',
    },
    allowFailure: {
      what: '`allow_failure` in the needs of job {{job}} goes beyond the proposed syntax.',
      why: 'It comes from a request for jobs that run although a job before them failed. GitLab has promised it nowhere, and nothing of today does the same.',
    },
  },
  on: {
    *job(job) {
      const { name: own, mapping } = job.definition;
      const facts = { job: own, data: { job: own } };
      const async = mapping.entries.get('async');
      if (job.async?.value === true && async !== undefined) {
        yield { messageId: 'async', at: async.key, ...facts };
      }
      for (const { at, allowFailure } of allNeeds(job)) {
        const written = at.kind === 'mapping' ? at.entries.get('allow_failure') : undefined;
        if (allowFailure && written !== undefined) {
          yield { messageId: 'allowFailure', at: written.key, ...facts };
        }
      }
    },
  },
});

function allNeeds({ needs, rules }: Job): readonly Need[] {
  return [...(needs ?? []), ...(rules ?? []).flatMap(entry => entry.needs ?? [])];
}
