/**
 * The tree of configuration entries, after `lib/gitlab/config/entry`. An entry is a value of the merged configuration
 * together with the description of what GitLab expects there (`EntryType`). It is checked when it is made; only an
 * entry without faults gets children; then the checks that need the children run.
 */
import type { Node } from '../../syntax/node.js';
import type { Place } from '../problem.js';
import type { Json, Mapping, Value } from '../value.js';
import { isNull } from '../value.js';
import { toJson } from './json.js';

/** What is wrong with an entry, in GitLab's words and with the place of the wrong token. */
export interface Fault {
  readonly kind: string;
  readonly message: string;
  readonly at: Place;
  readonly value?: Value;
  readonly data: Facts;
  /** True when text that could not be read may supply what is said to be missing here. */
  readonly missing: boolean;
}

export type Facts = Readonly<Record<string, string | number | boolean | readonly string[]>>;

/** Settings that an entry passes down, such as the keys a rule may have. The nearest one counts. */
export interface Meta {
  readonly allowedWhen?: readonly string[];
  readonly allowedKeys?: readonly string[];
  readonly variableKeys?: readonly string[];
  readonly needTypes?: readonly string[];
  readonly parallelStrategies?: readonly string[];
  readonly maxIncludes?: number;
}

export type Check = (entry: Entry) => void;

export interface Child {
  readonly type: EntryType;
  /** The value where nothing is written. */
  readonly default?: Json;
  readonly meta?: Meta;
}

export interface EntryType {
  /** GitLab's name for the entry in messages where it stands under no key of its own. */
  readonly name: string;
  /** Keys below this entry do not show its own key (`caches`). */
  readonly keyless?: boolean;
  /** Replaces the path in messages (`retry`). */
  readonly location?: string;
  readonly checks?: readonly Check[];
  /** Run after the children are there, or at once when the entry has faults already. */
  readonly composedChecks?: readonly Check[];
  readonly children?: Readonly<Record<string, Child>>;
  /** For hashes with keys of the user's choice. */
  readonly each?: EntryType;
  /** For lists, which GitLab flattens first; a single hash counts as a list of one. */
  readonly items?: EntryType;
  /** Chooses between several forms by the shape of the value. */
  readonly choose?: (config: Value) => EntryType;
  readonly value?: (entry: Entry) => Json | undefined;
}

export interface Entry {
  readonly type: EntryType;
  /** Undefined where nothing (or null) is written. */
  readonly config: Value | undefined;
  readonly key: string | null;
  /** Where to point when something is missing here. */
  readonly anchor: Node;
  readonly parent: Entry | null;
  readonly meta: Meta;
  readonly fallback: Json | undefined;
  readonly children: ReadonlyMap<string, Entry>;
  readonly faults: readonly Fault[];
  /** The entry, or one below it, has a fault. */
  readonly faulty: boolean;
}

/** An entry while it is built and checked. */
interface OpenEntry extends Entry {
  children: Map<string, Entry>;
  faults: Fault[];
  faulty: boolean;
}

export interface EntryPlace {
  readonly key: string | null;
  readonly anchor: Node;
  readonly parent: Entry | null;
  readonly meta?: Meta;
  readonly fallback?: Json | undefined;
}

const NO_META: Meta = {};
/** Most entries have neither children nor faults, and there are many: they share these, which stay empty. */
const NO_CHILDREN: Map<string, Entry> = new Map();
const NO_FAULTS: Fault[] = [];

/** Builds and checks an entry with everything below it. */
export function buildEntry(type: EntryType, config: Value | undefined, place: EntryPlace): Entry {
  const written = isNull(config) ? undefined : config;
  const chosen = written !== undefined && type.choose ? type.choose(written) : type;
  const entry: OpenEntry = {
    type: chosen,
    config: written,
    key: type.keyless ? null : place.key,
    anchor: place.anchor,
    parent: place.parent,
    meta: place.meta ?? NO_META,
    fallback: place.fallback,
    children: NO_CHILDREN,
    faults: NO_FAULTS,
    faulty: false,
  };
  if (written === undefined || written.kind === 'unknown') return entry;
  for (const check of chosen.checks ?? []) check(entry);
  if (entry.faults.length === 0) buildChildren(entry, written);
  for (const check of chosen.composedChecks ?? []) check(entry);
  return entry;
}

function buildChildren(entry: OpenEntry, config: Value): void {
  const { children, each, items } = entry.type;
  if (!children && !each && !items) return;
  entry.children = new Map();
  if (children && config.kind === 'mapping') {
    for (const [key, child] of childList(children)) addChild(entry, config, key, child);
  }
  if (each && config.kind === 'mapping') {
    for (const [key, { key: node, value }] of config.entries) {
      const filled: Value = isNull(value) ? { kind: 'mapping', node, entries: new Map() } : value;
      entry.children.set(key, buildEntry(each, filled, { key, anchor: node, parent: entry }));
    }
  }
  if (items) {
    for (const [index, value] of flatten(config).entries()) {
      const place = { key: items.name, anchor: value.node, parent: entry };
      entry.children.set(String(index), buildEntry(items, value, place));
    }
  }
}

type Children = NonNullable<EntryType['children']>;

const childLists = new WeakMap<Children, readonly (readonly [string, Child])[]>();

