/** From a place back to the node that was written there. */
import type { Config } from '../config/config.js';
import type { Place } from '../config/problem.js';
import type { MappingNode, Node, PairNode, ScalarNode } from '../syntax/node.js';
import { contains } from '../syntax/range.js';

/** The innermost node of exactly this range; null when there is none. A search through the levels around it. */
export function nodeAt(config: Config, place: Place): Node | null {
  const way = wayTo(config, place);
  const node = way.at(-1);
  return node !== undefined && node.start === place.start && node.end === place.end ? node : null;
}

/** As `nodeAt`, for scalars: what did-you-mean fixes rewrite. */
export function scalarAt(config: Config, place: Place): ScalarNode | null {
  const node = nodeAt(config, place);
  return node?.kind === 'scalar' ? node : null;
}

/** The pair whose key stands at the place, and the mapping it belongs to; null when no key stands there. */
export function pairAt(
  config: Config,
  place: Place,
): { readonly mapping: MappingNode; readonly pair: PairNode } | null {
  const way = wayTo(config, place);
  const mapping = way.findLast(node => node.kind === 'mapping');
  const pair = mapping?.pairs.find(({ key }) => key.start === place.start && key.end === place.end);
  return mapping === undefined || pair === undefined ? null : { mapping, pair };
}

/** The pair whose value stands at the place, and the mapping it belongs to; null for items of lists and for aliases. */
export function pairOf(
  config: Config,
  place: Place,
): { readonly mapping: MappingNode; readonly pair: PairNode } | null {
  const mapping = wayTo(config, place).findLast(node => node.kind === 'mapping');
  const pair = mapping?.pairs.find(({ value }) => value.start === place.start && value.end === place.end);
  return mapping === undefined || pair === undefined ? null : { mapping, pair };
}

/** True when an item of a list stands at the place, not a value of its own. */
export function isItemAt(config: Config, place: Place): boolean {
  const parent = wayTo(config, place).at(-2);
  return parent?.kind === 'sequence';
}

/** The nodes around a place, outermost first. */
function wayTo(config: Config, place: Place): Node[] {
  const way: Node[] = [];
  const stream = config.files.find(file => file.stream.source === place.source)?.stream;
  for (const { contents } of stream?.documents ?? []) {
    let node = contents !== null && contains(contents, place) ? contents : null;
    for (; node !== null; node = childAt(node, place)) way.push(node);
  }
  return way;
}

function childAt(node: Node, place: Place): Node | null {
  if (node.kind === 'sequence') {
    const item = lastBefore(node.items, place, one => one.start);
    return item !== undefined && contains(item, place) ? item : null;
  }
  if (node.kind !== 'mapping') return null;
  const pair = lastBefore(node.pairs, place, ({ key }) => key.start);
  if (pair === undefined) return null;
  if (contains(pair.key, place)) return pair.key;
  return contains(pair.value, place) ? pair.value : null;
}

/** The last of things in the order of the text that does not start behind the place. */
function lastBefore<Thing>(
  things: readonly Thing[],
  { start }: Place,
  startOf: (thing: Thing) => number,
): Thing | undefined {
  let low = 0;
  let high = things.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const thing = things[middle];
    if (thing !== undefined && startOf(thing) <= start) low = middle + 1;
    else high = middle;
  }
  return things[low - 1];
}
