import type { Entry as KeyedValue, Mapping } from '../value.js';
import { GLOBAL_KEYWORDS } from './default.js';
import type { Entry } from './entry.js';
import { isSpecified } from './entry.js';
import { inherits } from './inherit.js';

/** The job's mapping with what it inherits; inherited values say so with a step `default` or `global`. */
export function withDefaults(job: Entry, mapping: Mapping, defaults: ReadonlyMap<string, Entry>): Mapping {
  const inherited = new Map<string, KeyedValue>();
  for (const [key, entry] of defaults) {
    const own = job.children.get(key);
    if (own === undefined || isSpecified(own) || entry.config === undefined) continue;
    if (!inherits(job.children.get('inherit'), key)) continue;
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
