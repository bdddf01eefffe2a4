import type { Config, ConfigFile } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { MappingNode, Node, PairNode, SequenceNode } from '../../src/syntax/node.js';
import { findPair, insertEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { setPairValue } from '../../src/syntax/yaml/edit-value.js';
import { written, type YamlValue } from '../../src/syntax/yaml/render-yaml.js';

interface Options {
  readonly least: number;
}

export const duplicateRulesBlock: AnyLintRule = defineRule({
  id: 'duplicate-rules-block',
  meta: {
    summary: 'Several jobs of a file write out the same `rules`.',
    category: 'composition',
    severity: 'info',
    preset: 'all',
    since: '0.1.0',
    fix: 'suggestion',
    sources: ['https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags'],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          least: { type: 'integer', minimum: 2, description: 'How many jobs must write the same rules.' },
        },
      },
      defaults: { least: 4 } as Options,
    },
    dialects: DIALECTS,
  },
  messages: {
    repeated: {
      what: '{{{count}}} jobs write out the same rules: {{jobs}}.',
      why: 'Whoever changes one of them has to find the others.',
      help: 'Write them once in a hidden job, and take them over with `!reference` or `extends`.',
    },
  },
  on: {
    *source(file, { config, options }) {
      for (const uses of groupsOf(file)) {
        const [first, ...others] = uses;
        if (first === undefined || uses.length < options.least) continue;
        yield {
          messageId: 'repeated',
          at: first.rules.key,
          job: first.job,
          data: { count: uses.length, jobs: uses.map(({ job }) => job) },
          related: others
            .slice(0, MOST_RELATED)
            .map(({ job, rules }) => ({ message: `Here for ${job}.`, at: rules.key })),
          fix: () => extract(uses, config),
        };
      }
    },
  },
});

const MOST_RELATED = 5;

interface Use {
  readonly job: string;
  readonly root: MappingNode;
  readonly pair: PairNode;
  readonly rules: PairNode;
}

/** Jobs and hidden jobs by what their rules say. */
function groupsOf({ stream }: ConfigFile): Iterable<readonly Use[]> {
  const groups = new Map<string, Use[]>();
  const root = stream.documents.at(-1)?.contents;
  if (root?.kind !== 'mapping') return [];
  for (const pair of root.pairs) {
    const { key, value } = pair;
    const rules = value.kind === 'mapping' ? findPair(value, 'rules') : undefined;
    if (key.kind !== 'scalar' || rules?.value.kind !== 'sequence' || key.text === 'workflow') continue;
    const text = canonical(rules.value);
    if (text === null) continue;
    const group = groups.get(text) ?? [];
    groups.set(text, group);
    group.push({ job: key.text, root, pair, rules });
  }
  return groups.values();
}

/** What a list says, whatever its style; null when it is empty or shares parts already. */
function canonical(list: SequenceNode): string | null {
  const value = list.items.length === 0 || list.tag !== undefined ? SHARED : plain(list);
  return value === SHARED ? null : JSON.stringify(value);
}

const SHARED: unique symbol = Symbol('shared');

function plain(node: Node): YamlValue | typeof SHARED {
  switch (node.kind) {
    case 'alias':
      return SHARED;
    case 'scalar':
      return node.value;
    case 'sequence': {
      const items = node.items.map(plain);
      return node.tag !== undefined || items.includes(SHARED) ? SHARED : (items as YamlValue[]); // None is shared.
    }
    case 'mapping': {
      const entries: [string, YamlValue][] = [];
      for (const { key, value } of node.pairs) {
        const inner = plain(value);
        if (key.kind !== 'scalar' || inner === SHARED) return SHARED;
        entries.push([key.text, inner]);
      }
      return Object.fromEntries(entries);
    }
  }
}

/** Writes the rules into a hidden job above the first of the jobs. */
function extract(uses: readonly Use[], config: Config): Fix[] {
  const [first] = uses;
  if (first === undefined) return [];
  const value = plain(first.rules.value);
  if (value === SHARED) return [];
  const name = freeName(config);
  const edits: (Edit[] | null)[] = uses.map(({ rules }) =>
    setPairValue(rules, written(`!reference [${name}, rules]`)),
  );
  edits.push(insertEntry(first.root, { key: name, value: { rules: value }, before: first.pair }));
  const all = edits.every(edit => edit !== null) ? edits.flat() : null;
  return suggestion(`Write the rules once, as ${name}`, all);
}

function freeName({ merged }: Config): string {
  for (let count = 1; ; count++) {
    const name = count === 1 ? '.shared-rules' : `.shared-rules-${count}`;
    if (!merged.entries.has(name)) return name;
  }
}
