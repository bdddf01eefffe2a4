import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';

export const scaffoldRule: AnyLintRule = defineRule({
  id: 'scaffold-rule',
  meta: {
    summary: 'A job is called `example`.',
    category: 'validity',
    severity: 'warning',
    preset: 'all',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/jobs/#job-names'],
  },
  messages: {
    example: {
      what: 'Job {{job}} has a name that says nothing.',
      why: 'Nobody can tell from the pipeline what it does.',
      help: 'Name what it does.',
    },
  },
  on: {
    *definition(definition) {
      if (definition.name !== 'example') return;
      yield {
        messageId: 'example',
        at: definition.key,
        job: definition.name,
        data: { job: definition.name },
      };
    },
  },
});
