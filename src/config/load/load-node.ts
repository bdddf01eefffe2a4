/**
 * From the syntax tree to values, as Psych builds Ruby objects from it (psych, lib/psych/visitors/to_ruby.rb): aliases
 * resolved, merge keys applied in the order in which they are written, of equal keys the last one. Linear in the nodes,
 * since an anchored value is built once and shared.
 */
import type { AliasNode, MappingNode, Node, PairNode } from '../../syntax/node.js';
import type { Entry, Mapping, Reference, Value } from '../value.js';
import { withStep } from './provenance.js';
import { keyText } from './ruby-text.js';

/** Values of anchored nodes; null while one is being built. */
type Anchored = Map<Node, Value | null>;

export function loadNode(node: Node): Value {
  return load(node, new Map());
}

function load(node: Node, anchored: Anchored): Value {
  if (node.kind === 'alias') return loadAlias(node, anchored);
  if (node.anchor === undefined) return build(node, anchored);
  anchored.set(node, null);
  const value = build(node, anchored);
  anchored.set(node, value);
  return value;
}

function loadAlias(alias: AliasNode, anchored: Anchored): Value {
  const target = alias.target === null ? null : (anchored.get(alias.target) ?? null);
  return target === null ? { kind: 'unknown', node: alias } : withStep(target, 'alias', alias);
}

function build(node: Exclude<Node, AliasNode>, anchored: Anchored): Value {
  if (node.tag === '!reference') return buildReference(node, anchored);
  switch (node.kind) {
    case 'scalar':
      return { kind: 'scalar', node, type: node.type, value: node.value, text: node.text };
    case 'sequence':
      return { kind: 'list', node, items: node.items.map(item => load(item, anchored)) };
    case 'mapping':
      return { kind: 'mapping', node, entries: buildEntries(node, anchored) };
  }
}

function buildReference(node: Exclude<Node, AliasNode>, anchored: Anchored): Reference {
  const path = node.kind === 'sequence' ? node.items.map(item => load(item, anchored)) : [];
  return { kind: 'reference', node, path };
}

function buildEntries(node: MappingNode, anchored: Anchored): Map<string, Entry> {
  const entries = new Map<string, Entry>();
  for (const pair of node.pairs) {
    const key = load(pair.key, anchored);
    const value = load(pair.value, anchored);
    const name = keyText(key);
    if (name === '<<' && isMergeKey(pair) && mergeInto(entries, pair.value, value)) continue;
    entries.set(name, { key: pair.key.kind === 'alias' ? (pair.key.target ?? pair.key) : pair.key, value });
  }
  return entries;
}

/** A quoted `<<` merges too; only one tagged as a string does not. */
function isMergeKey({ key }: PairNode): boolean {
  return key.kind === 'scalar' && key.tag !== '!!str';
}

/** False when the value cannot be merged; then `<<` is a key like any other. */
function mergeInto(entries: Map<string, Entry>, written: Node, value: Value): boolean {
  if (written.kind === 'sequence') {
    if (value.kind !== 'list') return false;
    const merged = new Map<string, Entry>();
    for (let at = value.items.length - 1; at >= 0; at--) {
      const item = value.items[at];
      if (item?.kind !== 'mapping') return false;
      copyEntries(merged, item, written.items[at] ?? written);
    }
    for (const [name, entry] of merged) entries.set(name, entry);
    return true;
  }
  if (value.kind !== 'mapping') return false;
  copyEntries(entries, value, written);
  return true;
}

function copyEntries(entries: Map<string, Entry>, from: Mapping, at: Node): void {
  for (const [name, { key, value }] of from.entries) {
    entries.set(name, { key, value: withStep(value, 'merge', at) });
  }
}
