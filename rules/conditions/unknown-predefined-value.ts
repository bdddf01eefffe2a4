import { type ExpressionNode, visitNodes } from '../../src/conditions/expression/node.js';
import { CLOSED_VALUES } from '../../src/conditions/predefined-variables.js';
import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { nearest } from '../../src/linter/nearest.js';
import {
  editCondition,
  placeInCondition,
  soleJob,
  type WrittenCondition,
  writtenConditions,
} from '../../src/linter/written-conditions.js';

export const unknownPredefinedValue: AnyLintRule = defineRule({
  id: 'unknown-predefined-value',
  meta: {
    summary: 'A condition compares a predefined variable with a value that it never has.',
    category: 'conditions',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'unsafe',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#ci_pipeline_source-predefined-variable',
      'https://docs.gitlab.com/ci/variables/predefined_variables/',
      'app/models/concerns/enums/ci/pipeline.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    equal: {
      what: '{{variable}} is never {{value}}, so this comparison never holds.',
      why: 'GitLab gives the variable one of {{values}}.',
      help: 'Did you mean {{near}}?',
    },
    unequal: {
      what: '{{variable}} is never {{value}}, so this comparison always holds.',
      why: 'GitLab gives the variable one of {{values}}.',
      help: 'Did you mean {{near}}?',
    },
  },
  on: {
    *pipeline(config) {
      for (const condition of writtenConditions(config)) {
        for (const comparison of unknownValues(condition, config)) {
          const { variable, operator, literal, values } = comparison;
          const near = meant(literal.value, values);
          yield {
            messageId: operator === '==' ? 'equal' : 'unequal',
            at: placeInCondition(condition, literal),
            ...soleJob(condition),
            data: { variable, value: literal.value, values, ...(near !== null && { near }) },
            fix: () => {
              if (near === null) return [];
              const quote = condition.expression.text[literal.start] === "'" ? "'" : '"';
              const edits = editCondition(condition, [
                { start: literal.start, end: literal.end, text: `${quote}${near}${quote}` },
              ]);
              return unsafeFix(`Write ${near}`, edits);
            },
          };
        }
      }
    },
  },
});

interface UnknownValue {
  readonly variable: string;
  readonly operator: '==' | '!=';
  readonly literal: ExpressionNode & { readonly kind: 'string' };
  readonly values: readonly string[];
}

function unknownValues(condition: WrittenCondition, config: Config): readonly UnknownValue[] {
  const found: UnknownValue[] = [];
  visitNodes(condition.expression.root, node => {
    if (node.kind !== 'binary' || (node.operator !== '==' && node.operator !== '!=')) return;
    const [variable, literal] =
      node.left.kind === 'variable' ? [node.left, node.right] : [node.right, node.left];
    // An empty text asks whether the variable is there, which `null-vs-empty` speaks of.
    if (variable.kind !== 'variable' || literal.kind !== 'string' || literal.value === '') return;
    const values = CLOSED_VALUES.get(variable.name);
    if (values === undefined || values.includes(literal.value)) return;
    if (literal.value.includes('$') || isOverridden(variable.name, condition, config)) return;
    found.push({ variable: variable.name, operator: node.operator, literal, values });
  });
  return found;
}

/** Variables in YAML win over those of GitLab. */
function isOverridden(name: string, { jobs }: WrittenCondition, config: Config): boolean {
  if (config.variables.has(name) || jobs.some(job => job.variables.has(name))) return true;
  return (config.workflow?.rules ?? []).some(entry => entry.variables?.entries.has(name));
}

/** The value that was meant, if only one comes into question: one of like letters, or one that begins with the word. */
function meant(value: string, values: readonly string[]): string | null {
  const word = value.toLowerCase().replaceAll('-', '_').replace(/s$/, '');
  if (values.includes(word)) return word;
  const longer = values.filter(known => known.startsWith(`${word}_`));
  const [only] = longer;
  if (only !== undefined) return longer.length === 1 ? only : null;
  return nearest(value, values);
}
