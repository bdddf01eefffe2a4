import type { Node } from '../../syntax/node.js';
import { inPlaceOf } from '../load/provenance.js';
import type { Entry, Mapping } from '../value.js';

/**
 * ActiveSupport's `deep_merge` of several mappings: hashes within hashes are merged, anything else is replaced by what
 * comes later, and a key keeps the place where it appeared first. Linear in the entries of all mappings.
 */
export function deepMerge(mappings: readonly Mapping[], node: Node): Mapping {
  const only = mappings[0];
  if (mappings.length === 1 && only !== undefined) return only;
  const entries = new Map<string, Entry>();
  const own = new Set<ReadonlyMap<string, Entry>>();
  for (const mapping of mappings) mergeInto(entries, mapping, own);
  return { kind: 'mapping', node, entries };
}

/** `own` holds the maps made for this merge, which may be written to. */
function mergeInto(
  entries: Map<string, Entry>,
  mapping: Mapping,
  own: Set<ReadonlyMap<string, Entry>>,
): void {
  for (const [name, entry] of mapping.entries) {
    const before = entries.get(name);
    if (before === undefined || before.value.kind !== 'mapping' || entry.value.kind !== 'mapping') {
      entries.set(name, entry);
      continue;
    }
    const { entries: written } = before.value;
    const merged = own.has(written) ? (written as Map<string, Entry>) : new Map(written); // Our own map, just made.
    own.add(merged);
    mergeInto(merged, entry.value, own);
    entries.set(name, { key: entry.key, value: inPlaceOf(entry.value, merged) });
  }
}
