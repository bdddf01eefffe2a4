/** Texts that are entries of rules without being those of a job: of the workflow, of includes, and of nobody yet. */
import { emptyMapping } from '../../config/load/provenance.js';
import type { Mapping, Value } from '../../config/value.js';
import type { MappingNode, Node } from '../../syntax/node.js';
import { contains } from '../../syntax/range.js';
import { isLooseRule, type JobView, jobView, looksLikeRule } from '../rewriting/job-view.js';
import { translate } from './control.js';
import type { RuleUse } from './rule-level.js';
import type { Translation } from './state.js';

/** A text that decides about pipelines or includes, where `when: never` stays what it is. */
export interface Gate {
  /** The workflow, when it can be given rules of its own; null where this text must stay. */
  readonly view: JobView | null;
  readonly index: number;
}

export function gateTexts({
  sites,
  texts,
}: Pick<Translation, 'sites' | 'texts'>): ReadonlyMap<MappingNode, Gate> {
  const gates = new Map<MappingNode, Gate>();
  for (const site of sites) {
    const entry = site.before.merged.entries.get('workflow');
    const view = entry === undefined ? null : jobView(site, 'workflow', entry, texts);
    for (const [index, { value }] of (view?.rules ?? []).entries()) {
      const text = texts.mapping(value.node);
      if (text === null || gates.has(text)) continue;
      const isOwn = view?.own != null && view.own.source === text.source && contains(view.own, text);
      gates.set(text, { view: isOwn ? null : view, index });
    }
  }
  for (const { documents } of texts.streams) {
    for (const { contents } of documents) {
      for (const { key, value } of contents?.kind === 'mapping' ? contents.pairs : []) {
        if (key.kind === 'scalar' && key.text === 'include')
          visit(value, text => gates.set(text, { view: null, index: 0 }));
      }
    }
  }
  return gates;
}

function visit(node: Node, found: (text: MappingNode) => void): void {
  if (node.kind === 'alias' && node.target !== null) visit(node.target, found);
  if (node.kind === 'sequence') for (const item of node.items) visit(item, found);
  if (node.kind !== 'mapping') return;
  found(node);
  for (const { value } of node.pairs) visit(value, found);
}

/** Entries of lists below hidden keys, for those that no job uses: they are translated by themselves. */
export function looseRules({ sites, texts }: Translation): readonly RuleUse[] {
  const uses: RuleUse[] = [];
  for (const site of sites) {
    for (const [name, entry] of site.before.hidden) {
      const job = entry.value.kind === 'mapping' ? entry.value : emptyMapping(entry.key.source);
      const view = jobView(site, name, { key: entry.key, value: job }, texts);
      const fallback = translate(job, null);
      if (view === null || fallback === null) continue;
      for (const value of ruleLists(entry.value)) {
        const target = translate(job, value);
        const index = uses.length;
        if (target !== null) uses.push({ view, index, rule: { value, item: 0 }, target, fallback });
      }
    }
  }
  return uses;
}

/** The mappings that look like entries of rules, at any depth. */
function ruleLists(value: Value): readonly Mapping[] {
  const found = new Set<Mapping>();
  const search = (inner: Value, inList: boolean): void => {
    if (inner.kind === 'list') for (const item of inner.items) search(item, true);
    if (inner.kind !== 'mapping') return;
    if (isLooseRule(inner) || (inList && looksLikeRule(inner))) found.add(inner);
    else for (const entry of inner.entries.values()) search(entry.value, false);
  };
  search(value, false);
  return [...found];
}
