import type { MappingNode, Node } from '../../syntax/node.js';
import type { Source } from '../../syntax/source.js';
import type { Entry, List, Mapping, Scalar, Step, StepKind, Unknown, Value } from '../value.js';

/** The same value one step further on its way. Children are shared with the original. */
export function withStep<V extends Value>(value: V, kind: StepKind, at: Node): V {
  const via: Step = value.via === undefined ? { kind, at } : { kind, at, next: value.via };
  return { ...value, via };
}

/** All entries of a mapping one step further. */
export function stepEntries(mapping: Mapping, kind: StepKind, at: Node): Mapping {
  const entries = new Map<string, Entry>();
  for (const [key, entry] of mapping.entries) {
    entries.set(key, { key: entry.key, value: withStep(entry.value, kind, at) });
  }
  return { ...mapping, entries };
}

/** The value that a pass makes in the place of another one: same node, same way. */
export function inPlaceOf(value: Value, items: readonly Value[]): List;
export function inPlaceOf(value: Value, entries: ReadonlyMap<string, Entry>): Mapping;
export function inPlaceOf(
  value: Value,
  children: readonly Value[] | ReadonlyMap<string, Entry>,
): List | Mapping {
  const base = value.via === undefined ? { node: value.node } : { node: value.node, via: value.via };
  return children instanceof Map
    ? { ...base, kind: 'mapping', entries: children }
    : { ...base, kind: 'list', items: children as readonly Value[] };
}

/** Nobody knows what stands here. */
export function unknownInPlaceOf(value: Value): Unknown {
  return value.via === undefined
    ? { kind: 'unknown', node: value.node }
    : { kind: 'unknown', node: value.node, via: value.via };
}

export function stringValue(node: Node, text: string, via?: Step): Scalar {
  const scalar: Scalar = { kind: 'scalar', node, type: 'string', value: text, text };
  return via === undefined ? scalar : { ...scalar, via };
}

/** A mapping without entries at the start of a source, for texts that hold none. */
export function emptyMapping(source: Source): Mapping {
  const node: MappingNode = { kind: 'mapping', source, start: 0, end: 0, flow: false, pairs: [] };
  return { kind: 'mapping', node, entries: new Map() };
}
