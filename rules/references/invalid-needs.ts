import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { subjectOf, wordOf, wordsOf } from '../../src/linter/problem.js';
import { foundWords } from '../../src/linter/value-words.js';

const REJECTED = 'GitLab rejects the configuration.';

export const invalidNeeds: AnyLintRule = defineRule({
  id: 'invalid-needs',
  meta: {
    summary: '`needs` names a job of a later stage, names one twice, or is not written as GitLab reads it.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#needs',
      'lib/gitlab/ci/yaml_processor.rb',
      'lib/gitlab/ci/config/entry/needs.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    later: {
      what: 'Job {{job}} of stage {{stage}} needs {{target}}, which runs in the later stage {{otherStage}}.',
      why: 'A job can need jobs of its own stage and of earlier ones; GitLab rejects the configuration.',
      help: 'Move one of the two to another stage, or change the order of `stages`.',
    },
    duplicated: {
      what: 'Job {{job}} needs {{needs}} more than once.',
      why: REJECTED,
      help: 'Keep one of the entries. A need on a `parallel` job stands for all of its copies.',
    },
    type: {
      what: '{{{subject}}} must be a list of jobs; this is {{{found}}}.',
      why: REJECTED,
      help: 'Write the names of the jobs in brackets.',
    },
    emptyMapping: {
      what: '{{{subject}}} is an empty mapping.',
      why: REJECTED,
      help: 'Write `needs: []` for a job that waits for no other.',
    },
    item: {
      what: 'An entry of {{{subject}}} is neither the name of a job nor a mapping with `job`, `project` or `pipeline`.',
      why: REJECTED,
      help: 'Write `- job: name`.',
    },
    kind: {
      what: '{{{subject}}} cannot name {{{types}}}.',
      why: 'A trigger job waits for jobs and mirrors pipelines; other jobs wait for jobs, and fetch artifacts from other projects. GitLab rejects the configuration.',
      help: 'Name a job of this pipeline, or take the entry out.',
    },
    number: {
      what: 'A need chooses among the copies of a job by number.',
      why: 'Only copies of a `matrix` can be told apart in `needs`; GitLab rejects the configuration.',
      help: 'Write `parallel: { matrix: [...] }` in the need, or leave `parallel` out to need all copies.',
    },
  },
  problems: ['needs.*'],
  on: {
    *problem(problem) {
      const { at, job = '', kind } = problem;
      const subject = subjectOf(problem);
      switch (kind) {
        case 'needs.later-stage': {
          const [target, stage, otherStage] = ['job', 'stage', 'otherStage'].map(name =>
            wordOf(problem, name),
          );
          yield {
            messageId: 'later',
            at,
            data: { job, target: target ?? '', stage: stage ?? '', otherStage: otherStage ?? '' },
          };
          break;
        }
        case 'needs.duplicated':
          yield { messageId: 'duplicated', at, data: { job, needs: wordsOf(problem, 'needs') } };
          break;
        case 'needs.type':
          yield { messageId: 'type', at, data: { subject, found: foundWords(problem) ?? 'nothing' } };
          break;
        case 'needs.empty-hash':
          yield { messageId: 'emptyMapping', at, data: { subject } };
          break;
        case 'needs.parallel-number':
          yield { messageId: 'number', at };
          break;
        case 'needs.invalid-types':
          yield { messageId: 'kind', at, data: { subject, types: typesOf(wordsOf(problem, 'types')) } };
          break;
        default:
          yield { messageId: 'item', at, data: { subject } };
      }
    },
  },
});

const TYPES: Readonly<Record<string, string>> = {
  cross_dependency: 'a job of another project or pipeline',
  bridge: 'another pipeline as a whole',
  job: 'a job',
};

function typesOf(types: readonly string[]): string {
  return types.map(type => TYPES[type] ?? type).join(' and ');
}
