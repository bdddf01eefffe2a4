/** Lists of which items are rewritten, and lists that a job is given as its own text because others need the shared one. */
import type { Edit } from '../../syntax/edit.js';
import type { MappingNode, SequenceNode } from '../../syntax/node.js';
import { findPair } from '../../syntax/yaml/edit-mapping.js';
import { replaceItem, replaceWithItems } from '../../syntax/yaml/edit-sequence.js';
import { setPairValue } from '../../syntax/yaml/edit-value.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { insertKey } from './key-plan.js';

/** What stands in place of each written item; null keeps it. */
export type NewItems = readonly (readonly YamlValue[] | null)[];

interface OwnList {
  readonly mapping: MappingNode;
  readonly key: string;
  readonly items: NewItems;
}

export class ListPlan {
  readonly #own = new Map<string, OwnList>();
  readonly #items = new Map<SequenceNode, Map<number, YamlValue>>();

  /**
   * Plans what stands below a key of a mapping. Items are kept only where the list is written there. False when that cannot be
   * written without loss.
   */
  set(mapping: MappingNode, key: string, items: NewItems): boolean {
    if (editsOf({ mapping, key, items }) === null) return false;
    this.#own.set(`${mapping.source.path}\0${mapping.start}\0${key}`, { mapping, key, items });
    return true;
  }

  /** Plans another value for one item of a written list. */
  setItem(list: SequenceNode, index: number, value: YamlValue): void {
    const items = this.#items.get(list);
    if (items === undefined) this.#items.set(list, new Map([[index, value]]));
    else items.set(index, value);
  }

  /** Lists that cannot be rewritten without loss are left out. Those below new lists are still there. */
  get edits(): readonly Edit[] {
    const edits = [...this.#own.values()].flatMap(list => editsOf(list) ?? []);
    for (const [list, items] of this.#items) {
      for (const [index, value] of items) edits.push(...(replaceItem(list, index, value) ?? []));
    }
    return edits;
  }
}

/** The list that is written below the key itself. */
export function ownList(mapping: MappingNode, key: string): SequenceNode | null {
  const value = findPair(mapping, key)?.value;
  return value?.kind === 'sequence' && value.tag === undefined ? value : null;
}

function editsOf({ mapping, key, items }: OwnList): readonly Edit[] | null {
  const list = ownList(mapping, key);
  if (list === null || list.items.length !== items.length) return wholeList(mapping, key, items);
  const edits: Edit[] = [];
  for (const [index, replacement] of items.entries()) {
    if (replacement === null) continue;
    const own = replaceWithItems(list, index, replacement);
    if (own === null) return null;
    edits.push(...own);
  }
  return edits;
}

function wholeList(mapping: MappingNode, key: string, items: NewItems): readonly Edit[] | null {
  const value = items.flatMap(each => each ?? []);
  const pair = findPair(mapping, key);
  return pair === undefined ? insertKey(mapping, key, value) : setPairValue(pair, value);
}
