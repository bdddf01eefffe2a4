import { DIALECTS } from '../../src/config/dialect.js';
import type { Related } from '../../src/config/problem.js';
import { type Fix, unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem, type RuleContext } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { pairAt } from '../../src/linter/node-at.js';
import { ownKeyword } from '../../src/linter/ownership.js';
import { wordOf } from '../../src/linter/problem.js';
import { removeEntry } from '../../src/syntax/yaml/edit-mapping.js';

export const rulesWithOnly: AnyLintRule = defineRule({
  id: 'rules-with-only',
  meta: {
    summary: 'A job has `rules` and, written or inherited, `only` or `except`, which exclude each other.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'unsafe',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/',
      'https://docs.gitlab.com/ci/yaml/deprecated_keywords/#only--except',
      'lib/gitlab/ci/config/entry/processable.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    policy: {
      what: 'Job {{job}} has both `rules` and {{key}}.',
      why: 'Only one of them can decide whether the job is added; GitLab rejects the configuration.',
      help: 'Say it all in `rules`, and remove {{key}}.',
    },
  },
  problems: ['rules.with-only'],
  on: {
    *problem(problem, ctx) {
      const { at, job = '' } = problem;
      const key = wordOf(problem, 'key');
      const related = [...problem.related, ...rulesOf(problem, ctx)];
      const fix = (): Fix[] => {
        // What the job inherits may be meant for others that inherit it too.
        const found = writes(ctx, job, key) ? pairAt(ctx.config, at) : null;
        return unsafeFix(`Remove ${key}`, found && removeEntry(found.mapping, found.pair));
      };
      yield { messageId: 'policy', at, data: { job, key }, related, fix };
    },
  },
});

function writes({ config }: RuleContext, job: string, key: string): boolean {
  const definition = config.definitions.find(({ name }) => name === job);
  return definition !== undefined && ownKeyword(config, definition, key) !== null;
}

/** Where the job's rules are written. */
function rulesOf({ job = '' }: Problem, { config }: RuleContext): Related[] {
  const value = config.merged.entries.get(job)?.value;
  const rules = value?.kind === 'mapping' ? value.entries.get('rules') : undefined;
  return rules === undefined ? [] : [{ message: `The rules of ${quote(job)} stand here.`, at: rules.key }];
}