/** The children of a type in GitLab's order, listed once a type. */
function childList(children: Children): readonly (readonly [string, Child])[] {
  let list = childLists.get(children);
  if (list === undefined) {
    list = Object.entries(children);
    childLists.set(children, list);
  }
  return list;
}

/** Keeps a fault that a check has found. */
export function recordFault(entry: Entry, fault: Fault): void {
  const open: OpenEntry = entry as OpenEntry;
  if (open.faults === NO_FAULTS) open.faults = [];
  open.faults.push(fault);
  for (let up: Entry | null = entry; up !== null; up = up.parent) (up as OpenEntry).faulty = true;
}

/** Keys that are not written get no entry; `childValue` knows their defaults. */
function addChild(parent: OpenEntry, config: Mapping, key: string, child: Child): void {
  const written = config.entries.get(key);
  if (written === undefined || isNull(written.value)) return;
  const meta = child.meta ?? NO_META;
  const place: EntryPlace = { key, anchor: written.key, parent, meta, fallback: child.default };
  parent.children.set(key, buildEntry(child.type, written.value, place));
}

/** The items of a list with the lists in it laid flat; a value that is no list is the only item. */
export function flatten(value: Value): readonly Value[] {
  if (value.kind !== 'list') return [value];
  if (!value.items.some(item => item.kind === 'list')) return value.items;
  const flat: Value[] = [];
  const open: Value[] = [...value.items].reverse();
  for (let item = open.pop(); item !== undefined; item = open.pop()) {
    if (item.kind === 'list')
      for (let at = item.items.length - 1; at >= 0; at--) open.push(item.items[at] as Value);
    else flat.push(item);
  }
  return flat;
}

/** True for an entry with a value; what could not be read counts as absent. */
export function isSpecified(entry: Entry | undefined): boolean {
  return entry?.config !== undefined && entry.config.kind !== 'unknown';
}

/** True when neither the entry nor anything below it has a fault. */
export function isValid(entry: Entry): boolean {
  return !entry.faulty;
}

/** The value GitLab goes on with: the entry's own form, its default, or undefined for nothing. */
export function entryValue(entry: Entry | undefined): Json | undefined {
  if (entry === undefined) return undefined;
  if (entry.config === undefined) return entry.fallback;
  if (entry.config.kind === 'unknown') return undefined;
  return entry.type.value ? entry.type.value(entry) : plainValue(entry);
}

/** The value of a child: its default where it is not written, undefined when it is broken. */
export function childValue(entry: Entry, key: string): Json | undefined {
  const child = entry.children.get(key);
  if (child !== undefined) return isValid(child) ? entryValue(child) : undefined;
  return entry.faults.length > 0 ? undefined : entry.type.children?.[key]?.default;
}

/** An entry without children is its text; of one with children the written ones count. */
export function plainValue(entry: Entry): Json | undefined {
  if (entry.type.items) return itemValues(entry);
  if (entry.type.children === undefined && entry.children.size === 0)
    return entry.config && toJson(entry.config);
  const members: [string, Json][] = [];
  for (const [key, child] of entry.children) {
    const own = isSpecified(child) ? entryValue(child) : undefined;
    if (own !== undefined) members.push([key, own]);
  }
  return Object.fromEntries(members);
}

export function itemValues(entry: Entry): Json[] {
  return [...entry.children.values()].map(child => entryValue(child) ?? null);
}

/** The path GitLab prints before its messages: `jobs:build:needs:need`. */
export function locationOf(entry: Entry): string {
  if (entry.type.location !== undefined) return entry.type.location;
  const parts = [keyText(entry) || entry.type.name];
  for (let up = entry.parent; up !== null; up = up.parent) if (up.key !== null) parts.push(keyText(up));
  return parts.reverse().join(':');
}

/** A list as a key is laid flat by Ruby's `join`. */
function keyText({ key, anchor }: Entry): string {
  if (key === null || anchor.kind !== 'sequence' || !key.startsWith('[')) return key ?? '';
  return anchor.items.map(item => (item.kind === 'scalar' ? item.text : '')).join(':');
}

/** The keyword as GitLab's documents write it, `artifacts:expire_in`: below the job, and without the items of lists. */
export function keywordOf(entry: Entry, attribute = 'config'): string {
  const parts = attribute === 'config' ? [] : [attribute];
  for (let at: Entry | null = entry; at?.parent && at.parent.key !== 'jobs'; at = at.parent) {
    if (at.parent.type.items !== undefined && at.key === at.parent.type.items.name) continue;
    const name = at.key ?? (at.anchor.kind === 'scalar' ? at.anchor.text : '');
    if (name !== '') parts.push(name);
  }
  return parts.reverse().join(':');
}

/** A setting of the entry or of the nearest entry above that has it. */
export function metaOf<K extends keyof Meta>(entry: Entry, name: K): Meta[K] | undefined {
  for (let at: Entry | null = entry; at !== null; at = at.parent) {
    if (at.meta[name] !== undefined) return at.meta[name];
  }
  return undefined;
}

/** All faults in GitLab's order: an entry's own before those of its children. */
export function faultsOf(entry: Entry): readonly Fault[] {
  if (!entry.faulty) return NO_FAULTS;
  const faults = [...entry.faults];
  for (const child of entry.children.values()) if (child.faulty) faults.push(...faultsOf(child));
  return faults;
}
