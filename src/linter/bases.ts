/** Jobs that extend others, and what these would bring into them. */
import { basesOf, hasUnknownBase } from '../config/compose/extends.js';
import type { Config } from '../config/config.js';
import type { Entry, Mapping } from '../config/value.js';
import type { Node } from '../syntax/node.js';
import { contains } from '../syntax/range.js';

/** A job or hidden job with `extends`. */
export interface ExtendingJob {
  readonly name: string;
  readonly key: Node;
  /** Merged with its bases. */
  readonly mapping: Mapping;
  /** The bases as merged themselves, the one that wins first. */
  readonly bases: readonly Base[];
}

export interface Base {
  readonly name: string;
  /** The item of `extends` that names it. */
  readonly at: Node;
  readonly mapping: Mapping;
}

/** All jobs with `extends` of which every base is known. */
export function* extendingJobs({ merged }: Config): Iterable<ExtendingJob> {
  for (const [name, { key, value }] of merged.entries) {
    if (value.kind !== 'mapping' || !value.entries.has('extends') || hasUnknownBase(value)) continue;
    const bases = basesOf(value.entries.get('extends')?.value).map(base => ({
      name: base.name,
      at: base.at,
      value: merged.entries.get(base.name)?.value,
    }));
    const known = bases.flatMap(base =>
      base.value?.kind === 'mapping' ? [{ name: base.name, at: base.at, mapping: base.value }] : [],
    );
    if (known.length === bases.length) yield { name, key, mapping: value, bases: known.reverse() };
  }
}

/** The base from which a keyword would come if the job did not write it, and what it says there. */
export function inheritedEntry(
  job: ExtendingJob,
  keyword: string,
): (Base & { readonly entry: Entry }) | null {
  for (const base of job.bases) {
    const entry = base.mapping.entries.get(keyword);
    if (entry !== undefined) return { ...base, entry };
  }
  return null;
}

/** The entry of a keyword whose key stands in the text of the mapping itself; null when it comes from elsewhere. */
export function writtenEntry({ node, entries }: Mapping, keyword: string): Entry | null {
  const entry = entries.get(keyword);
  if (entry === undefined || entry.key.source !== node.source) return null;
  return contains(node, entry.key) ? entry : null;
}
