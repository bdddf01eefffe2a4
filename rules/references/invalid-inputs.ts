import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { wordOf, wordsOf } from '../../src/linter/problem.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const invalidInputs: AnyLintRule = defineRule({
  id: 'invalid-inputs',
  meta: {
    summary: 'An input is declared in a way that contradicts itself.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/inputs/',
      'https://docs.gitlab.com/ci/yaml/#specinputs',
      'lib/ci/inputs/builder.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    defaultType: { what: 'The default of the input {{input}} is not {{{wanted}}}.', why: REJECTED },
    defaultOption: {
      what: 'The default of the input {{input}} is not among its options.',
      why: 'The options are {{options}}; GitLab rejects the configuration.',
      help: 'Add it to `options`, or choose one of them.',
    },
    defaultPattern: {
      what: 'The default of the input {{input}} does not match its own `regex`, {{pattern}}.',
      why: REJECTED,
      help: 'Change one of the two.',
    },
    noDefault: {
      what: 'An input of a job has no `default`.',
      why: 'Its value is only asked for when somebody runs the job by hand, so GitLab wants one for all other runs.',
      help: 'Add a `default`.',
    },
    pattern: {
      what: 'The `regex` of the input {{input}} is not a regular expression that RE2 accepts.',
      why: REJECTED,
      help: 'RE2 has no lookaround and no backreferences.',
    },
    patternType: {
      what: 'The input {{input}} has a `regex`, but its type is {{wanted}}.',
      why: 'Only text is matched with a pattern; GitLab rejects the configuration.',
      help: 'Remove `regex`, or make it `type: string`.',
    },
    optionsType: {
      what: 'The input {{input}} has `options`, but its type is {{wanted}}.',
      why: 'Only strings and numbers can be chosen from a list; GitLab rejects the configuration.',
      help: 'Remove `options`, or change the type.',
    },
    nullOption: {
      what: 'One of the options of an input has no value.',
      why: REJECTED,
      help: 'Write `""` for the empty text, or remove the item.',
    },
    ruleIncomplete: {
      what: 'A rule of an input lacks `options` or `default`.',
      why: 'A rule that applies has to say which values there are and which one is taken; GitLab rejects the configuration.',
      help: 'Add what is missing.',
    },
    ruleDefault: {
      what: 'The default in a rule of the input {{input}} is not among the options of that rule.',
      why: REJECTED,
      help: 'Add it to `options`, or choose one of them.',
    },
    specification: {
      what: 'The input {{input}} has a type that does not exist.',
      why: 'Types are `string`, `number`, `boolean` and `array`; GitLab rejects the configuration.',
    },
  },
  problems: ['inputs.*'],
  on: {
    *problem(problem) {
      const { at, kind } = problem;
      const input = wordOf(problem, 'input');
      const wanted = wordOf(problem, 'wanted');
      const pattern = wordOf(problem, 'pattern');
      switch (kind) {
        case 'inputs.not-in-options':
          yield { messageId: 'defaultOption', at, data: { input, options: wordsOf(problem, 'options') } };
          break;
        case 'inputs.regex-mismatch':
          yield { messageId: 'defaultPattern', at, data: { input, pattern } };
          break;
        case 'inputs.regex-invalid':
          yield { messageId: 'pattern', at, data: { input } };
          break;
        case 'inputs.regex-only-strings':
          yield { messageId: 'patternType', at, data: { input, wanted } };
          break;
        case 'inputs.options-only-strings':
          yield { messageId: 'optionsType', at, data: { input, wanted } };
          break;
        case 'inputs.job-no-default':
          yield { messageId: 'noDefault', at };
          break;
        case 'inputs.null-option':
          yield { messageId: 'nullOption', at };
          break;
        case 'inputs.rule-incomplete':
          yield { messageId: 'ruleIncomplete', at };
          break;
        case 'inputs.rule-default':
          yield { messageId: 'ruleDefault', at, data: { input } };
          break;
        case 'inputs.specification':
          yield { messageId: 'specification', at, data: { input } };
          break;
        default:
          yield { messageId: 'defaultType', at, data: { input, wanted: TYPES[wanted] ?? 'of its type' } };
      }
    },
  },
});

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  boolean: '`true` or `false`',
  array: 'a list',
};
