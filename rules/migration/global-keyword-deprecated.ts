import type { Config, ConfigFile } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { GLOBAL_KEYWORDS } from '../../src/config/entries/default.js';
import { get, isNull } from '../../src/config/value.js';
import { type Fix, safeFix, unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { MappingNode, Node, PairNode } from '../../src/syntax/node.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';
import { nestEntry } from '../../src/syntax/yaml/edit-nest.js';

export const globalKeywordDeprecated: AnyLintRule = defineRule({
  id: 'global-keyword-deprecated',
  meta: {
    summary: 'A keyword of jobs stands at the top level instead of in `default`.',
    category: 'migration',
    severity: 'info',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/deprecated_keywords/#globally-defined-image-services-cache-before_script-after_script',
      'lib/gitlab/ci/config/entry/default.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    global: {
      what: '{{keyword}} stands at the top level, which is deprecated.',
      why: 'It sets the default of all jobs, as it does in `default`; GitLab plans to remove the old form.',
      help: 'Move it into `default`.',
    },
  },
  on: {
    *source(file, { config }) {
      const root = rootOf(file);
      if (root === null) return;
      for (const keyword of GLOBAL_KEYWORDS) {
        const pair = findPair(root, keyword);
        // With both, GitLab rejects the configuration; another rule speaks of that.
        const twice = !isNull(get(get(config.merged, 'default'), keyword));
        if (pair === undefined || isNothing(pair.value) || twice) continue;
        const fix = (): Fix[] => moveToDefault(config, file, { root, pair, keyword });
        yield { messageId: 'global', at: pair.key, data: { keyword }, fix };
      }
    },
  },
});

/** The mapping of the file's content, behind the `spec` header if it has one. */
function rootOf({ stream }: ConfigFile): MappingNode | null {
  const contents = stream.documents.at(-1)?.contents ?? null;
  return contents?.kind === 'mapping' ? contents : null;
}

function isNothing(node: Node): boolean {
  return node.kind === 'scalar' && node.type === 'null';
}

interface Found {
  readonly root: MappingNode;
  readonly pair: PairNode;
  readonly keyword: string;
}

/** Safe where all that GitLab reads is known: an include that sets the same keyword at the top level would clash with `default`. */
function moveToDefault(config: Config, file: ConfigFile, { root, pair, keyword }: Found): Fix[] {
  const others = config.files.filter(other => other.stream.source !== file.stream.source);
  const roots = others.flatMap(other => rootOf(other) ?? []);
  if (roots.some(other => findPair(other, keyword) !== undefined)) return [];
  if ([root, ...roots].some(node => isReferredTo(node, keyword))) return [];
  const build = config.complete && file.includedBy === null ? safeFix : unsafeFix;
  // Two of them at once would write two `default` keys, or write to the same place.
  const isolation = `default ${file.path}`;
  return build(`Move ${keyword} into default`, nestEntry(root, pair, 'default'), isolation);
}

/** True when a `!reference` leads to the top-level keyword. */
function isReferredTo(node: Node, keyword: string): boolean {
  if (node.kind === 'mapping') return node.pairs.some(({ value }) => isReferredTo(value, keyword));
  if (node.kind !== 'sequence') return false;
  const [first] = node.items;
  if (node.tag === '!reference') return first?.kind !== 'scalar' || first.text === keyword;
  return node.items.some(item => isReferredTo(item, keyword));
}
