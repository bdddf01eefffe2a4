/** Rules of a job's own, written out from text that it shares with others. */
import type { Value } from '../../config/value.js';
import type { MappingNode } from '../../syntax/node.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { isFromInput, type JobView, pairOf, type RuleView } from './job-view.js';
import { type NewItems, ownList } from './list-plan.js';
import type { LocalTexts } from './local-texts.js';
import { toYaml } from './value-yaml.js';

/** One use of a text as an entry of the rules of a job. */
export interface RulePlace {
  readonly view: JobView;
  readonly index: number;
  readonly rule: RuleView;
}

export interface OwnRules {
  readonly own: MappingNode;
  readonly items: NewItems;
  /** Whether the list is already the job's own, so that only some of its items are new; else `items` is one with all entries. */
  readonly isOwn: boolean;
}

interface Asked<Use> {
  readonly uses: readonly Use[];
  /** The entries that cannot stay shared. */
  readonly indexes: ReadonlySet<number>;
  readonly render: (use: Use) => YamlValue;
}

/**
 * Writes out the items of a job's list that hold these entries; the entries of other items stay shared. Null when the job cannot
 * be given keys of its own, or an entry says something else in each include.
 */
export function ownRules<Use extends RulePlace>(
  { own, rules, mapping }: JobView,
  texts: LocalTexts,
  { uses, indexes, render }: Asked<Use>,
): OwnRules | null {
  const written = new Set([...indexes].map(index => rules[index]?.item));
  const concerned = rules.filter(({ item }) => written.has(item));
  if (own === null || concerned.some(({ value }) => hasInput(value))) return null;
  const byIndex = new Map(uses.map(use => [use.index, use]));
  const rendered = rules.map(({ value }, index) => {
    const use = byIndex.get(index);
    return use === undefined ? toYaml(value) : render(use);
  });
  const list = ownList(own, 'rules');
  if (list === null || pairOf(mapping, 'rules', texts)?.mapping !== own)
    return { own, items: [rendered], isOwn: false };
  const items = list.items.map((_node, item) =>
    written.has(item) ? rendered.filter((_rule, index) => rules[index]?.item === item) : null,
  );
  return { own, items, isOwn: true };
}

function hasInput(value: Value): boolean {
  if (value.kind === 'list') return value.items.some(hasInput);
  if (value.kind === 'mapping') return [...value.entries.values()].some(entry => hasInput(entry.value));
  return value.kind !== 'scalar' || isFromInput(value);
}
