import { DIALECTS } from '../../src/config/dialect.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem, type RuleContext } from '../../src/linter/lint-rule.js';
import { nearest } from '../../src/linter/nearest.js';
import { pairAt } from '../../src/linter/node-at.js';
import { wordOf, wordsOf } from '../../src/linter/problem.js';
import { renameKey } from '../../src/syntax/yaml/edit-mapping.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const componentInputMismatch: AnyLintRule = defineRule({
  id: 'component-input-mismatch',
  meta: {
    summary: 'The inputs given to an included file are not those that its `spec:inputs` asks for.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/inputs/',
      'lib/ci/inputs/builder.rb',
      'lib/gitlab/ci/config/yaml/interpolator.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    unknown: {
      what: 'The included file has no input {{names}}.',
      why: REJECTED,
      help: 'Did you mean {{near}}?',
    },
    noneExpected: {
      what: 'Inputs are given to a file that declares none.',
      why: REJECTED,
      help: 'Remove `inputs`, or declare them in `spec:inputs` of the file.',
    },
    notAMapping: {
      what: '`inputs` must be a mapping of names and values.',
      why: REJECTED,
      help: 'Write `name: value` lines below it.',
    },
    required: {
      what: 'The input {{input}} is not given, and has no default.',
      why: REJECTED,
      help: 'Give it under `inputs`, or give it a `default` in the `spec` of the file.',
    },
    type: {
      what: 'The input {{input}} must be {{{wanted}}}, not {{value}}.',
      why: REJECTED,
    },
    option: {
      what: 'The input {{input}} cannot be {{value}}.',
      why: 'The file allows {{options}}; GitLab rejects the configuration.',
      help: 'Did you mean {{near}}?',
    },
    pattern: {
      what: 'The input {{input}} does not match the pattern that the file asks for, {{pattern}}.',
      why: REJECTED,
    },
  },
  problems: [
    'inputs.unknown-arguments',
    'inputs.given-without-spec',
    'inputs.given-not-hash',
    'inputs.required',
    'inputs.not-a-string',
    'inputs.not-a-number',
    'inputs.not-a-boolean',
    'inputs.not-an-array',
    'inputs.not-in-options',
    'inputs.regex-mismatch',
  ],
  claims: problem => wordOf(problem, 'role') !== 'default',
  on: {
    *problem(problem, ctx) {
      const { at, kind } = problem;
      const input = wordOf(problem, 'input');
      const value = at.source.text.slice(at.start, at.end);
      switch (kind) {
        case 'inputs.unknown-arguments': {
          const names = wordsOf(problem, 'names');
          const near = nearest(names[0] ?? '', wordsOf(problem, 'allowed'));
          if (near === null) yield { messageId: 'unknown', at, data: { names } };
          else {
            const fix = () => rename(problem, near, ctx);
            yield { messageId: 'unknown', at, data: { names, near }, fix };
          }
          break;
        }
        case 'inputs.given-without-spec':
          yield { messageId: 'noneExpected', at };
          break;
        case 'inputs.given-not-hash':
          yield { messageId: 'notAMapping', at };
          break;
        case 'inputs.required':
          yield { messageId: 'required', at, data: { input } };
          break;
        case 'inputs.not-in-options': {
          const options = wordsOf(problem, 'options');
          const near = nearest(value, options);
          yield {
            messageId: 'option',
            at,
            data: near === null ? { input, value, options } : { input, value, options, near },
          };
          break;
        }
        case 'inputs.regex-mismatch':
          yield { messageId: 'pattern', at, data: { input, pattern: wordOf(problem, 'pattern') } };
          break;
        default:
          yield { messageId: 'type', at, data: { input, value, wanted: TYPES[kind] ?? 'text' } };
      }
    },
  },
});

const TYPES: Readonly<Record<string, string>> = {
  'inputs.not-a-string': 'a string',
  'inputs.not-a-number': 'a number',
  'inputs.not-a-boolean': '`true` or `false`',
  'inputs.not-an-array': 'a list',
};

function rename({ at }: Problem, near: string, { config }: RuleContext): Fix[] {
  const found = pairAt(config, at);
  return suggestion(`Rename to ${near}`, found && renameKey(found.pair, near));
}
