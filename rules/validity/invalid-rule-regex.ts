import { expressionFault } from '../../src/conditions/expression/fault.js';
import { unescapeSlashes } from '../../src/conditions/pattern.js';
import { patternFault } from '../../src/conditions/pattern-fault.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { placeInExpression } from '../../src/linter/expression-place.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { wordOf } from '../../src/linter/problem.js';

export const invalidRuleRegex: AnyLintRule = defineRule({
  id: 'invalid-rule-regex',
  meta: {
    summary:
      'A pattern in a condition is not one that RE2, GitLab’s engine for regular expressions, accepts.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#compare-a-variable-to-a-regular-expression',
      'https://github.com/google/re2/wiki/Syntax',
      'lib/gitlab/untrusted_regexp/ruby_syntax.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    refused: {
      what: 'RE2 refuses the pattern {{pattern}}: {{{reason}}}.',
      why: 'GitLab matches patterns with RE2 alone, and rejects the configuration.',
      help: '{{{remedy}}}',
    },
  },
  problems: ['rules.expression'],
  claims: problem => faultOf(problem) !== null,
  on: {
    *problem(problem) {
      const fault = faultOf(problem);
      if (fault === null) return;
      const expression = wordOf(problem, 'expression');
      const pattern = fault.word;
      const why = patternFault(unescapeSlashes(pattern));
      const reason = why?.reason ?? 'it does not compile';
      // With `\/` in the pattern the offsets of the unescaped one would be off.
      const exact = why !== null && !pattern.includes('\\/');
      const range = exact ? { start: fault.start + why.start, end: fault.start + why.end } : fault;
      const at = placeInExpression(problem.at, expression, range) ?? problem.at;
      const remedy = remedyFor(reason);
      yield {
        messageId: 'refused',
        at,
        data: remedy === null ? { pattern, reason } : { pattern, reason, remedy },
      };
    },
  },
});

function faultOf(problem: Problem): ReturnType<typeof expressionFault> {
  const fault = expressionFault(wordOf(problem, 'expression'));
  return fault?.code === 'pattern' ? fault : null;
}

function remedyFor(reason: string): string | null {
  if (reason.includes('negative')) return 'Match what shall not be with `!~`, and join the two with `&&`.';
  if (reason.includes('look')) return 'Join two simpler patterns with `&&`.';
  return reason.startsWith('it has no') ? 'Write the pattern without it.' : null;
}
