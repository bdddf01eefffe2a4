import { basesOf } from '../../src/config/compose/extends.js';
import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { asString, get } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { pairAt } from '../../src/linter/node-at.js';
import type { Node, SequenceNode } from '../../src/syntax/node.js';
import type { Source } from '../../src/syntax/source.js';
import { removeEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { removeItem } from '../../src/syntax/yaml/edit-sequence.js';

interface Options {
  readonly variables: boolean;
}

export const unusedDefinition: AnyLintRule = defineRule({
  id: 'unused-definition',
  meta: {
    summary: 'A hidden job or a stage is defined, and nothing uses it.',
    category: 'composition',
    severity: 'info',
    preset: 'all',
    since: '0.1.0',
    fix: 'suggestion',
    sources: ['https://docs.gitlab.com/ci/jobs/#hide-a-job', 'https://docs.gitlab.com/ci/yaml/#stages'],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          variables: {
            type: 'boolean',
            description:
              'Whether top-level variables that no CI file mentions are told; programs may still read them.',
          },
        },
      },
      defaults: { variables: false } as Options,
    },
    dialects: DIALECTS,
  },
  messages: {
    hidden: {
      what: 'Nothing extends or refers to the hidden job {{name}}.',
      why: 'A hidden job does nothing by itself.',
      help: 'Remove it.',
    },
    stage: {
      what: 'No job is in stage {{name}}.',
      why: 'GitLab leaves out stages without jobs.',
      help: 'Remove it from `stages`.',
    },
    variable: {
      what: 'No CI file mentions the variable {{name}}.',
      why: 'It is passed to all jobs, where only a program that knows its name can read it.',
      help: 'Remove it, if no such program does.',
    },
  },
  on: {
    *pipeline(config, { options }) {
      // A part that could not be read, or a job that GitLab rejects, may use anything.
      if (!config.complete || !config.valid) return;
      const own = filesWithJobs(config);
      for (const { name, at } of unusedHiddenJobs(config)) {
        if (!own.has(at.source)) continue;
        yield { messageId: 'hidden', at, data: { name }, fix: () => removeAt(config, at, name) };
      }
      for (const { name, at, list } of unusedStages(config)) {
        if (!own.has(at.source)) continue;
        const fix = (): Fix[] => suggestion(`Remove stage ${name}`, removeItem(list, list.items.indexOf(at)));
        yield { messageId: 'stage', at, data: { name }, fix };
      }
      if (!options.variables) return;
      for (const { name, at } of unusedVariables(config)) {
        if (!own.has(at.source)) continue;
        yield { messageId: 'variable', at, data: { name }, fix: () => removeAt(config, at, name) };
      }
    },
  },
});

interface Unused {
  readonly name: string;
  readonly at: Node;
}

/** Files without visible jobs are taken for templates, which other projects may include. */
function filesWithJobs({ definitions }: Config): ReadonlySet<Source> {
  return new Set(definitions.map(({ key }) => key.source));
}

function removeAt(config: Config, at: Node, name: string): Fix[] {
  const found = pairAt(config, at);
  return suggestion(`Remove ${name}`, found && removeEntry(found.mapping, found.pair));
}

function* unusedHiddenJobs(config: Config): Iterable<Unused> {
  const used = new Set<string>();
  for (const { value } of config.merged.entries.values()) {
    for (const { name } of basesOf(get(value, 'extends'))) used.add(name);
  }
  const aliased = new Set<Node>();
  const visit = (node: Node): void => {
    if (node.kind === 'alias' && node.target !== null) aliased.add(node.target);
    if (node.kind === 'sequence') {
      const [first] = node.items;
      if (node.tag === '!reference' && first?.kind === 'scalar') used.add(first.text);
      node.items.forEach(visit);
    }
    if (node.kind === 'mapping') for (const { key, value } of node.pairs) [key, value].forEach(visit);
  };
  eachRoot(config, visit);
  for (const [name, { key, value }] of config.hidden) {
    if (used.has(name) || holds(value.node, aliased)) continue;
    yield { name, at: key };
  }
}

/** True when an alias somewhere stands for the node or a part of it. */
function holds(node: Node, aliased: ReadonlySet<Node>): boolean {
  if (aliased.has(node)) return true;
  if (node.kind === 'sequence') return node.items.some(item => holds(item, aliased));
  return node.kind === 'mapping' && node.pairs.some(({ value }) => holds(value, aliased));
}

function eachRoot({ files }: Config, visit: (node: Node) => void): void {
  for (const stream of new Set(files.map(file => file.stream))) {
    for (const { contents } of stream.documents) if (contents !== null) visit(contents);
  }
}

function* unusedStages(config: Config): Iterable<Unused & { readonly list: SequenceNode }> {
  const list = get(config.merged, 'stages');
  if (list?.kind !== 'list' || list.node.kind !== 'sequence' || list.via !== undefined) return;
  const used = new Set(config.jobs.map(job => job.stage.value));
  for (const item of list.items) {
    const name = asString(item);
    if (name === null || used.has(name) || EDGES.has(name) || !list.node.items.includes(item.node)) continue;
    yield { name, at: item.node, list: list.node };
  }
}

const EDGES: ReadonlySet<string> = new Set(['.pre', '.post']);

function* unusedVariables(config: Config): Iterable<Unused> {
  const variables = get(config.merged, 'variables');
  if (variables?.kind !== 'mapping') return;
  const texts = [...new Set(config.files.map(file => file.stream.source))].map(({ text }) => text);
  const words = new Map<string, number>();
  for (const text of texts) {
    for (const [word] of text.matchAll(/\w+/g)) words.set(word, (words.get(word) ?? 0) + 1);
  }
  for (const [name, { key }] of variables.entries) {
    if (words.get(name) === 1 && key.source === variables.node.source) yield { name, at: key };
  }
}
