import { get, isNull, type Entry as KeyedValue, type Mapping } from '../value.js';
import { GLOBAL_KEYWORDS } from './default.js';
import type { Entry } from './entry.js';
import { inherits } from './inherit.js';

/** A job has the timeout that it writes itself; the one in `default` is checked and then left (`config/entry/job.rb`). */
const UNUSED_DEFAULT = 'timeout';

/** True for a keyword that the job could have, does not write, and does not refuse to inherit. */
export function takesDefault(job: Entry, key: string): boolean {
  const known = job.type.children !== undefined && Object.hasOwn(job.type.children, key);
  return known && isNull(get(job.config, key)) && inherits(job.children.get('inherit'), key);
}

/** The job's mapping with what it inherits; inherited values say so with a step `default` or `global`. */
export function withDefaults(job: Entry, mapping: Mapping, defaults: ReadonlyMap<string, Entry>): Mapping {
  const inherited = new Map<string, KeyedValue>();
  for (const [key, entry] of defaults) {
    if (entry.config === undefined || key === UNUSED_DEFAULT || !takesDefault(job, key)) continue;
    const kind = isGlobal(key) && entry.parent?.parent === null ? 'global' : 'default';
    const { via } = entry.config;
    const step =
      via === undefined
        ? ({ kind, at: entry.anchor } as const)
        : ({ kind, at: entry.anchor, next: via } as const);
    inherited.set(key, { key: entry.anchor, value: { ...entry.config, via: step } });
  }
  return inherited.size === 0
    ? mapping
    : { ...mapping, entries: new Map([...mapping.entries, ...inherited]) };
}

function isGlobal(key: string): boolean {
  return (GLOBAL_KEYWORDS as readonly string[]).includes(key);
}
