import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { capitalize, subjectOf, wordOf, wordsOf } from '../../src/linter/problem.js';

const REJECTED = 'GitLab cannot obey both, and rejects the configuration.';

export const conflictingKeywords: AnyLintRule = defineRule({
  id: 'conflicting-keywords',
  meta: {
    summary: 'Keywords stand together that exclude each other.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/yaml/', 'lib/gitlab/ci/config/entry/job.rb'],
    dialects: DIALECTS,
  },
  messages: {
    together: {
      what: '{{{subject}}} has {{keys}}, of which only one can be used.',
      why: REJECTED,
      help: 'Remove all but one.',
    },
    startIn: {
      what: '{{{subject}}} only goes with `when: delayed`.',
      why: 'With another `when` the job does not wait, and GitLab rejects the configuration.',
      help: 'Add `when: delayed`, or remove it.',
    },
    exposeAs: {
      what: 'A path with `*` cannot be used together with `artifacts:expose_as`.',
      why: 'GitLab links to files by their names in the merge request, and rejects the configuration.',
      help: 'Name the files or their folder.',
    },
    dashboard: {
      what: '{{{subject}}} is also written in `dashboard`.',
      why: REJECTED,
      help: 'Keep the one in `dashboard`; the other is deprecated.',
    },
    publishTwice: {
      what: 'The folder is written twice: as `publish` and as `pages:publish`.',
      why: REJECTED,
      help: 'Keep `pages:publish`.',
    },
    publishAlone: {
      what: '{{{subject}}} is only for jobs that publish a site with `pages`.',
      why: 'Another job publishes nothing, and GitLab rejects the configuration.',
      help: 'Write `pages: true` beside it, or remove it.',
    },
  },
  problems: [
    'keys.exclusive',
    'keys.one-of',
    'start-in.blank',
    'keys.disallowed',
    'artifacts.expose-as-star',
    'kubernetes.namespace-twice',
    'kubernetes.flux-twice',
    'pages.publish-twice',
    'pages.publish-only-pages',
  ],
  claims: problem => problem.kind !== 'keys.disallowed' || wordOf(problem, 'key') === 'start_in',
  on: {
    *problem(problem) {
      const { at } = problem;
      const subject = capitalize(subjectOf(problem));
      switch (problem.kind) {
        case 'keys.exclusive':
          yield { messageId: 'together', at, data: { subject, keys: wordsOf(problem, 'keys') } };
          break;
        case 'keys.one-of':
          yield { messageId: 'together', at, data: { subject, keys: wordsOf(problem, 'found') } };
          break;
        case 'artifacts.expose-as-star':
          yield { messageId: 'exposeAs', at };
          break;
        case 'pages.publish-twice':
          yield { messageId: 'publishTwice', at };
          break;
        case 'pages.publish-only-pages':
          yield { messageId: 'publishAlone', at, data: { subject } };
          break;
        case 'keys.disallowed':
          yield { messageId: 'startIn', at, data: { subject: '`rules:start_in`' } };
          break;
        case 'start-in.blank':
          yield { messageId: 'startIn', at, data: { subject } };
          break;
        default:
          yield { messageId: 'dashboard', at, data: { subject } };
      }
    },
  },
});
