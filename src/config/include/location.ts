/** From what is written at `include` to the files that are meant (gitlabhq, `config/external/mapper/`). */
import { expandAll } from '../../conditions/expand-variables.js';
import type { VariableLookup } from '../../conditions/expression/evaluate.js';
import type { Node } from '../../syntax/node.js';
import { isBlank } from '../entries/shape.js';
import { inPlaceOf, stringValue } from '../load/provenance.js';
import { toJsonText, toText } from '../load/ruby-text.js';
import type { Report } from '../problem.js';
import type { Value } from '../value.js';

/** One include: its subkeys, with a text turned into `local` or `remote`. */
export interface Location {
  readonly at: Node;
  readonly fields: ReadonlyMap<string, Value>;
}

export type TargetKind = 'local' | 'project' | 'remote' | 'template' | 'artifact' | 'component';

/** A file that is to be included. */
export interface Target {
  readonly kind: TargetKind;
  readonly at: Node;
  /** What names the file, and the value that says so. */
  readonly location: Value;
  readonly fields: ReadonlyMap<string, Value>;
}

/** All items of `include`, nulls left out. Anything but a hash or a text is refused. */
export function readLocations(
  include: Value | undefined,
  variables: VariableLookup,
  report: Report,
): readonly Location[] {
  const items = include === undefined ? [] : include.kind === 'list' ? include.items : [include];
  const locations: Location[] = [];
  for (const item of items) {
    if (item.kind === 'unknown' || (item.kind === 'scalar' && item.type === 'null')) continue;
    if (item.kind === 'scalar' && item.type === 'string') {
      const text = expandAll(item.text, variables);
      const key = isAddress(text) ? 'remote' : 'local';
      locations.push({ at: item.node, fields: new Map([[key, stringValue(item.node, text, item.via)]]) });
    } else if (item.kind === 'mapping') {
      const fields = new Map(Array.from(item.entries, ([name, entry]) => [name, entry.value]));
      locations.push({ at: item.node, fields });
    } else {
      const gitlabMessage = 'Each include must be a hash or a string';
      report({ kind: 'include.type', rejected: true, stops: true, gitlabMessage, at: item.node, data: {} });
    }
  }
  return locations;
}

/** An address that GitLab would fetch from (`lib/gitlab/url_sanitizer.rb`). */
export function isAddress(text: string): boolean {
  return /^(?:https?|ssh|git):\/\/[^/?#\s]/i.test(text.trim());
}

/** Puts variables into the texts of a location and into the texts of its lists, but not into its hashes (`inputs`). */
export function expandLocation({ at, fields }: Location, variables: VariableLookup): Location {
  const expandText = (value: Value): Value =>
    value.kind === 'scalar' && value.type === 'string' && /[$%]/.test(value.text)
      ? stringValue(value.node, expandAll(value.text, variables), value.via)
      : value;
  const expanded = new Map<string, Value>();
  for (const [name, value] of fields) {
    expanded.set(
      name,
      value.kind === 'list' ? inPlaceOf(value, value.items.map(expandText)) : expandText(value),
    );
  }
  return { at, fields: expanded };
}

/** GitLab's order, which its messages show. */
const KINDS: readonly TargetKind[] = ['local', 'project', 'remote', 'template', 'artifact', 'component'];
const HEADER_KINDS: readonly TargetKind[] = ['local', 'remote', 'project'];

/** What a location means, or null when its subkeys are none or too many. */
export function findTarget(location: Location, inHeader: boolean, report: Report): Target | null {
  const kinds = inHeader ? HEADER_KINDS : KINDS;
  const targets = kinds.flatMap(kind => readTarget(kind, location) ?? []);
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) return only;
  const names = kinds.map(kind => `\`${kind}\``).join(', ');
  const written = toJsonText(toMapping(location));
  const place = inHeader ? 'header include' : 'include';
  const { at } = location;
  if (only === undefined) {
    const gitlabMessage = `\`${written}\` does not have a valid subkey for ${place}. Valid subkeys are: ${names}`;
    const data = { allowed: kinds, names: [...location.fields.keys()] };
    report({ kind: 'include.no-subkey', rejected: true, stops: true, gitlabMessage, at, data });
  } else {
    const gitlabMessage = `Each include must use only one of: ${names}`;
    const data = { allowed: kinds, names: targets.map(target => target.kind) };
    report({ kind: 'include.one-subkey', rejected: true, stops: true, gitlabMessage, at, data });
  }
  return null;
}

function toMapping({ at, fields }: Location): Value {
  const entries = Array.from(fields, ([name, value]) => [name, { key: value.node, value }] as const);
  return { kind: 'mapping', node: at, entries: new Map(entries) };
}

function readTarget(kind: TargetKind, { at, fields }: Location): Target | null {
  const key = kind === 'project' ? 'file' : kind;
  const written = fields.get(key);
  if (written === undefined || isBlank(written)) return null;
  if (kind === 'project' && isBlank(fields.get('project'))) return null;
  const slashless = kind === 'local' || kind === 'project';
  const location = slashless ? withoutLeadingSlashes(written) : written;
  return isBlank(location) ? null : { kind, at, location, fields };
}

function withoutLeadingSlashes(value: Value): Value {
  const text = toText(value);
  const isText = value.kind === 'scalar' && value.type === 'string';
  return isText && !text.startsWith('/')
    ? value
    : stringValue(value.node, text.replace(/^\/+/, ''), value.via);
}
