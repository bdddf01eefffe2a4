import { parseOnce } from '../../src/conditions/expression/memo.js';
import type { Expression, ExpressionNode } from '../../src/conditions/expression/node.js';
import { variableNames, visitNodes } from '../../src/conditions/expression/node.js';
import { CLOSED_VALUES, LATE_VARIABLES } from '../../src/conditions/predefined-variables.js';
import type { Project } from '../../src/conditions/project.js';
import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Job, RulesEntry } from '../../src/config/job.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote, quoteList } from '../../src/linter/message.js';
import { type Membership, membershipOf } from '../../src/pipeline/membership/membership.js';
import type { Node } from '../../src/syntax/node.js';

export const constantCondition: AnyLintRule = defineRule({
  id: 'constant-condition',
  meta: {
    summary: 'A condition is false in every pipeline, or true in every one.',
    category: 'conditions',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/variables/predefined_variables/',
      'https://docs.gitlab.com/ci/jobs/job_rules/#cicd-variable-expressions',
      'lib/gitlab/ci/variables/builder.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    false: {
      what: 'This condition is never true, in pipelines of any kind and whatever values variables have.',
      why: '{{{reason}}}',
      help: 'Correct it, or remove the rule.',
    },
    true: {
      what: 'This condition is always true, in pipelines of all kinds and whatever values variables have.',
      why: 'The rule holds as if it had no `if`, and no rule after it is reached unless another clause stands beside it.',
      help: 'Between two `!=` that are meant to shut out both values, `&&` is needed.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid) return;
      const membership = membershipOf(config);
      for (const [at, uses] of conditions(config)) {
        const expression = expressionOf(uses);
        if (expression === null || isOthersBusiness(expression)) continue;
        const answers = new Set(uses.map(use => answerFor(membership, use)));
        const [answer] = answers;
        if (answers.size !== 1) continue;
        if (answer === 'never')
          yield { messageId: 'false', at, data: { reason: reasonOf(expression, config.project) } };
        if (answer === 'always' && isComparison(expression.root)) yield { messageId: 'true', at };
      }
    },
  },
});

interface ConditionUse {
  readonly text: string;
  /** Null for a condition of `workflow:rules`. */
  readonly job: Job | null;
}

/** The conditions by the place where they are written, each with all that use it. */
function conditions(config: Config): ReadonlyMap<Node, readonly ConditionUse[]> {
  const found = new Map<Node, ConditionUse[]>();
  const add = (job: Job | null, rules: readonly RulesEntry[] | null): void => {
    for (const entry of rules ?? []) {
      if (entry.if?.kind !== 'scalar') continue;
      const use = { text: entry.if.text, job };
      const known = found.get(entry.if.node);
      if (known === undefined) found.set(entry.if.node, [use]);
      else known.push(use);
    }
  };
  add(null, config.workflow?.rules ?? null);
  for (const job of config.jobs) add(job, job.rules);
  return found;
}

function expressionOf([use]: readonly ConditionUse[]): Expression | null {
  const parsed = use === undefined ? null : parseOnce(use.text);
  return parsed?.ok === true && variableNames(parsed.expression).length > 0 ? parsed.expression : null;
}

function answerFor(membership: Membership, { text, job }: ConditionUse): string {
  const { isWhole, isSettled } = membership.conditions;
  if (job === null ? !isWhole : !isSettled(job)) return 'unknown';
  return membership.answer(jobs => jobs.condition(text, job));
}

/** Whether another rule says better what is wrong: an unknown value, a variable that comes too late or is not put in. */
function isOthersBusiness(expression: Expression): boolean {
  let found = variableNames(expression).some(
    name => LATE_VARIABLES.has(name) || /^CI_(?:JOB|BUILD)/.test(name),
  );
  visitNodes(expression.root, node => {
    if (node.kind === 'string') found ||= node.value.includes('$');
    if (node.kind === 'pattern') found ||= /\$[\w{]/.test(node.pattern.source);
    if (node.kind === 'binary')
      found ||= isUnknownValue(node.left, node.right) || isUnknownValue(node.right, node.left);
  });
  return found;
}

function isUnknownValue(variable: ExpressionNode, value: ExpressionNode): boolean {
  if (variable.kind !== 'variable' || value.kind !== 'string') return false;
  const values = CLOSED_VALUES.get(variable.name);
  return values !== undefined && !values.includes(value.value);
}

/** Inequalities of which one always holds. */
function isComparison(root: ExpressionNode): boolean {
  let isAny = false;
  let isUnequal = false;
  visitNodes(root, node => {
    if (node.kind !== 'binary') return;
    isAny ||= node.operator === '||';
    isUnequal ||= node.operator === '!=' || node.operator === '!~';
  });
  return isAny && isUnequal;
}

/** Variables that only some pipelines have, by the beginning of their names. */
const FAMILIES: readonly (readonly [name: RegExp, where: string])[] = [
  [/^CI_COMMIT_BRANCH$/, 'pipelines of branches'],
  [/^CI_COMMIT_TAG/, 'pipelines of tags'],
  [/^CI_MERGE_REQUEST_/, 'merge request pipelines'],
  [/^CI_EXTERNAL_PULL_REQUEST_/, 'pipelines of external pull requests'],
];

function reasonOf(expression: Expression, project: Project): string {
  const facts = declaredFacts(expression, project);
  const families = FAMILIES.flatMap(([pattern, where]) => {
    const names = variableNames(expression).filter(name => pattern.test(name));
    return names.length === 0
      ? []
      : [`${quoteList(names)} ${names.length === 1 ? 'exists' : 'exist'} in ${where} only`];
  });
  facts.push(...families);
  visitNodes(expression.root, node => {
    if (node.kind === 'string' && node.value === '' && families.length > 0)
      facts.push('what does not exist is `null`, which is not equal to an empty text');
  });
  const reason = [...new Set(facts)].join('; ');
  return reason === ''
    ? 'Its parts contradict each other.'
    : `${reason[0]?.toUpperCase()}${reason.slice(1)}.`;
}

/** What the settings say of the variables. */
function declaredFacts(expression: Expression, { defaultBranch, variables }: Project): string[] {
  const facts: string[] = [];
  for (const name of variableNames(expression)) {
    const { set, values } = variables.get(name) ?? {};
    if (set === 'never') facts.push(`the settings say that ${quote(name)} is never set`);
    else if (values !== undefined)
      facts.push(
        `the settings say that ${quote(name)} is ${quoteList(values).replace(/ and (?=\S+$)/, ' or ')}`,
      );
    if (name === 'CI_DEFAULT_BRANCH' && defaultBranch !== null)
      facts.push(`the settings say that the default branch is ${quote(defaultBranch)}`);
  }
  return facts;
}
