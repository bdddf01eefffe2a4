import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Place } from '../../src/config/problem.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { MOST_GUESSES, nearest } from '../../src/linter/nearest.js';
import { scalarAt } from '../../src/linter/node-at.js';
import { wordOf, wordsOf } from '../../src/linter/problem.js';
import { setScalar } from '../../src/syntax/yaml/edit-value.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const invalidExtends: AnyLintRule = defineRule({
  id: 'invalid-extends',
  meta: {
    summary: '`extends` names something that does not exist, is no mapping, or leads back to itself.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: ['https://docs.gitlab.com/ci/yaml/#extends', 'lib/gitlab/ci/config/extendable/entry.rb'],
    dialects: DIALECTS,
  },
  messages: {
    unknown: {
      what: '{{job}} extends {{base}}, which does not exist.',
      why: REJECTED,
      help: 'Did you mean {{near}}?',
    },
    empty: {
      what: '`extends` of {{job}} names nothing.',
      why: REJECTED,
      help: 'Name a job or a hidden job, or remove `extends`.',
    },
    notAMapping: {
      what: '{{job}} extends {{base}}, which holds no keywords.',
      why: 'Only mappings can be merged; GitLab rejects the configuration.',
      help: 'Turn {{base}} into a mapping of keywords, or take single values with `!reference [{{{base}}}]`.',
    },
    circular: {
      what: '`extends` goes round in a circle: {{{path}}}.',
      why: 'GitLab cannot merge what contains itself, and rejects the configuration.',
      help: 'Remove one of these `extends`.',
    },
    tooDeep: {
      what: '`extends` goes more than {{{limit}}} levels deep: {{{path}}}.',
      why: REJECTED,
      help: 'Merge some of these into one.',
    },
  },
  problems: ['extends.*'],
  state: () => ({ guesses: 0 }),
  on: {
    *problem(problem, { config, state }) {
      const { at, job = '', kind } = problem;
      const [base = ''] = wordsOf(problem, 'names');
      const path = wordsOf(problem, 'chain').map(quote).join(' → ');
      if (kind === 'extends.circular') yield { messageId: 'circular', at, data: { path } };
      else if (kind === 'extends.too-deep') {
        yield { messageId: 'tooDeep', at, data: { path, limit: wordOf(problem, 'limit') } };
      } else if (kind === 'extends.invalid-base') {
        const related = problem.related.length > 0 ? problem.related : baseOf(config, base);
        yield { messageId: 'notAMapping', at, data: { job, base }, related };
      } else if (base === '') yield { messageId: 'empty', at, data: { job } };
      else {
        const near = state.guesses++ >= MOST_GUESSES ? null : nearest(base, basesIn(config, problem));
        if (near === null) yield { messageId: 'unknown', at, data: { job, base } };
        else {
          const fix = () => rename(config, at, near);
          yield { messageId: 'unknown', at, data: { job, base, near }, fix };
        }
      }
    },
  },
});

function baseOf(config: Config, name: string): { message: string; at: Place }[] {
  const entry = config.merged.entries.get(name);
  return entry === undefined ? [] : [{ message: `${quote(name)} stands here.`, at: entry.key }];
}

/** Names that could be extended, hidden ones first; `template` is near `.template`. */
function basesIn({ merged }: Config, { job = '' }: Problem): string[] {
  const names = [...merged.entries].flatMap(([name, { value }]) =>
    value.kind === 'mapping' && name !== job ? [name] : [],
  );
  return [...names.filter(name => name.startsWith('.')), ...names.filter(name => !name.startsWith('.'))];
}

function rename(config: Config, at: Place, near: string): Fix[] {
  const scalar = scalarAt(config, at);
  return suggestion(`Extend ${near}`, scalar && setScalar(scalar, near));
}
