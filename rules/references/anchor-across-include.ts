import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Place, Related } from '../../src/config/problem.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import type { Node } from '../../src/syntax/node.js';
import type { Source } from '../../src/syntax/source.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';

export const anchorAcrossInclude: AnyLintRule = defineRule({
  id: 'anchor-across-include',
  meta: {
    summary: 'An alias names an anchor of another file, where YAML does not look.',
    category: 'references',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/yaml_optimization/#yaml-anchors-for-scripts',
      'lib/gitlab/config/loader/yaml.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    elsewhere: {
      what: 'The anchor of the alias {{alias}} stands in another file, {{file}}.',
      why: 'Each file is read alone before it is merged, so GitLab finds no such anchor and rejects the configuration.',
      help: 'Use `extends`, or `!reference {{{path}}}`, which work across files.',
    },
    unseen: {
      what: 'No anchor {{anchor}} stands in {{file}}, before the alias.',
      why: 'Each file is read alone before it is merged, so GitLab sees no anchor of an included file, and rejects the configuration.',
      help: 'Use `extends` or `!reference` for what stands in another file.',
    },
  },
  problems: ['yaml.unknown-alias'],
  claims: ({ at }, config) => {
    const anchors = anchorsOf(config, at);
    return (
      anchors.every(isElsewhere(at)) &&
      (anchors.length > 0 || config.files.length > 1 || includes(config, at))
    );
  },
  on: {
    *problem({ at }, { config }) {
      const alias = at.source.text.slice(at.start, at.end);
      const found = anchorsOf(config, at).find(isElsewhere(at));
      if (found === undefined) {
        yield {
          messageId: 'unseen',
          at,
          data: { anchor: alias.replace('*', '&'), file: at.source.path },
        };
        return;
      }
      const { anchor, path } = found;
      const related: Related[] = [{ message: `The anchor ${quote(`&${anchor.anchor ?? ''}`)}.`, at: anchor }];
      const data = { alias, file: anchor.source.path, path: `[${path.join(', ')}]` };
      yield { messageId: 'elsewhere', at, data, related };
    },
  },
});

function isElsewhere(at: Place): (found: Anchor) => boolean {
  return ({ anchor }) => anchor.source !== at.source;
}

/** True when the file of the alias includes others, which are not read when it cannot be. */
function includes({ files }: Config, at: Place): boolean {
  const documents = files.find(({ stream }) => stream.source === at.source)?.stream.documents ?? [];
  return documents.some(
    ({ contents }) => contents?.kind === 'mapping' && findPair(contents, 'include') !== undefined,
  );
}

interface Anchor {
  readonly anchor: Node;
  /** The keys under which it stands. */
  readonly path: readonly string[];
}

/** Anchors by name. */
const memo = new WeakMap<Config, ReadonlyMap<string, readonly Anchor[]>>();

function anchorsOf(config: Config, at: Place): readonly Anchor[] {
  let anchors = memo.get(config);
  if (anchors === undefined) {
    anchors = findAnchors(config);
    memo.set(config, anchors);
  }
  return anchors.get(at.source.text.slice(at.start + 1, at.end)) ?? [];
}

function findAnchors({ files }: Config): Map<string, Anchor[]> {
  const anchors = new Map<string, Anchor[]>();
  const visit = (node: Node, path: readonly string[]): void => {
    if (node.anchor !== undefined) {
      const known = anchors.get(node.anchor);
      if (known === undefined) anchors.set(node.anchor, [{ anchor: node, path }]);
      else known.push({ anchor: node, path });
    }
    if (node.kind === 'sequence') for (const item of node.items) visit(item, path);
    if (node.kind === 'mapping') {
      for (const { key, value } of node.pairs)
        visit(value, key.kind === 'scalar' ? [...path, key.text] : path);
    }
  };
  const seen = new Set<Source>();
  for (const { stream } of files) {
    if (seen.has(stream.source)) continue;
    seen.add(stream.source);
    for (const { contents } of stream.documents) if (contents !== null) visit(contents, []);
  }
  return anchors;
}
