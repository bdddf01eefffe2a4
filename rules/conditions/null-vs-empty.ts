import { parseOnce } from '../../src/conditions/expression/memo.js';
import {
  type Expression,
  type ExpressionNode,
  type VariableNode,
  visitNodes,
} from '../../src/conditions/expression/node.js';
import { ALWAYS_SET } from '../../src/conditions/predefined-variables.js';
import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import {
  editCondition,
  placeInCondition,
  soleJob,
  type WrittenCondition,
  writtenConditions,
} from '../../src/linter/written-conditions.js';
import { clausesOf } from '../../src/pipeline/deciding-rule.js';
import type { Range } from '../../src/syntax/range.js';

export const nullVsEmpty: AnyLintRule = defineRule({
  id: 'null-vs-empty',
  meta: {
    summary: 'A condition compares a variable with an empty text, which one that is not set does not equal.',
    category: 'conditions',
    severity: 'info',
    preset: 'strict',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#check-if-a-variable-is-empty',
      'lib/gitlab/ci/pipeline/expression/lexeme/equals.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    equal: {
      what: '{{comparison}} is false where {{variable}} is not set.',
      why: 'A variable that is not set is `null`, which is not equal to an empty text.',
      help: 'Write {{replacement}} if a variable that is not set is meant too.',
    },
    unequal: {
      what: '{{comparison}} is true where {{variable}} is not set.',
      why: 'A variable that is not set is `null`, which is not equal to an empty text.',
      help: 'Write {{replacement}} if a variable that is not set is not meant.',
    },
  },
  on: {
    *pipeline(config) {
      for (const condition of writtenConditions(config)) {
        for (const { variable, isEqual, range } of emptyComparisons(condition)) {
          if (isAlwaysSet(variable.name, condition, config) || isTestedBeside(variable.name, condition))
            continue;
          const replacement = `${isEqual ? '!' : ''}$${variable.name}`;
          yield {
            messageId: isEqual ? 'equal' : 'unequal',
            at: placeInCondition(condition, range),
            ...soleJob(condition),
            data: {
              comparison: condition.expression.text.slice(range.start, range.end),
              variable: variable.name,
              replacement,
            },
            fix: () =>
              suggestion(
                `Write ${replacement}`,
                editCondition(condition, [{ start: range.start, end: range.end, text: replacement }]),
              ),
          };
        }
      }
    },
  },
});

interface EmptyComparison {
  readonly variable: VariableNode;
  readonly isEqual: boolean;
  readonly range: Range;
}

/** Comparisons with an empty text of variables of which the condition does not ask elsewhere whether they are set. */
function emptyComparisons({ expression }: WrittenCondition): EmptyComparison[] {
  const found: EmptyComparison[] = [];
  const tested = testedIn(expression);
  visitNodes(expression.root, node => {
    const [variable, other] = sidesOf(node);
    if (node.kind !== 'binary' || variable?.kind !== 'variable' || other === undefined) return;
    if (other.kind !== 'string' || other.value !== '') return;
    const range = { start: Math.min(variable.start, other.start), end: Math.max(variable.end, other.end) };
    found.push({ variable, isEqual: node.operator === '==', range });
  });
  return found.filter(({ variable }) => !tested.has(variable.name));
}

/** The sides of a comparison for equality, the variable first. */
function sidesOf(node: ExpressionNode): readonly ExpressionNode[] {
  if (node.kind !== 'binary' || (node.operator !== '==' && node.operator !== '!=')) return [];
  return node.left.kind === 'variable' ? [node.left, node.right] : [node.right, node.left];
}

/** Whether all rules that the condition is one of ask in another one that the variable be unset. */
function isTestedBeside(name: string, { jobs, inWorkflow }: WrittenCondition): boolean {
  if (inWorkflow || jobs.length === 0) return false;
  return jobs.every(({ rules }) =>
    (rules ?? []).some(entry => {
      const { if: text } = clausesOf(entry);
      const parsed = text === undefined ? null : parseOnce(text);
      return parsed?.ok === true && askedForNull(parsed.expression).has(name);
    }),
  );
}

/** The variables of which a condition asks whether they are set. */
function testedIn(expression: Expression): ReadonlySet<string> {
  const tested = askedForNull(expression);
  testIn(expression.root, tested);
  return tested;
}

/** The variables that a condition compares with `null`, or of which it asks that they be unset. */
function askedForNull({ root }: Expression): Set<string> {
  const asked = new Set<string>();
  visitNodes(root, node => {
    const [variable, other] = sidesOf(node);
    if (variable?.kind === 'variable' && other?.kind === 'null') asked.add(variable.name);
    if (node.kind === 'not' && node.operand.kind === 'variable') asked.add(node.operand.name);
  });
  return asked;
}

/** Variables that stand alone, which asks whether they are set and not empty. */
function testIn(node: ExpressionNode, tested: Set<string>): void {
  if (node.kind === 'variable') tested.add(node.name);
  else if (node.kind === 'not') testIn(node.operand, tested);
  else if (node.kind === 'binary' && (node.operator === '&&' || node.operator === '||')) {
    testIn(node.left, tested);
    testIn(node.right, tested);
  }
}

/** Set in every pipeline and for all that use the condition. */
function isAlwaysSet(name: string, { jobs, inWorkflow }: WrittenCondition, config: Config): boolean {
  const declared = config.project.variables.get(name);
  if (ALWAYS_SET.includes(name) || (declared?.set === 'always' && !declared.isProtected)) return true;
  const inRoot = config.variables.has(name);
  if (inWorkflow && !inRoot) return false;
  return jobs.every(({ variables, inheritedVariables: inherited }) => {
    if (variables.has(name)) return true;
    return inRoot && (typeof inherited === 'boolean' ? inherited : inherited.includes(name));
  });
}
