import type { PatternNode } from '../../src/conditions/expression/node.js';
import { visitNodes } from '../../src/conditions/expression/node.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import {
  placeInCondition,
  soleJob,
  type WrittenCondition,
  writtenConditions,
} from '../../src/linter/written-conditions.js';
import type { Range } from '../../src/syntax/range.js';

export const variableInRegex: AnyLintRule = defineRule({
  id: 'variable-in-regex',
  meta: {
    summary: 'A variable stands inside a pattern, where GitLab does not put its value in.',
    category: 'conditions',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#compare-a-variable-to-a-regular-expression',
      'lib/gitlab/ci/pipeline/expression/lexeme/pattern.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    literal: {
      what: '{{variable}} in a pattern is not replaced by the value of the variable.',
      why: 'In a pattern `$` is the end of the text, after which nothing follows, so this part of the pattern matches nothing.',
      help: 'Put the whole pattern, with its slashes, into a variable and compare with that, or compare with `==`.',
    },
  },
  on: {
    *pipeline(config) {
      for (const condition of writtenConditions(config)) {
        for (const pattern of patterns(condition)) {
          for (const range of variablesIn(condition.expression.text, pattern)) {
            yield {
              messageId: 'literal',
              at: placeInCondition(condition, range),
              ...soleJob(condition),
              data: { variable: condition.expression.text.slice(range.start, range.end) },
            };
          }
        }
      }
    },
  },
});

function patterns({ expression }: WrittenCondition): PatternNode[] {
  const found: PatternNode[] = [];
  visitNodes(expression.root, node => {
    if (node.kind === 'pattern') found.push(node);
  });
  return found;
}

/** A backslash hides what follows it, `\Q…\E` what stands between, and in brackets `$` is an ordinary character. */
const PARTS =
  /\\Q.*?(?:\\E|$)|\\.|\[\^?\]?(?:\\.|\[:\w+:\]|[^\]\\])*\]|\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/gs;

function variablesIn(text: string, pattern: PatternNode): Range[] {
  const found: Range[] = [];
  for (const { 0: part, index } of text.slice(pattern.start, pattern.end).matchAll(PARTS)) {
    const start = pattern.start + index;
    if (!part.startsWith('$') || isOptionalLetter(part, text[start + part.length])) continue;
    found.push({ start, end: start + part.length });
  }
  return found;
}

/** After the end, as in `main$x*`, there may be none of a single letter. */
function isOptionalLetter(part: string, next: string | undefined): boolean {
  return part.length === 2 && next !== undefined && '*?{'.includes(next);
}
