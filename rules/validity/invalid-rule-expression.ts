import {
  type ExpressionFault,
  type ExpressionFaultCode,
  expressionFault,
  withoutBraces,
} from '../../src/conditions/expression/fault.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { placeInExpression } from '../../src/linter/expression-place.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem, type RuleContext } from '../../src/linter/lint-rule.js';
import { scalarAt } from '../../src/linter/node-at.js';
import { capitalize, subjectOf, wordOf } from '../../src/linter/problem.js';
import { setScalar } from '../../src/syntax/yaml/edit-value.js';

const REJECTED = 'GitLab cannot read the expression, and rejects the configuration.';

export const invalidRuleExpression: AnyLintRule = defineRule({
  id: 'invalid-rule-expression',
  meta: {
    summary: 'A condition in `rules:if` or `only:variables` is not in the language of GitLab’s expressions.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions',
      'lib/gitlab/ci/pipeline/expression/lexer.rb',
      'lib/gitlab/ci/pipeline/expression/parser.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    braces: {
      what: '{{word}} is shell syntax; in expressions a variable is written {{replacement}}.',
      why: REJECTED,
      help: 'Remove the braces.',
    },
    word: {
      what: 'GitLab does not know the word {{word}} in an expression.',
      why: REJECTED,
      help: 'Put it in quotes if it is text; write `$` before it if it is a variable.',
    },
    number: {
      what: 'The number {{word}} stands without quotes.',
      why: 'Expressions know text, variables and patterns, but no numbers; GitLab rejects the configuration.',
      help: 'Write {{{replacement}}}: values are compared as text.',
    },
    operator: {
      what: '{{word}} is not an operator of expressions.',
      why: REJECTED,
      help: 'Did you mean {{replacement}}?',
    },
    comparison: {
      what: '{{word}} is not an operator of expressions: values can be equal or match a pattern, not be ordered.',
      why: REJECTED,
      help: 'Use `==`, `!=`, `=~` or `!~`, or compare in the script.',
    },
    quote: {
      what: 'The quote that opens here is not closed on the same line.',
      why: REJECTED,
      help: 'Close it. Strings cannot hold their own quote: use the other one around them.',
    },
    'short-pattern': {
      what: 'The pattern {{word}} is too short: GitLab reads a pattern of two characters or more.',
      why: REJECTED,
      help: 'Compare with `==`, or put the character in brackets, as in `/[a]/`.',
    },
    'open-pattern': {
      what: 'The pattern that opens here is not closed by a slash.',
      why: REJECTED,
      help: 'Close it; a slash within is written `\\/`.',
    },
    flags: {
      what: '{{word}} is not a flag of patterns.',
      why: REJECTED,
      help: 'The flags are `i` (case does not matter), `m`, `s` and `U`.',
    },
    dollar: {
      what: '{{word}} is not a variable: a name of letters, digits and `_` follows `$`.',
      why: REJECTED,
    },
    character: { what: '{{word}} has no meaning in an expression.', why: REJECTED },
    tokens: {
      what: 'The expression is too long: 100 words and operators or more.',
      why: 'GitLab stops reading there, and rejects the configuration.',
      help: 'Split it into several rules.',
    },
    empty: {
      what: 'The expression is empty.',
      why: REJECTED,
      help: 'Write a condition, or remove the `if`.',
    },
    bracket: { what: 'A bracket has no partner.', why: REJECTED, help: 'Close it, or remove it.' },
    operand: {
      what: '{{word}} lacks a value on one of its sides.',
      why: REJECTED,
      help: 'Complete the comparison, or remove the operator.',
    },
    adjacent: {
      what: 'No operator joins {{word}} with what stands before it.',
      why: REJECTED,
      help: 'Write `&&` or `||` between them.',
    },
    crash: {
      what: 'GitLab fails on this expression with an internal error.',
      why: 'A pattern can stand only on the right side of `=~` and `!~`; anywhere else GitLab breaks on it.',
      help: 'Write `$VARIABLE =~ /pattern/`.',
    },
    notText: {
      what: '{{{subject}}} is not text.',
      why: 'GitLab reads expressions from text alone, and rejects the configuration.',
      help: 'Write one expression, in quotes if it holds `: ` or starts with a bracket.',
    },
  },
  problems: ['rules.expression'],
  on: {
    *problem(problem, ctx) {
      const expression = wordOf(problem, 'expression');
      const fault = wordOf(problem, 'found') === 'string' ? expressionFault(expression) : null;
      if (fault === null) {
        yield { messageId: 'notText', at: problem.at, data: { subject: capitalize(subjectOf(problem)) } };
        return;
      }
      const { replacement = '' } = fault;
      const word = fault.word.trim();
      const at = placeInExpression(problem.at, expression, fault) ?? problem.at;
      const fix = () => repair(problem, expression, fault, ctx);
      yield { messageId: messageOf(fault.code), at, data: { word, replacement }, fix };
    },
  },
});

type MessageId = Exclude<ExpressionFaultCode, 'pattern'>;

/** Refused patterns have a rule of their own. */
function messageOf(code: ExpressionFaultCode): MessageId {
  return code === 'pattern' ? 'character' : code;
}

function repair(
  problem: Problem,
  expression: string,
  fault: ExpressionFault,
  { config }: RuleContext,
): Fix[] {
  const { code, start, end, word, replacement } = fault;
  const scalar = replacement === undefined ? null : scalarAt(config, problem.at);
  if (scalar === null || replacement === undefined) return [];
  const write = (text: string): ReturnType<typeof setScalar> =>
    setScalar(scalar, expression.slice(0, start) + text + expression.slice(end));
  if (code === 'braces') {
    const repaired = withoutBraces(expression);
    const build = expressionFault(repaired) === null ? safeFix : suggestion;
    return build('Write variables without braces', setScalar(scalar, repaired));
  }
  if (code === 'word') {
    return [
      ...suggestion(`Put ${word} in quotes`, write(replacement)),
      ...(/^\w+$/.test(word) ? suggestion(`Write $${word}`, write(`$${word}`)) : []),
    ];
  }
  return suggestion(`Write ${replacement}`, write(replacement));
}
