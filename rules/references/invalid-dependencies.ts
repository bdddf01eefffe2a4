import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { wordOf, wordsOf } from '../../src/linter/problem.js';

export const invalidDependencies: AnyLintRule = defineRule({
  id: 'invalid-dependencies',
  meta: {
    summary: '`dependencies` names a job that runs later, or one that `needs` beside it leaves out.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#dependencies',
      'lib/gitlab/ci/yaml_processor.rb',
      'lib/gitlab/ci/config/entry/job.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    later: {
      what: 'Job {{job}} of stage {{stage}} depends on {{target}}, which runs in the later stage {{otherStage}}.',
      why: 'Its artifacts do not exist yet; GitLab rejects the configuration.',
      help: 'Move one of the two to another stage, or change the order of `stages`.',
    },
    notNeeded: {
      what: '`dependencies` of {{job}} names {{targets}}, which its `needs` leaves out.',
      why: 'A job with `needs` gets artifacts from needed jobs alone; GitLab rejects the configuration.',
      help: 'Add them to `needs`, or take them out of `dependencies`.',
    },
    elsewhere: {
      what: '`dependencies` of {{job}} stands beside `needs` that name only other pipelines.',
      why: 'Dependencies are jobs of this pipeline, and none is needed; GitLab rejects the configuration.',
      help: 'Add the jobs to `needs`, and remove `dependencies`.',
    },
  },
  problems: ['dependencies.*'],
  on: {
    *problem(problem) {
      const { at, job = '', kind } = problem;
      if (kind === 'dependencies.later-stage') {
        const target = wordOf(problem, 'job');
        const stage = wordOf(problem, 'stage');
        const otherStage = wordOf(problem, 'otherStage');
        yield { messageId: 'later', at, data: { job, target, stage, otherStage } };
      } else if (kind === 'dependencies.not-in-needs') {
        yield { messageId: 'notNeeded', at, data: { job, targets: wordsOf(problem, 'jobs') } };
      } else {
        yield { messageId: 'elsewhere', at, data: { job } };
      }
    },
  },
});
