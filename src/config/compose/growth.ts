/**
 * A few lines can make a configuration of any size: lists of references to lists of references, jobs that extend what
 * extends a large job. GitLab gives up after 30 seconds (`Resolving config took longer than expected`); we do without what
 * would grow beyond all measure, before anything walks through it.
 */
import { inPlaceOf, unknownInPlaceOf } from '../load/provenance.js';
import type { ConfigProblem, Place } from '../problem.js';
import type { Entry, Mapping, Value } from '../value.js';

/** Values in all jobs together, shared ones counted each time; the largest real configurations have a tenth. */
const MAX_VALUES = 3_000_000;

/** Where something was first left out because it would grow too large; null as long as nothing was. */
export interface Growth {
  at: Place | null;
}

export function giveUp(at: Place, growth: Growth): void {
  growth.at ??= at;
}

/** What GitLab would probably say. It is no error of ours, since nobody knows. */
export function growthProblem(at: Place): ConfigProblem {
  const gitlabMessage = 'Resolving config took longer than expected';
  return { kind: 'config.too-large', rejected: false, gitlabMessage, at, data: {} };
}

/** Leaves out the top-level entries that would make the configuration too large. Linear in the distinct values. */
export function boundGrowth(config: Mapping, growth: Growth): Mapping {
  const weights = new Map<object, number>();
  let total = 0;
  let whole = true;
  const entries = new Map<string, Entry>();
  for (const [name, entry] of config.entries) {
    const weight = weigh(entry.value, weights);
    const fits = total + weight <= MAX_VALUES;
    if (fits) total += weight;
    else {
      whole = false;
      giveUp(entry.key, growth);
    }
    entries.set(name, fits ? entry : { key: entry.key, value: unknownInPlaceOf(entry.value) });
  }
  return whole ? config : inPlaceOf(config, entries);
}

/** The values in a value as if nothing were shared. */
function weigh(value: Value, weights: Map<object, number>): number {
  if (value.kind !== 'list' && value.kind !== 'mapping') return 1;
  const children: object = value.kind === 'list' ? value.items : value.entries;
  let weight = weights.get(children);
  if (weight === undefined) {
    weight = 1;
    const inner =
      value.kind === 'list' ? value.items : Array.from(value.entries.values(), each => each.value);
    for (const each of inner) weight += weigh(each, weights);
    weights.set(children, weight);
  }
  return weight;
}
