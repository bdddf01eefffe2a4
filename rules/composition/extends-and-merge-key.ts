import { DIALECTS } from '../../src/config/dialect.js';
import { toJson } from '../../src/config/entries/json.js';
import type { Value } from '../../src/config/value.js';
import { type ExtendingJob, extendingJobs, inheritedEntry, writtenEntry } from '../../src/linter/bases.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { MappingNode, Node, PairNode } from '../../src/syntax/node.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';

export const extendsAndMergeKey: AnyLintRule = defineRule({
  id: 'extends-and-merge-key',
  meta: {
    summary: 'A job has `extends` and `<<`, and one overrides the other.',
    category: 'composition',
    severity: 'warning',
    preset: 'strict',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/yaml_optimization/#anchors',
      'https://gitlab.com/gitlab-org/gitlab/-/issues/25698',
      'lib/gitlab/ci/config/extendable/entry.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    dropped: {
      what: '`<<` brings an `extends` into {{job}}, which has another one: that of {{kept}} is taken, {{dropped}} is dropped.',
      why: 'Of two equal keys YAML keeps the later one, before GitLab looks at `extends`.',
      help: 'Name all bases in one `extends` list.',
    },
    overrides: {
      what: '`<<` brings {{keywords}} into {{job}}, in place of what it extends.',
      why: "YAML puts the keys of `<<` into the job before GitLab looks at `extends`, so they count as the job's own, wherever they stand.",
      help: 'Use `extends` for both: then the order of its list decides.',
    },
  },
  on: {
    *pipeline(config) {
      for (const extending of extendingJobs(config)) {
        const { name: job, mapping } = extending;
        const { node } = mapping;
        const merge = node.kind === 'mapping' ? findPair(node, '<<') : undefined;
        if (node.kind !== 'mapping' || merge === undefined) continue;
        // An `extends` that `<<` brings belongs to what `<<` brings beside it.
        if (findPair(node, 'extends') === undefined) continue;
        const dropped = droppedExtends(node, merge);
        const keywords = [...mapping.entries.keys()].filter(keyword => overrides(extending, keyword));
        if (dropped !== null) yield { messageId: 'dropped', at: merge.key, job, data: { job, ...dropped } };
        else if (keywords.length > 0) {
          yield { messageId: 'overrides', at: merge.key, job, severity: 'info', data: { job, keywords } };
        }
      }
    },
  },
});

/** The bases of the job's own `extends` and of the one that `<<` brings, if they differ. */
function droppedExtends(node: MappingNode, merge: PairNode): { kept: string[]; dropped: string[] } | null {
  const own = findPair(node, 'extends');
  const brought = mergedMappings(merge.value).flatMap(mapping => findPair(mapping, 'extends') ?? []);
  const [first] = brought;
  if (own === undefined || first === undefined) return null;
  const pairs: [PairNode, PairNode] =
    node.pairs.indexOf(own) > node.pairs.indexOf(merge) ? [own, first] : [first, own];
  const [kept, dropped] = [namesOf(pairs[0].value), namesOf(pairs[1].value)];
  return dropped.some(name => !kept.includes(name)) ? { kept, dropped } : null;
}

function mergedMappings(node: Node): MappingNode[] {
  if (node.kind === 'mapping') return [node];
  if (node.kind === 'sequence') return node.items.flatMap(mergedMappings);
  return node.kind === 'alias' && node.target?.kind === 'mapping' ? [node.target] : [];
}

function namesOf(node: Node): string[] {
  if (node.kind === 'alias') return node.target === null ? [] : namesOf(node.target);
  if (node.kind === 'sequence') return node.items.flatMap(namesOf);
  return node.kind === 'scalar' ? [node.text] : [];
}

/** True when `<<` brings another value of a keyword than the job would inherit. */
function overrides(job: ExtendingJob, keyword: string): boolean {
  const value = job.mapping.entries.get(keyword)?.value;
  if (value === undefined || keyword === 'extends' || writtenEntry(job.mapping, keyword) !== null)
    return false;
  const inherited = inheritedEntry(job, keyword)?.entry.value;
  return value.via?.kind === 'merge' && inherited !== undefined && differs(value, inherited);
}

function differs(a: Value, b: Value): boolean {
  if (a.kind !== 'mapping' || b.kind !== 'mapping')
    return JSON.stringify(toJson(a)) !== JSON.stringify(toJson(b));
  return [...a.entries].some(([name, { value }]) => {
    const other = b.entries.get(name)?.value;
    return other !== undefined && differs(value, other);
  });
}
