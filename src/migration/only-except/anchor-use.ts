/** Anchors and aliases within policies that are rewritten. */
import type { AliasNode, MappingNode, Node } from '../../syntax/node.js';
import { contains } from '../../syntax/range.js';
import { pairRange } from '../../syntax/yaml/layout.js';
import type { YamlStream } from '../../syntax/yaml/stream.js';
import { policyPairs } from './subject.js';
import type { Rewriting } from './write-rules.js';

export class AnchorUse {
  /** The mappings whose policies have an anchored node in them, or an alias of one that is in such a policy. */
  readonly users: ReadonlyMap<Node, readonly MappingNode[]>;
  readonly #aliases: ReadonlyMap<Node, readonly AliasNode[]>;
  readonly #mappings: readonly MappingNode[];

  /** `mappings`: those whose policies are rewritten. */
  constructor(streams: readonly YamlStream[], mappings: readonly MappingNode[]) {
    this.#aliases = findAliases(streams);
    this.#mappings = mappings;
    const users = new Map<Node, MappingNode[]>();
    for (const mapping of mappings) {
      for (const node of anchoredIn(mapping)) users.set(node, [mapping]);
    }
    for (const [node, homes] of users) {
      for (const alias of this.#aliases.get(node) ?? []) {
        const user = this.#mappings.find(mapping => holds(mapping, alias));
        if (user !== undefined && !homes.includes(user)) homes.push(user);
      }
    }
    this.users = users;
  }

  /** How many aliases the node has. */
  count(node: Node): number {
    return this.#aliases.get(node)?.length ?? 0;
  }

  /** Whether an anchor would go that something else still uses. */
  isMissed({ mapping, anchor }: Rewriting): boolean {
    if (anchor === 'keep') return false;
    return anchoredIn(mapping).some(node =>
      this.#aliases.get(node)?.some(alias => !this.#mappings.some(other => holds(other, alias))),
    );
  }
}

export function isAliasOf(node: Node, target: Node): boolean {
  return node.kind === 'alias' && node.target === target;
}

function holds(mapping: MappingNode, node: Node): boolean {
  if (mapping.source !== node.source || !contains(mapping, node)) return false;
  return policyPairs(mapping).some(pair => contains(pairRange(pair), node));
}

function anchoredIn(mapping: MappingNode): readonly Node[] {
  const found: Node[] = [];
  for (const { value } of policyPairs(mapping)) {
    visit(value, node => {
      if (node.anchor !== undefined) found.push(node);
    });
  }
  return found;
}

function findAliases(streams: readonly YamlStream[]): ReadonlyMap<Node, readonly AliasNode[]> {
  const aliases = new Map<Node, AliasNode[]>();
  for (const { documents } of streams) {
    for (const { contents } of documents) {
      if (contents === null) continue;
      visit(contents, node => {
        if (node.kind !== 'alias' || node.target === null) return;
        const known = aliases.get(node.target);
        if (known === undefined) aliases.set(node.target, [node]);
        else known.push(node);
      });
    }
  }
  return aliases;
}

function visit(node: Node, see: (node: Node) => void): void {
  see(node);
  if (node.kind === 'sequence') for (const item of node.items) visit(item, see);
  if (node.kind !== 'mapping') return;
  for (const { key, value } of node.pairs) {
    visit(key, see);
    visit(value, see);
  }
}
