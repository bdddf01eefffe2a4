import { DIALECTS } from '../../src/config/dialect.js';
import { safeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { nodeAt } from '../../src/linter/node-at.js';
import { wordOf } from '../../src/linter/problem.js';
import { quoteSource } from '../../src/syntax/yaml/edit-value.js';

export const invalidJobName: AnyLintRule = defineRule({
  id: 'invalid-job-name',
  meta: {
    summary: 'The name of a job is not text to YAML: a number, `yes` or `on`, or nothing.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: ['https://docs.gitlab.com/ci/jobs/#job-names', 'lib/gitlab/ci/config/entry/processable.rb'],
    dialects: DIALECTS,
  },
  messages: {
    notText: {
      what: 'The job name {{name}} is {{{found}}} to YAML, not text.',
      why: 'GitLab wants names that are text, and rejects the configuration.',
      help: 'Put it in quotes, or choose a name that starts with a letter.',
    },
    empty: {
      what: 'A job has no name.',
      why: 'GitLab rejects the configuration.',
      help: 'Write its name before the colon.',
    },
  },
  problems: ['name.symbol', 'value.blank'],
  claims: problem => problem.kind === 'name.symbol' || wordOf(problem, 'keyword') === 'name',
  on: {
    *problem(problem, { config }) {
      const { at } = problem;
      const name = at.source.text.slice(at.start, at.end);
      const found = FOUND[wordOf(problem, 'found')];
      if (problem.kind !== 'name.symbol') {
        // A name like `false` breaks this rule of GitLab's and the other.
        if (found === undefined) yield { messageId: 'empty', at };
      } else if (found !== undefined) {
        const fix = () => {
          const key = nodeAt(config, at);
          return safeFix('Put it in quotes', key && quoteSource(key));
        };
        yield { messageId: 'notText', at, data: { name, found }, fix };
      }
    },
  },
});

const FOUND: Readonly<Record<string, string>> = {
  integer: 'a number',
  float: 'a number',
  boolean: 'a boolean',
  date: 'a date',
  mapping: 'a mapping',
  list: 'a list',
};
