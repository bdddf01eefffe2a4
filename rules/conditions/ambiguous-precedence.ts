import { parseOnce } from '../../src/conditions/expression/memo.js';
import { type ExpressionNode, visitNodes } from '../../src/conditions/expression/node.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import {
  changed,
  type ExpressionChange,
  editCondition,
  placeInCondition,
  soleJob,
  type WrittenCondition,
  writtenConditions,
} from '../../src/linter/written-conditions.js';
import type { Range } from '../../src/syntax/range.js';

export const ambiguousPrecedence: AnyLintRule = defineRule({
  id: 'ambiguous-precedence',
  meta: {
    summary: 'A condition leaves it to the order of its operators what belongs together.',
    category: 'conditions',
    severity: 'info',
    preset: 'strict',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#join-variable-expressions-together',
      'lib/gitlab/ci/pipeline/expression/lexeme/and.rb',
      'lib/gitlab/ci/pipeline/expression/lexeme/not.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    and: {
      what: '`&&` and `||` stand side by side without brackets.',
      why: '`&&` binds tighter than `||`: what it joins is one side of `||`.',
      help: 'Put what belongs together in brackets.',
    },
    not: {
      what: '`!` negates {{operand}} alone, not the comparison that follows.',
      why: '`!` binds tighter than {{operator}}, so that true or false is compared with the other side.',
      help: 'Put the comparison in brackets.',
    },
  },
  on: {
    *pipeline(config) {
      for (const condition of writtenConditions(config)) {
        const { text, root } = condition.expression;
        const [joined] = bareConjunctions(root);
        if (joined !== undefined) {
          yield {
            messageId: 'and',
            at: placeInCondition(condition, joined),
            ...soleJob(condition),
            fix: () => bracketAll(condition),
          };
        }
        for (const negation of bareNegations(root)) {
          yield {
            messageId: 'not',
            at: placeInCondition(condition, negation.not),
            ...soleJob(condition),
            data: {
              operand: text.slice(negation.operand.start, negation.operand.end),
              operator: negation.operator,
            },
            fix: () => bracketNegation(condition, negation),
          };
        }
      }
    },
  },
});

/** The operands of `||` that are joined by `&&` and have no brackets around them. */
function bareConjunctions(root: ExpressionNode): ExpressionNode[] {
  const found: ExpressionNode[] = [];
  visitNodes(root, node => {
    if (node.kind !== 'binary' || node.operator !== '||') return;
    for (const side of [node.left, node.right]) {
      if (side.kind === 'binary' && side.operator === '&&' && !hasBrackets(side)) found.push(side);
    }
  });
  return found;
}

interface Negation {
  readonly not: ExpressionNode;
  readonly operand: ExpressionNode;
  readonly operator: string;
  readonly comparison: Range;
}

/** Negations on the left side of a comparison, with no brackets around them. */
function bareNegations(root: ExpressionNode): Negation[] {
  const found: Negation[] = [];
  visitNodes(root, node => {
    if (node.kind !== 'binary' || node.operator === '&&' || node.operator === '||') return;
    const { left, right, operator } = node;
    if (left.kind !== 'not' || hasBrackets(left)) return;
    found.push({
      not: left,
      operand: left.operand,
      operator,
      comparison: { start: left.operand.start, end: right.end },
    });
  });
  return found;
}

/** Brackets make the range of a node wider than what it consists of. */
function hasBrackets(node: ExpressionNode): boolean {
  if (node.kind === 'not') return node.start < node.operatorRange.start;
  return node.kind === 'binary' && node.start < Math.min(node.left.start, node.right.start);
}

function bracketAll(condition: WrittenCondition): Fix[] {
  const { text, root } = condition.expression;
  const changes = brackets(bareConjunctions(root));
  if (!isSameTree(text, changed(text, changes))) return [];
  return safeFix('Put what `&&` joins in brackets', editCondition(condition, changes));
}

function bracketNegation(condition: WrittenCondition, { not, comparison }: Negation): Fix[] {
  if (comparison.start < not.start) return [];
  return suggestion('Negate the comparison', editCondition(condition, brackets([comparison])));
}

/** The ranges lie within or apart from each other, so that only their ends need to be put in order. */
function brackets(ranges: readonly Range[]): ExpressionChange[] {
  const changes = ranges.flatMap(({ start, end }) => [
    { start, end: start, text: '(' },
    { start: end, end, text: ')' },
  ]);
  return changes.sort((a, b) => a.start - b.start);
}

function isSameTree(before: string, after: string): boolean {
  const [was, is] = [parseOnce(before), parseOnce(after)];
  return was.ok && is.ok && shapeOf(was.expression.root) === shapeOf(is.expression.root);
}

/** A node without its places. */
function shapeOf(node: ExpressionNode): string {
  switch (node.kind) {
    case 'not':
      return `!(${shapeOf(node.operand)})`;
    case 'binary':
      return `(${shapeOf(node.left)} ${node.operator} ${shapeOf(node.right)})`;
    case 'pattern':
      return `pattern ${JSON.stringify(node.pattern.source)}`;
    case 'variable':
    case 'input':
      return `${node.kind} ${node.name}`;
    case 'string':
    case 'boolean':
      return JSON.stringify(node.value);
    case 'null':
      return 'null';
  }
}
