import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { capitalize, isSaidBetter, subjectOf, wordOf, wordsOf } from '../../src/linter/problem.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const missingValue: AnyLintRule = defineRule({
  id: 'missing-value',
  meta: {
    summary: 'A keyword has no value, or lacks a key that it cannot do without.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/yaml/', 'lib/gitlab/config/entry/validators.rb'],
    dialects: DIALECTS,
  },
  messages: {
    blank: {
      what: '{{{subject}}} is empty.',
      why: REJECTED,
      help: 'Give it a value, or remove the keyword.',
    },
    absent: {
      what: '{{{subject}}} is missing.',
      why: REJECTED,
      help: 'Add it.',
    },
    keys: {
      what: '{{{subject}}} has no {{keys}}.',
      why: 'It means nothing without, and GitLab rejects the configuration.',
      help: 'Add {{keys}}.',
    },
    oneOf: {
      what: '{{{subject}}} has none of {{keys}}.',
      why: 'GitLab wants exactly one of them, and rejects the configuration.',
      help: 'Add one.',
    },
    hidden: {
      what: '{{name}} is empty.',
      why: 'A key that starts with a dot may hold anything but nothing: GitLab rejects the configuration.',
      help: 'Give it a value, or remove it.',
    },
  },
  problems: ['value.blank', 'keys.required', 'keys.one-of'],
  claims: problem => problem.kind !== 'keys.one-of' || wordsOf(problem, 'found').length === 0,
  state: (): State => ({ wrongTypes: null }),
  on: {
    *problem(problem, { config, state }) {
      const { at, kind } = problem;
      if (kind === 'value.blank' && isIdle(problem, config, state)) return;
      const subject = capitalize(subjectOf(problem));
      const keys = wordsOf(problem, 'keys');
      if (kind === 'keys.required') yield { messageId: 'keys', at, data: { subject, keys } };
      else if (kind === 'keys.one-of') yield { messageId: 'oneOf', at, data: { subject, keys } };
      else if (problem.job?.startsWith('.') === true && wordOf(problem, 'keyword') === '') {
        yield { messageId: 'hidden', at, data: { name: problem.job } };
      } else {
        const absent = wordOf(problem, 'found') === 'nothing';
        yield { messageId: absent ? 'absent' : 'blank', at, data: { subject } };
      }
    },
  },
});

interface State {
  /** Keywords of jobs whose values are of a wrong type. */
  wrongTypes: ReadonlySet<string> | null;
}

/** What has the wrong type has no key either, and a wrong value is no missing one. */
function isIdle(problem: Problem, config: Config, state: State): boolean {
  const keyword = wordOf(problem, 'keyword');
  const isWritten = !['nothing', 'null'].includes(wordOf(problem, 'found'));
  if (isWritten) return isSaidBetter(problem, config, other => other !== 'value.blank');
  state.wrongTypes ??= new Set(
    config.problems
      .filter(({ kind }) => /^type\.|\.type$/.test(kind))
      .map(({ job = '', data }) => `${job}\0${String(data.keyword)}`),
  );
  return state.wrongTypes.has(`${problem.job ?? ''}\0${keyword.slice(0, keyword.lastIndexOf(':'))}`);
}
