/** From a place back to the node that was written there. */
import type { Config } from '../config/config.js';
import type { Place } from '../config/problem.js';
import type { MappingNode, Node, PairNode, ScalarNode } from '../syntax/node.js';
import { contains } from '../syntax/range.js';

/** The innermost node of exactly this range; null when there is none. Cost is linear in the depth and width on the way. */
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
    for (let node = within([contents], place); node !== undefined; node = within(childrenOf(node), place)) {
      way.push(node);
    }
  }
  return way;
}

function within(nodes: readonly (Node | null)[], place: Place): Node | undefined {
  return nodes.find((node): node is Node => node !== null && contains(node, place));
}

function childrenOf(node: Node): readonly Node[] {
  if (node.kind === 'sequence') return node.items;
  return node.kind === 'mapping' ? node.pairs.flatMap(({ key, value }) => [key, value]) : [];
}
