import { type ExpressionNode, type PatternNode, visitNodes } from '../../src/conditions/expression/node.js';
import { REF_NAMES } from '../../src/conditions/predefined-variables.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import {
  placeInCondition,
  soleJob,
  type WrittenCondition,
  writtenConditions,
} from '../../src/linter/written-conditions.js';

export const unanchoredRefRegex: AnyLintRule = defineRule({
  id: 'unanchored-ref-regex',
  meta: {
    summary: 'A pattern for branches or tags matches names that only contain the text.',
    category: 'conditions',
    severity: 'info',
    preset: 'all',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#compare-a-variable-to-a-regular-expression',
      'lib/gitlab/ci/pipeline/expression/lexeme/matches.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    contains: {
      what: 'The pattern also matches {{example}}.',
      why: 'A pattern is searched anywhere in the name; `^` binds it to the beginning, `$` to the end.',
      help: 'Bind it to both ends, as in {{{anchored}}}, or compare with `==`.',
    },
  },
  on: {
    *pipeline(config) {
      for (const condition of writtenConditions(config)) {
        for (const pattern of refPatterns(condition)) {
          const written = condition.expression.text.slice(pattern.start, pattern.end);
          const name = plainName(written);
          const example = name === null ? null : `not-${name}-either`;
          if (name === null || example === null || !pattern.pattern.test(example)) continue;
          yield {
            messageId: 'contains',
            at: placeInCondition(condition, pattern),
            ...soleJob(condition),
            data: { example, anchored: `\`${anchor(written)}\`` },
          };
        }
      }
    },
  },
});

/** The patterns that names of branches and tags are compared with. */
function refPatterns({ expression }: WrittenCondition): PatternNode[] {
  const found: PatternNode[] = [];
  visitNodes(expression.root, node => {
    if (node.kind !== 'binary' || node.right.kind !== 'pattern') return;
    if (node.operator !== '=~' && node.operator !== '!~') return;
    if (isRefName(node.left)) found.push(node.right);
  });
  return found;
}

function isRefName(node: ExpressionNode): boolean {
  return node.kind === 'variable' && REF_NAMES.has(node.name);
}

/** The first name of a pattern that is made of whole names only, `/main|master/`; null for any other. */
function plainName(written: string): string | null {
  const names = /^\/\(?([\w-]+(?:\|[\w-]+)*)\)?\/[ismU]*$/.exec(written)?.[1];
  return names?.split('|')[0] ?? null;
}

/** The pattern bound to both ends. */
function anchor(written: string): string {
  const close = written.lastIndexOf('/');
  const body = written.slice(1, close);
  const group = body.includes('|') && !body.startsWith('(') ? `(${body})` : body;
  return `/^${group}$/${written.slice(close + 1)}`;
}
