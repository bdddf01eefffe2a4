/** How entries say what they check: `config(isHash, …)` looks at the entry's value, `attribute('name', …)` at a key. */
import type { Node } from '../../syntax/node.js';
import type { Value } from '../value.js';
import { get, isNull } from '../value.js';
import {
  type Check,
  type Entry,
  type EntryType,
  type Facts,
  keywordOf,
  locationOf,
  recordFault,
} from './entry.js';

/** Looks at one value; `undefined` is a key that is not there. */
export type Requirement = (value: Value | undefined, subject: Subject) => void;

/** What a test looks at, with the way to say what is wrong. */
export interface Subject {
  readonly entry: Entry;
  /** `config` for the entry as a whole, else the name of its key. */
  readonly attribute: string;
  readonly fault: (kind: string, text: string, more?: FaultDetails) => void;
}

export interface FaultDetails {
  /** The wrong token, when it is not the value itself. */
  readonly at?: Node | undefined;
  readonly data?: Facts;
  readonly missing?: boolean;
  /** What the token came with, when it is not the value itself. */
  readonly value?: Value | undefined;
}

/** Tests the value of the entry. */
export function config(...requirements: readonly Requirement[]): Check {
  return entry => checkValue(entry, 'config', entry.config, requirements);
}

/** Tests the value under a key, absent or null ones too. */
export function attribute(name: string, ...requirements: readonly Requirement[]): Check {
  return entry => checkValue(entry, name, presentValue(entry, name), requirements);
}

/** Tests the value under a key unless it is absent or null. */
export function optional(name: string, ...requirements: readonly Requirement[]): Check {
  return entry => {
    const value = presentValue(entry, name);
    if (value !== undefined) checkValue(entry, name, value, requirements);
  };
}

/** Runs checks where a condition on the entry holds. */
export function when(condition: (entry: Entry) => boolean, ...checks: readonly Check[]): Check {
  return entry => {
    if (condition(entry)) for (const check of checks) check(entry);
  };
}

/** The value under a key of the entry, undefined when absent or null. */
export function presentValue(entry: Entry, name: string): Value | undefined {
  const value = get(entry.config, name);
  return isNull(value) ? undefined : value;
}

export function hasKey(entry: Entry, name: string): boolean {
  return entry.config?.kind === 'mapping' && entry.config.entries.has(name);
}

function checkValue(
  entry: Entry,
  name: string,
  value: Value | undefined,
  requirements: readonly Requirement[],
): void {
  if (value?.kind === 'unknown') return;
  const subject: Subject = {
    entry,
    attribute: name,
    fault: (kind, text, more) =>
      addFault(entry, kind, `${humanize(name)} ${text}`, {
        value,
        attribute: name,
        missing: value === undefined,
        ...more,
      }),
  };
  for (const requirement of requirements) requirement(value, subject);
}

/** A fault of the entry; GitLab prints the path before the text and all of it in lower case. */
export function addFault(
  entry: Entry,
  kind: string,
  text: string,
  details: FaultDetails & { readonly attribute?: string } = {},
): void {
  const value = details.value;
  const written = details.at ?? value?.node ?? (details.missing ? undefined : entry.config?.node);
  const key = details.attribute === undefined ? undefined : keyOf(entry, details.attribute);
  recordFault(entry, {
    kind,
    message: `${locationOf(entry)} ${text}`.toLowerCase(),
    at: written ?? key ?? entry.anchor,
    ...(value && { value }),
    data: {
      keyword: keywordOf(entry, details.attribute),
      found: written === undefined && key !== undefined ? 'null' : classOf(written),
      ...details.data,
    },
    missing: details.missing ?? false,
  });
}

function keyOf(entry: Entry, name: string): Node | undefined {
  return entry.config?.kind === 'mapping' ? entry.config.entries.get(name)?.key : undefined;
}

/** A fault whose message is GitLab's to the letter. */
export function addPlainFault(entry: Entry, kind: string, message: string, data: Facts = {}): void {
  recordFault(entry, {
    kind,
    message,
    at: entry.config?.node ?? entry.anchor,
    ...(entry.config && { value: entry.config }),
    data: { keyword: keywordOf(entry), found: classOf(entry.config?.node), ...data },
    missing: false,
  });
}

/** What was written instead: `mapping`, `list`, a scalar's class, or `nothing`. */
function classOf(node: Node | undefined): string {
  if (node === undefined) return 'nothing';
  if (node.kind === 'alias') return classOf(node.target ?? undefined);
  return node.kind === 'scalar' ? node.type : node.kind === 'sequence' ? 'list' : 'mapping';
}

/** `expire_in` as Rails prints attribute names: `expire in`. */
function humanize(name: string): string {
  return name.replaceAll('_', ' ');
}

/** Tests a value that GitLab derives from the entry rather than reads under a key. */
export function derived(
  name: string,
  pick: (entry: Entry) => Value | undefined,
  ...requirements: readonly Requirement[]
): Check {
  return entry => checkValue(entry, name, pick(entry), requirements);
}

/** An entry of a shape GitLab does not know; its message is not put into lower case. */
export function unsupported(name: string, kind: string, text: string, location?: string): EntryType {
  return {
    name,
    ...(location !== undefined && { location }),
    checks: [entry => addPlainFault(entry, kind, `${locationOf(entry)} ${text}`)],
    value: () => undefined,
  };
}
