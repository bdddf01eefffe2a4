import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Place } from '../../src/config/problem.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { MOST_GUESSES, nearest } from '../../src/linter/nearest.js';
import { nodeAt } from '../../src/linter/node-at.js';
import { wordOf } from '../../src/linter/problem.js';
import type { Node } from '../../src/syntax/node.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';
import { setScalar } from '../../src/syntax/yaml/edit-value.js';

const WHY = 'GitLab rejects the whole configuration: no pipeline is created.';

export const undefinedJobReference: AnyLintRule = defineRule({
  id: 'undefined-job-reference',
  meta: {
    summary: 'A job refers to a job that does not exist.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#needs',
      'https://docs.gitlab.com/ci/yaml/#dependencies',
      'https://docs.gitlab.com/ci/yaml/#environmenton_stop',
      'lib/gitlab/ci/yaml_processor.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    needs: {
      what: 'Job {{job}} needs {{name}}, which does not exist.',
      why: WHY,
      help: 'Did you mean {{near}}?',
    },
    dependencies: {
      what: 'Job {{job}} takes artifacts from {{name}}, which does not exist.',
      why: WHY,
      help: 'Did you mean {{near}}?',
    },
    stop: {
      what: 'The environment of job {{job}} is stopped by {{name}}, which does not exist.',
      why: WHY,
      help: 'Did you mean {{near}}?',
    },
    hidden: {
      what: 'Job {{job}} refers to {{name}}, which is hidden: its name starts with a dot, so no pipeline has it.',
      why: WHY,
      help: 'Refer to a job that extends it.',
    },
    parallel: {
      what: 'Job {{job}} refers to {{name}}, but {{definition}} is not split like that.',
      why: WHY,
      help: '{{definition}} makes {{expanded}}.',
    },
  },
  problems: ['needs.undefined', 'dependencies.undefined', 'environment.on-stop-undefined'],
  state: (): State => ({ names: new Set(), guesses: 0 }),
  on: {
    *problem(problem, { config, state }) {
      if (state.names.size === 0) for (const { name } of config.definitions) state.names.add(name);
      const { kind, job = '' } = problem;
      const name = wordOf(problem, 'job');
      const node = nameNode(config, problem.at);
      const at = node ?? problem.at;
      const definition = definitionOf(state.names, name);
      if (config.hidden.has(name)) {
        yield { messageId: 'hidden', at, data: { job, name } };
      } else if (definition !== null) {
        const expanded = expandedNames(config, definition);
        yield { messageId: 'parallel', at, data: { job, name, definition, expanded } };
      } else {
        const near = state.guesses++ < MOST_GUESSES ? nearest(name, without(state.names, job)) : null;
        const data = near === null ? { job, name } : { job, name, near };
        const messageId = MESSAGES[kind] ?? 'needs';
        yield { messageId, at, data, fix: () => rename(node, name, near) };
      }
    },
  },
});

interface State {
  /** All visible jobs as written. */
  readonly names: Set<string>;
  guesses: number;
}

const MESSAGES: Readonly<Record<string, 'needs' | 'dependencies' | 'stop'>> = {
  'needs.undefined': 'needs',
  'dependencies.undefined': 'dependencies',
  'environment.on-stop-undefined': 'stop',
};

/** The name itself, for an entry of `needs` that is a mapping the one under `job`. */
function nameNode(config: Config, at: Place): Node | null {
  const node = nodeAt(config, at);
  return node?.kind === 'mapping' ? (findPair(node, 'job')?.value ?? node) : node;
}

/** The job that `build: [linux]` or `build 1/5` would be a part of, if there is one. */
function definitionOf(names: ReadonlySet<string>, name: string): string | null {
  const base = /^(.+?)(?:: \[.*\]| \d+\/\d+)$/s.exec(name)?.[1] ?? name;
  return names.has(base) ? base : null;
}

function expandedNames({ jobs }: Config, definition: string): string[] {
  return jobs.filter(job => job.definition.name === definition).map(job => job.name);
}

function* without(names: ReadonlySet<string>, except: string): Iterable<string> {
  for (const name of names) if (name !== except) yield name;
}

function rename(node: Node | null, name: string, near: string | null): Fix[] {
  if (near === null || node?.kind !== 'scalar' || node.text !== name) return [];
  return suggestion(`Refer to ${near}`, setScalar(node, near));
}
