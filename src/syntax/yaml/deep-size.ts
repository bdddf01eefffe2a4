/** The memory GitLab reckons a document to take once it is loaded (gitlabhq, lib/gitlab/utils/deep_size.rb). */
import type { Node } from '../node.js';

/** Size in bytes and nesting of a value; infinite for one that contains itself. */
export interface DeepSize {
  readonly bytes: number;
  readonly depth: number;
}

const endless: DeepSize = { bytes: Number.POSITIVE_INFINITY, depth: Number.POSITIVE_INFINITY };

/**
 * Measures a tree as if aliases were copies. Bytes are those of 64-bit Ruby, close but not to the byte.
 * Linear in the nodes: what an anchor measures is kept. The tree's depth must be bounded.
 */
export function measure(root: Node): DeepSize {
  return measureNode(root, new Map());
}

function measureNode(node: Node, anchored: Map<Node, DeepSize>): DeepSize {
  switch (node.kind) {
    case 'scalar':
      return { bytes: node.type === 'string' ? stringBytes(node.text.length) : 0, depth: 0 };
    case 'alias':
      if (node.target === null) return { bytes: 0, depth: 0 };
      if (node.target.kind === 'scalar') return measureNode(node.target, anchored);
      return anchored.get(node.target) ?? endless;
    case 'sequence': {
      const children = node.items;
      return measureAll(node, arrayBytes(children.length), children, anchored);
    }
    case 'mapping': {
      const children = node.pairs.flatMap(pair => [pair.key, pair.value]);
      return measureAll(node, hashBytes(node.pairs.length), children, anchored);
    }
  }
}

function measureAll(
  node: Node,
  own: number,
  children: readonly Node[],
  anchored: Map<Node, DeepSize>,
): DeepSize {
  let bytes = own;
  let depth = 0;
  for (const child of children) {
    const size = measureNode(child, anchored);
    bytes += size.bytes;
    if (size.depth > depth) depth = size.depth;
  }
  const result = { bytes, depth: depth + 1 };
  if (node.anchor !== undefined) anchored.set(node, result);
  return result;
}

function stringBytes(length: number): number {
  for (const slot of [40, 80, 160, 320, 640]) {
    if (length <= slot - 25) return slot;
  }
  return 40 + length + 1;
}

function arrayBytes(length: number): number {
  return length <= 3 ? 40 : 40 + 8 * Math.max(16, powerOfTwo(length));
}

function hashBytes(pairs: number): number {
  return pairs <= 8 ? 160 : 160 + 32 * Math.max(16, powerOfTwo(pairs));
}

function powerOfTwo(count: number): number {
  return 2 ** Math.ceil(Math.log2(count));
}
