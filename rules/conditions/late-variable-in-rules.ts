import { parseOnce } from '../../src/conditions/expression/memo.js';
import { type Expression, type VariableNode, visitNodes } from '../../src/conditions/expression/node.js';
import { isPredefined } from '../../src/conditions/pipeline-types.js';
import { LATE_VARIABLES } from '../../src/conditions/predefined-variables.js';
import type { Config, ConfigFile } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { get } from '../../src/config/value.js';
import { placeInExpression } from '../../src/linter/expression-place.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import {
  placeInCondition,
  soleJob,
  type WrittenCondition,
  writtenConditions,
} from '../../src/linter/written-conditions.js';
import type { MappingNode, Node, ScalarNode } from '../../src/syntax/node.js';

export const lateVariableInRules: AnyLintRule = defineRule({
  id: 'late-variable-in-rules',
  meta: {
    summary: 'A condition reads a variable that does not exist yet when GitLab evaluates it.',
    category: 'conditions',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/variables/predefined_variables/#variable-availability',
      'lib/gitlab/ci/build/context/global.rb',
      'lib/gitlab/ci/variables/builder.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    job: {
      what: '{{variable}} is not set when GitLab evaluates conditions.',
      why: 'It gets its value later, when the pipeline is saved or a runner takes the job; here it is always `null`.',
      help: 'Ask for it in the script.',
    },
    workflow: {
      what: '{{variable}} is not set in `workflow:rules`.',
      why: 'They are evaluated for the pipeline, not for a job, so that it is always `null`.',
      help: 'Ask for it in the rules of the job.',
    },
    includeJob: {
      what: '{{variable}} is not set in the rules of `include`.',
      why: 'Files are included before there is a job, so that it is always `null`.',
      help: 'Ask for it in the rules of the jobs.',
    },
    includeYaml: {
      what: 'The rules of `include` do not see the {{variable}} of the configuration.',
      why: 'Files are included before `variables` are read; only what comes from outside of the configuration is known.',
      help: 'Set it in the settings of the project, or ask for a predefined variable.',
    },
  },
  on: {
    *pipeline(config) {
      for (const condition of writtenConditions(config)) {
        for (const node of variablesOf(condition.expression)) {
          const messageId = conditionFault(node.name, condition, config);
          if (messageId === null) continue;
          const at = placeInCondition(condition, node);
          yield { messageId, at, ...soleJob(condition), data: { variable: node.name } };
        }
      }
    },
    *source(file, { config }) {
      for (const condition of includeConditions(file)) {
        const parsed = parseOnce(condition.text);
        for (const node of parsed.ok ? variablesOf(parsed.expression) : []) {
          const messageId = includeFault(node.name, config);
          if (messageId === null) continue;
          const at = placeInExpression(condition, condition.text, node) ?? condition;
          // Somebody may have set it outside of the configuration as well.
          const severity = messageId === 'includeYaml' ? 'warning' : 'error';
          yield { messageId, at, severity, data: { variable: node.name } };
        }
      }
    },
  },
});

/** Variables that a project may give values of its own, such as those of another registry. */
const SETTABLE: ReadonlySet<string> = new Set([
  'CI_REGISTRY_USER',
  'CI_REGISTRY_PASSWORD',
  'CI_DEPLOY_USER',
  'CI_DEPLOY_PASSWORD',
]);
const OF_JOBS = /^CI_(?:JOB|BUILD)_/;

function isLate(name: string): boolean {
  return LATE_VARIABLES.has(name) && !SETTABLE.has(name);
}

function conditionFault(
  name: string,
  { jobs, inWorkflow }: WrittenCondition,
  config: Config,
): 'job' | 'workflow' | null {
  if (isSetInYaml(name, config) || jobs.some(job => job.variables.has(name))) return null;
  if (isLate(name)) return 'job';
  return inWorkflow && jobs.length === 0 && OF_JOBS.test(name) ? 'workflow' : null;
}

function isSetInYaml(name: string, { variables, workflow }: Config): boolean {
  return variables.has(name) || (workflow?.rules?.some(entry => entry.variables?.entries.has(name)) ?? false);
}

function includeFault(name: string, config: Config): 'includeJob' | 'includeYaml' | null {
  if (OF_JOBS.test(name) || isLate(name)) return 'includeJob';
  if (!config.variables.has(name)) return null;
  const description = get(get(get(config.merged, 'variables'), name), 'description');
  // Those with a description are asked for in the form that starts a pipeline, and then come from outside.
  return description === undefined && !isPredefined(name) ? 'includeYaml' : null;
}

function variablesOf(expression: Expression): VariableNode[] {
  const found = new Map<string, VariableNode>();
  visitNodes(expression.root, node => {
    if (node.kind === 'variable' && !found.has(node.name)) found.set(node.name, node);
  });
  return [...found.values()];
}

/** The conditions in the rules of a file's `include` entries. */
function* includeConditions({ stream }: ConfigFile): Iterable<ScalarNode> {
  for (const { contents } of stream.documents) {
    for (const entry of itemsOf(valueAt(contents, 'include'))) {
      for (const rule of itemsOf(valueAt(entry, 'rules'))) {
        const condition = valueAt(rule, 'if');
        if (condition?.kind === 'scalar' && condition.type === 'string') yield condition;
      }
    }
  }
}

function valueAt(node: Node | null, key: string): Node | null {
  const target = resolved(node);
  if (target?.kind !== 'mapping') return null;
  return resolved(pairValue(target, key));
}

function pairValue({ pairs }: MappingNode, name: string): Node | null {
  return pairs.findLast(({ key }) => key.kind === 'scalar' && key.text === name)?.value ?? null;
}

function itemsOf(node: Node | null): readonly Node[] {
  const target = resolved(node);
  if (target === null) return [];
  return target.kind === 'sequence' ? target.items : [target];
}

function resolved(node: Node | null): Node | null {
  return node?.kind === 'alias' ? node.target : node;
}
