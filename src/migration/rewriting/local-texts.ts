/**
 * The local files that a migration may edit. Several configurations can read one file, each with a syntax tree of its own;
 * here every file has one tree, and nodes of the others are looked up in it by where they stand.
 */
import type { Config } from '../../config/config.js';
import type { AliasNode, MappingNode, Node, PairNode, SequenceNode } from '../../syntax/node.js';
import type { Source } from '../../syntax/source.js';
import type { YamlStream } from '../../syntax/yaml/stream.js';

/** A pair and the mapping it is written in. */
export interface WrittenPair {
  readonly mapping: MappingNode;
  readonly pair: PairNode;
}

interface Tree {
  readonly stream: YamlStream;
  readonly mappings: ReadonlyMap<number, MappingNode>;
  readonly sequences: ReadonlyMap<number, SequenceNode>;
  /** By where the key begins. */
  readonly pairs: ReadonlyMap<number, WrittenPair>;
  readonly aliases: ReadonlyMap<Node, readonly AliasNode[]>;
}

export class LocalTexts {
  readonly #trees = new Map<string, Tree>();

  constructor(configs: readonly Config[]) {
    for (const { files } of configs) {
      for (const { stream, local } of files) {
        const { path } = stream.source;
        if (local && !this.#trees.has(path)) this.#trees.set(path, index(stream));
      }
    }
  }

  get streams(): readonly YamlStream[] {
    return [...this.#trees.values()].map(({ stream }) => stream);
  }

  get sources(): readonly Source[] {
    return this.streams.map(({ source }) => source);
  }

  /** The mapping that a node of any configuration stands for; null for text that cannot be edited. */
  mapping(node: Node): MappingNode | null {
    return node.kind === 'mapping' ? (this.#treeOf(node)?.mappings.get(node.start) ?? null) : null;
  }

  sequence(node: Node): SequenceNode | null {
    return node.kind === 'sequence' ? (this.#treeOf(node)?.sequences.get(node.start) ?? null) : null;
  }

  /** The pair of which a node is the key. */
  pairOfKey(key: Node): WrittenPair | null {
    return this.#treeOf(key)?.pairs.get(key.start) ?? null;
  }

  /** Where an anchored node of these texts is used. */
  aliasesOf(node: Node): readonly AliasNode[] {
    return this.#treeOf(node)?.aliases.get(node) ?? [];
  }

  #treeOf({ source }: Node): Tree | undefined {
    const tree = this.#trees.get(source.path);
    return tree?.stream.source.text === source.text ? tree : undefined;
  }
}

function index(stream: YamlStream): Tree {
  const mappings = new Map<number, MappingNode>();
  const sequences = new Map<number, SequenceNode>();
  const pairs = new Map<number, WrittenPair>();
  const aliases = new Map<Node, AliasNode[]>();
  const visit = (node: Node): void => {
    if (node.kind === 'alias' && node.target !== null) {
      aliases.set(node.target, [...(aliases.get(node.target) ?? []), node]);
    }
    if (node.kind === 'sequence') {
      sequences.set(node.start, node);
      node.items.forEach(visit);
    }
    if (node.kind !== 'mapping') return;
    mappings.set(node.start, node);
    for (const pair of node.pairs) {
      pairs.set(pair.key.start, { mapping: node, pair });
      visit(pair.key);
      visit(pair.value);
    }
  };
  for (const { contents } of stream.documents) if (contents !== null) visit(contents);
  return { stream, mappings, sequences, pairs, aliases };
}
