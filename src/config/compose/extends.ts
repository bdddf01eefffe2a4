/**
 * `extends`: every top-level hash becomes the deep merge of its bases and itself (gitlabhq,
 * `lib/gitlab/ci/config/extendable/entry.rb`). GitLab stops at the first fault; here a faulty entry keeps what is
 * known of it and its `extends` becomes unknown. Each entry is merged once.
 */
import type { Node } from '../../syntax/node.js';
import { inPlaceOf, stepEntries, unknownInPlaceOf } from '../load/provenance.js';
import { inspect, toText } from '../load/ruby-text.js';
import type { Report } from '../problem.js';
import { type Entry, get, type Mapping, type Value } from '../value.js';
import { deepMerge } from './deep-merge.js';
import { type Growth, giveUp } from './growth.js';

/** Entries copied from bases in all; beyond it bases count as unknown, so that no few lines grow without end. */
const MAX_COPIES = 1_000_000;

/** An entry with this many ancestors is still merged, one more is refused (`MAX_NESTING_LEVELS`). */
const MAX_ANCESTORS = 10;

interface Base {
  readonly name: string;
  readonly at: Node;
}

interface Extended {
  readonly value: Mapping;
  /** Extending entries on the longest way down, itself included. */
  readonly height: number;
}

interface Extension {
  readonly config: Mapping;
  readonly report: Report;
  readonly growth: Growth;
  /** False when an entry that is missing here may stand in a text that could not be read. */
  readonly complete: boolean;
  readonly done: Map<string, Extended>;
  /** The entries being merged, outermost first. */
  readonly path: string[];
  /** Entries copied so far. */
  readonly copies: { count: number };
}

/** Merges the bases of all entries into them. */
export function applyExtends(config: Mapping, complete: boolean, growth: Growth, report: Report): Mapping {
  const extension: Extension = {
    config,
    report,
    growth,
    complete,
    done: new Map(),
    path: [],
    copies: { count: 0 },
  };
  const entries = new Map<string, Entry>();
  for (const [name, entry] of config.entries) {
    entries.set(
      name,
      isExtending(entry.value) ? { ...entry, value: extend(name, entry.value, extension).value } : entry,
    );
  }
  return inPlaceOf(config, entries);
}

function isExtending(value: Value | undefined): value is Mapping {
  return value?.kind === 'mapping' && value.entries.has('extends');
}

/** Ruby's `Array(value)` of what stands at `extends`. */
export function basesOf(value: Value | undefined): readonly Base[] {
  if (value === undefined || (value.kind === 'scalar' && value.type === 'null')) return [];
  if (value.kind === 'list') return value.items.map(item => ({ name: toText(item), at: item.node }));
  if (value.kind === 'mapping') {
    return Array.from(value.entries, ([name, entry]) => ({
      name: `[:${name}, ${inspect(entry.value)}]`,
      at: entry.key,
    }));
  }
  return value.kind === 'unknown' ? [] : [{ name: toText(value), at: value.node }];
}

function extend(name: string, value: Mapping, extension: Extension): Extended {
  const before = extension.done.get(name);
  if (before !== undefined) return before;
  const { path } = extension;
  const bases = basesOf(value.entries.get('extends')?.value);
  const known = findKnownBases(name, bases, extension);
  path.push(name);
  const merged: Mapping[] = [];
  let height = 1;
  let broken = known.length < bases.length;
  for (const base of known) {
    const target = extension.config.entries.get(base.name)?.value;
    if (target?.kind !== 'mapping') continue;
    const extended = extendBase(base, target, extension);
    extension.copies.count += extended?.value.entries.size ?? 0;
    if (extension.copies.count > MAX_COPIES) giveUp(base.at, extension.growth);
    if (extended === null || extension.copies.count > MAX_COPIES) {
      broken = true;
      continue;
    }
    height = Math.max(height, extended.height + 1);
    if (hasUnknownBase(extended.value)) broken = true;
    merged.push(stepEntries(extended.value, 'extends', base.at));
  }
  path.pop();
  const whole = inPlaceOf(value, deepMerge([...merged, value], value.node).entries);
  const result: Extended = { value: broken ? markBroken(whole) : whole, height };
  extension.done.set(name, result);
  return result;
}

