import { type ExpressionNode, visitNodes } from '../../src/conditions/expression/node.js';
import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Job, keyword } from '../../src/config/job.js';
import { get, type Mapping, type Value } from '../../src/config/value.js';
import { unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import {
  editCondition,
  placeInCondition,
  soleJob,
  type WrittenCondition,
  writtenConditions,
} from '../../src/linter/written-conditions.js';

export const nestedVariableInIf: AnyLintRule = defineRule({
  id: 'nested-variable-in-if',
  meta: {
    summary: 'A condition compares a text that names a variable, which GitLab does not put in there.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'unsafe',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions',
      'lib/gitlab/ci/build/rules/rule/clause/if.rb',
      'lib/gitlab/ci/pipeline/expression/lexeme/string.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    nested: {
      what: '{{variable}} is compared as {{value}}: the variable in its value is not replaced.',
      why: 'In `rules` a condition sees the values of variables as they are written.',
      help: '{{{remedy}}}',
    },
    literal: {
      what: 'The text {{value}} is compared as it stands: the variable in it is not replaced.',
      why: 'In conditions the text between quotes is taken literally.',
      help: 'Write the variable without quotes.',
    },
  },
  on: {
    *pipeline(config) {
      for (const condition of writtenConditions(config)) {
        for (const { node, other } of operands(condition)) {
          const value =
            node.kind === 'string' ? literalValue(node.value) : nestedValue(condition, config, node);
          if (value === null || asksForIt(other)) continue;
          const facts = {
            at: placeInCondition(condition, node),
            ...soleJob(condition),
            fix: () => inline(condition, node, value.text),
          };
          if (node.kind === 'string') yield { ...facts, messageId: 'literal', data: { value: value.text } };
          else {
            const related = value.at ? [{ message: 'Its value is written here.', at: value.at.node }] : [];
            yield {
              ...facts,
              messageId: 'nested',
              data: { variable: node.name, value: value.text, remedy: remedyFor(node.name, value.text) },
              related,
            };
          }
        }
      }
    },
  },
});

type Operand = ExpressionNode & { readonly kind: 'string' | 'variable' };

interface ComparedOperand {
  readonly node: Operand;
  readonly other: ExpressionNode;
}

interface NestedValue {
  readonly text: string;
  readonly at: Value | null;
}

const COMPARISONS: ReadonlySet<string> = new Set(['==', '!=', '=~', '!~']);

/** What is compared with something; with `null` it is only asked for. */
function operands({ expression }: WrittenCondition): ComparedOperand[] {
  const found: ComparedOperand[] = [];
  const add = (node: ExpressionNode, other: ExpressionNode): void => {
    if ((node.kind === 'string' || node.kind === 'variable') && other.kind !== 'null')
      found.push({ node, other });
  };
  visitNodes(expression.root, node => {
    if (node.kind !== 'binary' || !COMPARISONS.has(node.operator)) return;
    add(node.left, node.right);
    add(node.right, node.left);
  });
  return found;
}

/** `$$` is a dollar of its own. */
const NAMED = /(?:^|[^$\\])(?:\$\$)*\$(?:[A-Za-z_]\w*|\{[A-Za-z_]\w*\})/;

function literalValue(text: string): NestedValue | null {
  return NAMED.test(text) ? { text, at: null } : null;
}

/** A comparison with text that has a `$` too was written for the value as it stands. */
function asksForIt(other: ExpressionNode): boolean {
  if (other.kind === 'string') return other.value.includes('$');
  return other.kind === 'pattern' && /\\\$|\[[^\]]*\$/.test(other.pattern.source);
}

/** The value that all jobs see which use the condition; null where it names no variable, or where they differ. */
function nestedValue(
  { jobs, inWorkflow }: WrittenCondition,
  config: Config,
  { name }: Operand & { readonly kind: 'variable' },
): NestedValue | null {
  const found = new Map<string, NestedValue>();
  const values = jobs.map(job => jobValue(config, job, name));
  if (inWorkflow) values.push(rootValue(config, name));
  for (const value of values) {
    if (value === null) return null;
    found.set(value.text, value);
  }
  const [value] = found.values();
  return found.size === 1 && value !== undefined && NAMED.test(value.text) ? value : null;
}

function jobValue(config: Config, job: Job, name: string): NestedValue | null {
  const own = job.variables.get(name);
  if (own !== undefined) {
    return isRaw(get(keyword(job, 'variables'), name)) ? null : { text: own.value, at: own.at };
  }
  const { inheritedVariables } = job;
  const inherits =
    typeof inheritedVariables === 'boolean' ? inheritedVariables : inheritedVariables.includes(name);
  return inherits ? rootValue(config, name) : null;
}

/** None where `workflow:rules` may give the variable another value. */
function rootValue(config: Config, name: string): NestedValue | null {
  const isChanged = config.workflow?.rules?.some(entry => entry.variables?.entries.has(name)) ?? false;
  const field = isChanged ? undefined : config.variables.get(name);
  return field === undefined || isRaw(variableOf(config.merged, name))
    ? null
    : { text: field.value, at: field.at };
}

function variableOf(mapping: Mapping, name: string): Value | undefined {
  return get(get(mapping, 'variables'), name);
}

/** `expand: false` says that the value is meant as it stands. */
function isRaw(variable: Value | undefined): boolean {
  const expand = get(variable, 'expand');
  return expand?.kind === 'scalar' && expand.value === false;
}

function remedyFor(name: string, value: string): string {
  return nameIn(value) === name
    ? 'Give the variable another name: under its own it hides the one that it names.'
    : 'Compare with the inner variable, or write its value out.';
}

/** The name of the variable that a text consists of, if it is nothing else. */
function nameIn(text: string): string | undefined {
  const name = /^\$(?:(\w+)|\{(\w+)\})$/.exec(text);
  return name?.[1] ?? name?.[2];
}

function inline(condition: WrittenCondition, node: Operand, text: string): ReturnType<typeof unsafeFix> {
  const inner = nameIn(text);
  if (inner === undefined || (node.kind === 'variable' && inner === node.name)) return [];
  return unsafeFix(
    `Compare with $${inner}`,
    editCondition(condition, [{ start: node.start, end: node.end, text: `$${inner}` }]),
  );
}
