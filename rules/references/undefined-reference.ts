import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Place } from '../../src/config/problem.js';
import type { Value } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { MOST_GUESSES, nearest } from '../../src/linter/nearest.js';
import { nodeAt } from '../../src/linter/node-at.js';
import { wordsOf } from '../../src/linter/problem.js';
import type { Node } from '../../src/syntax/node.js';
import { setScalar } from '../../src/syntax/yaml/edit-value.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const undefinedReference: AnyLintRule = defineRule({
  id: 'undefined-reference',
  meta: {
    summary: '`!reference` leads to nothing, or in a circle.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags',
      'lib/gitlab/ci/config/yaml/tags/reference.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    noEntry: {
      what: '`!reference {{{path}}}` leads to nothing: there is no {{missing}} at the top level.',
      why: REJECTED,
      help: 'Did you mean {{near}}?',
    },
    noKey: {
      what: '`!reference {{{path}}}` leads to nothing: {{parent}} has no {{missing}}.',
      why: REJECTED,
      help: 'Did you mean {{near}}?',
    },
    nothing: {
      what: '`!reference {{{path}}}` leads to a value that is empty or `false`.',
      why: 'GitLab takes that for a value that is not there, and rejects the configuration.',
      help: 'Write the value here instead.',
    },
    circular: {
      what: '`!reference {{{path}}}` leads back to itself.',
      why: REJECTED,
      help: 'Write the value here, or break the circle at another reference.',
    },
    notValid: {
      what: 'This `!reference` is not a list of keys.',
      why: REJECTED,
      help: 'Write `!reference [.name, keyword]`; every part is text.',
    },
  },
  problems: ['reference.*'],
  state: () => ({ guesses: 0 }),
  on: {
    *problem(problem, { config, state }) {
      const { at, kind } = problem;
      const node = nodeAt(config, at);
      const parts = partsOf(node);
      const path = `[${wordsOf(problem, 'path').map(unquote).join(', ')}]`;
      if (kind === 'reference.circular') yield { messageId: 'circular', at, data: { path } };
      else if (kind === 'reference.not-valid') yield { messageId: 'notValid', at };
      else {
        const { index, known } = follow(
          config,
          parts.map(part => part.raw),
        );
        const part = parts[index];
        if (part === undefined) yield { messageId: 'nothing', at, data: { path } };
        else {
          const near = state.guesses++ >= MOST_GUESSES ? null : nearest(part.raw, known);
          const data = { path, missing: part.raw, parent: parts[index - 1]?.raw ?? '' };
          const place: Place = part;
          const fix = (): Fix[] => (near === null ? [] : suggestion(`Write ${near}`, setScalar(part, near)));
          const messageId = index === 0 ? 'noEntry' : 'noKey';
          yield { messageId, at: place, data: near === null ? data : { ...data, near }, fix };
        }
      }
    },
  },
});

function partsOf(node: Node | null): Extract<Node, { kind: 'scalar' }>[] {
  return node?.kind === 'sequence' ? node.items.flatMap(item => (item.kind === 'scalar' ? [item] : [])) : [];
}

/** How far a path leads, and which keys there are where it ends. */
function follow({ merged }: Config, path: readonly string[]): { index: number; known: readonly string[] } {
  let value: Value | undefined = merged;
  for (const [index, part] of path.entries()) {
    const entries: Extract<Value, { kind: 'mapping' }>['entries'] | null =
      value?.kind === 'mapping' ? value.entries : null;
    const next: Value | undefined = entries?.get(part)?.value;
    if (next === undefined) return { index, known: [...(entries?.keys() ?? [])] };
    value = next;
  }
  return { index: path.length, known: [] };
}

function unquote(text: string): string {
  return text.replace(/^"([\s\S]*)"$/, '$1');
}
