/**
 * `!reference [key, …]`: replaced by what stands at that path after `extends` (gitlabhq,
 * `lib/gitlab/ci/config/yaml/tags/`). Every path is resolved once and what it leads to is shared; an unresolvable
 * reference becomes unknown. Cost is linear in the distinct values.
 */
import { inPlaceOf, unknownInPlaceOf, withStep } from '../load/provenance.js';
import { inspect } from '../load/ruby-text.js';
import type { Report } from '../problem.js';
import { type Entry, get, type Mapping, type Reference, type Value } from '../value.js';
import { type Growth, giveUp } from './growth.js';

/** A chain of references longer than this is left unresolved; Ruby's own stack does not bear many more. */
const MAX_CHAIN = 300;

interface Resolver {
  readonly config: Mapping;
  readonly complete: boolean;
  readonly report: Report;
  readonly growth: Growth;
  /** What paths lead to. */
  readonly targets: Map<string, Value>;
  /** The references being resolved within each other. */
  readonly active: Set<Reference>;
  /** What became of lists and mappings, by their children. */
  readonly collections: Map<object, readonly Value[] | ReadonlyMap<string, Entry>>;
}

/** Replaces all references. With `complete` false a missing target is no problem: it may stand in a text out of reach. */
export function resolveReferences(
  config: Mapping,
  complete: boolean,
  growth: Growth,
  report: Report,
): Mapping {
  const resolver: Resolver = {
    config,
    complete,
    report,
    growth,
    targets: new Map(),
    active: new Set(),
    collections: new Map(),
  };
  return inPlaceOf(config, resolveEntries(config.entries, resolver));
}

function resolveValue(value: Value, resolver: Resolver): Value {
  switch (value.kind) {
    case 'reference':
      return resolveReference(value, resolver);
    case 'list': {
      const items = resolveItems(value.items, resolver);
      return items === value.items ? value : inPlaceOf(value, items);
    }
    case 'mapping': {
      const entries = resolveEntries(value.entries, resolver);
      return entries === value.entries ? value : inPlaceOf(value, entries);
    }
    default:
      return value;
  }
}

/** The same list when it holds no reference. */
function resolveItems(items: readonly Value[], resolver: Resolver): readonly Value[] {
  const before = resolver.collections.get(items);
  if (before !== undefined) return before as readonly Value[]; // Keyed by the list itself.
  const resolved = items.map(item => resolveValue(item, resolver));
  const result = resolved.some((item, index) => item !== items[index]) ? resolved : items;
  resolver.collections.set(items, result);
  return result;
}

function resolveEntries(entries: ReadonlyMap<string, Entry>, resolver: Resolver): ReadonlyMap<string, Entry> {
  const before = resolver.collections.get(entries);
  if (before !== undefined) return before as ReadonlyMap<string, Entry>; // Keyed by the map itself.
  let changed = false;
  const resolved = new Map<string, Entry>();
  for (const [name, entry] of entries) {
    const value = resolveValue(entry.value, resolver);
    changed ||= value !== entry.value;
    resolved.set(name, value === entry.value ? entry : { key: entry.key, value });
  }
  const result = changed ? resolved : entries;
  resolver.collections.set(entries, result);
  return result;
}

function resolveReference(reference: Reference, resolver: Resolver): Value {
  const path = readPath(reference);
  if (path === null) {
    return fail(reference, 'reference.not-valid', 'is not valid', resolver);
  }
  const id = JSON.stringify(path);
  const { targets, active, growth } = resolver;
  let target = targets.get(id);
  if (target === undefined) {
    if (active.has(reference)) {
      return fail(reference, 'reference.circular', 'is part of a circular chain', resolver);
    }
    if (active.size > MAX_CHAIN) {
      giveUp(reference.node, growth);
      return unknownInPlaceOf(reference);
    }
    active.add(reference);
    target = findTarget(reference, path, resolver);
    active.delete(reference);
    targets.set(id, target);
  }
  return withStep(target, 'reference', reference.node);
}

/** The path, or null when it is empty or has parts that are not strings. */
function readPath(reference: Reference): readonly string[] | null {
  const path: string[] = [];
  for (const part of reference.path) {
    if (part.kind !== 'scalar' || part.type !== 'string') return null;
    path.push(part.text);
  }
  return path.length === 0 ? null : path;
}

function findTarget(reference: Reference, path: readonly string[], resolver: Resolver): Value {
  let found: Value | undefined = resolver.config;
  for (const part of path) {
    if (found?.kind === 'unknown') return unknownInPlaceOf(reference);
    if (
      found?.kind === 'mapping' &&
      found.entries.get('extends')?.value.kind === 'unknown' &&
      !found.entries.has(part)
    )
      return unknownInPlaceOf(reference);
    found = get(found, part);
  }
  const value = found && resolveValue(found, resolver);
  const missing =
    value === undefined ||
    (value.kind === 'scalar' &&
      (value.type === 'null' || (value.type === 'boolean' && value.value === false)));
  if (!missing) return value;
  if (!resolver.complete) return unknownInPlaceOf(reference);
  return fail(reference, 'reference.not-found', 'could not be found', resolver);
}

function fail(reference: Reference, kind: string, text: string, { report }: Resolver): Value {
  report({
    kind,
    rejected: true,
    stops: true,
    gitlabMessage: `!reference ${inspectReference(reference)} ${text}`,
    at: reference.node,
    ...(reference.via && { via: reference.via }),
    data: { path: reference.path.map(inspect) },
  });
  return unknownInPlaceOf(reference);
}

function inspectReference({ node, path }: Reference): string {
  if (node.kind === 'scalar')
    return inspect({ kind: 'scalar', node, type: 'string', value: node.raw, text: node.raw });
  return `[${path.map(inspect).join(', ')}]`;
}
