/** Jobs as a migration looks at them: merged keywords, and the text that each of them is written in. */
import { basesOf } from '../../config/compose/extends.js';
import type { Entry, List, Mapping, Value } from '../../config/value.js';
import type { MappingNode, Node, PairNode } from '../../syntax/node.js';
import { isMerge } from './key-plan.js';
import type { LocalTexts, WrittenPair } from './local-texts.js';
import type { Site } from './site.js';

/** One entry of a job's `rules`. */
export interface RuleView {
  readonly value: Mapping;
  /** The item of the list, as written, that holds it; a `!reference` is one item with many entries. */
  readonly item: number;
}

export interface JobView {
  readonly site: Site;
  readonly name: string;
  readonly key: Node;
  /** Merged, as today's configuration says it. */
  readonly mapping: Mapping;
  readonly rules: readonly RuleView[];
  /** The mapping below the job's own key, where the job can be given keys of its own; null when it cannot be edited. */
  readonly own: MappingNode | null;
  readonly hidden: boolean;
}

export function jobView(site: Site, name: string, { key, value }: Entry, texts: LocalTexts): JobView | null {
  if (value.kind !== 'mapping') return null;
  const hidden = name.startsWith('.');
  return {
    site,
    name,
    key,
    mapping: value,
    rules: rulesOf(value),
    own: ownMapping(key, value, texts),
    hidden,
  };
}

/** The job with what became of it in another resolution of its site. */
export function rulesOf(mapping: Mapping): readonly RuleView[] {
  const value = mapping.entries.get('rules')?.value;
  return value?.kind === 'list' ? flatten(value) : [];
}

/** GitLab flattens nested lists of rules. */
function flatten(list: List): RuleView[] {
  const rules: RuleView[] = [];
  const add = (value: Value, item: number): void => {
    if (value.kind === 'list') for (const inner of value.items) add(inner, item);
    if (value.kind === 'mapping') rules.push({ value, item });
  };
  list.items.forEach(add);
  return rules;
}

/** Null when the job is an alias or a reference, or stands in a text that is not local. */
function ownMapping(key: Node, value: Mapping, texts: LocalTexts): MappingNode | null {
  const pair = texts.pairOfKey(key)?.pair;
  return pair?.value.kind === 'mapping' && pair.value.tag === undefined ? texts.mapping(value.node) : null;
}

/** The pair in which a keyword of a merged mapping is written; null when it is not there or cannot be edited. */
export function pairOf(mapping: Mapping, key: string, texts: LocalTexts): WrittenPair | null {
  const entry = mapping.entries.get(key);
  return entry === undefined ? null : texts.pairOfKey(entry.key);
}

/** Which jobs a pair of the text takes effect in. */
export type PairUsers = ReadonlyMap<PairNode, readonly JobView[]>;

export function pairUsers(views: readonly JobView[], keys: readonly string[], texts: LocalTexts): PairUsers {
  const users = new Map<PairNode, JobView[]>();
  for (const view of views) {
    for (const key of keys) {
      const pair = pairOf(view.mapping, key, texts)?.pair;
      if (pair === undefined) continue;
      const known = users.get(pair);
      if (known === undefined) users.set(pair, [view]);
      else known.push(view);
    }
  }
  return users;
}

/** The jobs of a site, and those hidden jobs that no job uses: they have only themselves to be right for. */
export function jobViews(site: Site, texts: LocalTexts): readonly JobView[] {
  const { merged, definitions, hidden } = site.before;
  const view = (name: string): readonly JobView[] => {
    const entry = merged.entries.get(name);
    const found = entry === undefined ? null : jobView(site, name, entry, texts);
    return found === null ? [] : [found];
  };
  const jobs = definitions.flatMap(({ name }) => view(name));
  const used = usedMappings(jobs, merged, texts);
  const entries = ruleTexts(site, texts);
  const unused = [...hidden.keys()].flatMap(view).filter(({ own, name }) => {
    return own !== null && !used.names.has(name) && !used.mappings.has(own) && !entries.has(own);
  });
  return [...jobs, ...unused];
}

const RULE_KEYS = new Set([
  'if',
  'changes',
  'exists',
  'when',
  'start_in',
  'allow_failure',
  'variables',
  'needs',
  'interruptible',
]);

/** Whether a mapping can be an entry of rules by its keywords. */
export function looksLikeRule({ entries }: Mapping): boolean {
  return entries.size > 0 && [...entries.keys()].every(key => RULE_KEYS.has(key));
}

/** Hidden mappings are taken for entries of rules, and not for jobs, if they have a clause. */
export function isLooseRule(mapping: Mapping): boolean {
  return ['if', 'changes', 'exists'].some(key => mapping.entries.has(key)) && looksLikeRule(mapping);
}

/** The texts that are entries of rules of whatever the configuration holds, used or not. */
export function ruleTexts({ before }: Site, texts: LocalTexts): ReadonlySet<MappingNode> {
  const found = new Set<MappingNode>();
  const add = (rule: Mapping): void => {
    const text = texts.mapping(rule.node);
    if (text !== null) found.add(text);
  };
  for (const [name, { value }] of before.merged.entries) {
    if (value.kind === 'mapping') for (const rule of rulesOf(value)) add(rule.value);
    if (!name.startsWith('.')) continue;
    if (value.kind === 'list') for (const rule of flatten(value)) add(rule.value);
    if (value.kind === 'mapping' && isLooseRule(value)) add(value);
  }
  return found;
}

/** The hidden jobs that others extend, by any number of steps, and the mappings that hold a keyword of a job. */
function usedMappings(
  jobs: readonly JobView[],
  merged: Mapping,
  texts: LocalTexts,
): { readonly names: ReadonlySet<string>; readonly mappings: ReadonlySet<MappingNode> } {
  const names = new Set<string>();
  const mappings = new Set<MappingNode>();
  const open = jobs.map(({ mapping }) => mapping);
  for (const mapping of open) {
    for (const { name } of basesOf(mapping.entries.get('extends')?.value)) {
      const base = merged.entries.get(name)?.value;
      if (names.has(name) || base?.kind !== 'mapping') continue;
      names.add(name);
      open.push(base);
    }
  }
  for (const { mapping, own } of jobs) {
    for (const { key } of mapping.entries.values()) {
      const written = texts.pairOfKey(key);
      if (written !== null) mappings.add(written.mapping);
    }
    if (own !== null) for (const each of mergedInto(own)) mappings.add(each);
  }
  return { names, mappings };
}

/** A mapping and all that its merge keys bring in, directly or by others. */
export function mergedInto(mapping: MappingNode): ReadonlySet<MappingNode> {
  const found = new Set<MappingNode>();
  const visit = (node: Node): void => {
    const target = node.kind === 'alias' ? node.target : node;
    if (target?.kind === 'sequence') target.items.forEach(visit);
    if (target?.kind !== 'mapping' || found.has(target)) return;
    found.add(target);
    for (const pair of target.pairs) if (isMerge(pair)) visit(pair.value);
  };
  visit(mapping);
  return found;
}

/** True when an input of a template decides a value: its text means something else in each include. */
export function isFromInput({ via, node }: Value): boolean {
  for (let step = via; step !== undefined; step = step.next) if (step.kind === 'input') return true;
  return node.source.text.slice(node.start, node.end).includes('$[[');
}