/** The base with its own bases, or null when it cannot be reached from here. */
function extendBase(base: Base, target: Mapping, extension: Extension): Extended | null {
  if (!isExtending(target)) return { value: target, height: 0 };
  const { path, done } = extension;
  const height = done.get(base.name)?.height ?? 1;
  if (path.length + height - 1 > MAX_ANCESTORS) {
    const deepest = findTooDeep(base, path.length, extension);
    reportStop('extends.too-deep', deepest, 'nesting too deep in `extends`', extension);
    return null;
  }
  if (path.includes(base.name)) {
    reportStop('extends.circular', base, 'circular dependency detected in `extends`', extension);
    return null;
  }
  return extend(base.name, target, extension);
}

/** The first entry with too many ancestors, from a base that has `depth` of them. */
function findTooDeep(base: Base, depth: number, { config, done }: Extension): Base {
  let current = base;
  for (let ancestors = depth; ancestors <= MAX_ANCESTORS; ancestors++) {
    const bases = basesOf(get(config.entries.get(current.name)?.value, 'extends'));
    const left = MAX_ANCESTORS - ancestors;
    const next = bases.find(({ name }) => (done.get(name)?.height ?? 0) > left);
    if (next === undefined) break;
    current = next;
  }
  return current;
}

function reportStop(kind: string, base: Base, text: string, { report, path, config }: Extension): void {
  const from = Math.max(0, path.indexOf(base.name));
  const chain = [...path.slice(kind === 'extends.circular' ? from : 0), base.name];
  report({
    kind,
    rejected: true,
    stops: true,
    gitlabMessage: `${base.name}: ${text}`,
    at: base.at,
    job: path[path.length - 1] ?? base.name,
    data: { chain, limit: MAX_ANCESTORS },
    related: chain.slice(0, -1).flatMap(name => {
      const key = config.entries.get(name)?.key;
      return key === undefined ? [] : [{ message: `${name} is part of the chain.`, at: key }];
    }),
  });
}

function findKnownBases(name: string, bases: readonly Base[], extension: Extension): readonly Base[] {
  const { config, report, complete } = extension;
  const unknown = bases.filter(base => !config.entries.has(base.name));
  const invalid = bases.filter(base => {
    const target = config.entries.get(base.name)?.value;
    return target !== undefined && target.kind !== 'mapping';
  });
  const fault = (kind: string, text: string, wrong: readonly Base[]): void => {
    const names = wrong.map(base => base.name);
    report({
      kind,
      rejected: true,
      stops: true,
      gitlabMessage: `${name}: ${text} in \`extends\` (${names.join(', ')})`,
      at: wrong[0]?.at ?? config.node,
      job: name,
      data: { names },
    });
  };
  if (unknown.length > 0) {
    if (complete) fault('extends.unknown', 'unknown keys', unknown);
  } else if (invalid.length > 0) {
    fault('extends.invalid-base', 'invalid base hashes', invalid);
  }
  return bases.filter(base => config.entries.get(base.name)?.value.kind === 'mapping');
}

function markBroken(value: Mapping): Mapping {
  const own = value.entries.get('extends');
  if (own === undefined) return value;
  const entries = new Map(value.entries);
  entries.set('extends', { key: own.key, value: unknownInPlaceOf(own.value) });
  return inPlaceOf(value, entries);
}

/** True for a job of which a base could not be found or read: whatever it lacks may stand there. */
export function hasUnknownBase(value: Mapping): boolean {
  return value.entries.get('extends')?.value.kind === 'unknown';
}
