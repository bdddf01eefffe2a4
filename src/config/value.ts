/**
 * The value tree that GitLab's configuration passes work on: mappings as Ruby hashes (unique keys, merge keys applied,
 * aliases resolved), each value knowing where it was written (`node`) and how it came to where it stands (`via`).
 * Values are immutable; passes build new ones and share what they do not change.
 */
import type { Node, ScalarType } from '../syntax/node.js';

export type StepKind =
  | 'include'
  | 'extends'
  | 'reference'
  | 'default'
  | 'global'
  | 'alias'
  | 'merge'
  | 'input';

/** One step of the way a value took, the last step first: `default` ← `reference` ← the place where it was written. */
export interface Step {
  readonly kind: StepKind;
  /** Where the step is asked for: the `extends` item, the `!reference`, the `include` entry, the `default` key. */
  readonly at: Node;
  readonly next?: Step;
}

interface ValueBase {
  /** Where the value was written. */
  readonly node: Node;
  readonly via?: Step;
}

export interface Scalar extends ValueBase {
  readonly kind: 'scalar';
  readonly type: ScalarType;
  readonly value: string | number | boolean | null;
  /** Ruby's `to_s` of the value. */
  readonly text: string;
}

export interface List extends ValueBase {
  readonly kind: 'list';
  readonly items: readonly Value[];
}

export interface Entry {
  readonly key: Node;
  readonly value: Value;
}

export interface Mapping extends ValueBase {
  readonly kind: 'mapping';
  /** In the order of first appearance, as in a Ruby hash. Keys are the text of the key scalar. */
  readonly entries: ReadonlyMap<string, Entry>;
}

/** A `!reference` that has not been resolved yet. No value of this kind is left in a resolved configuration. */
export interface Reference extends ValueBase {
  readonly kind: 'reference';
  readonly path: readonly Value[];
}

/** Something that could not be read, such as a part of an include that is out of reach: nobody has an opinion on it. */
export interface Unknown extends ValueBase {
  readonly kind: 'unknown';
}

export type Value = Scalar | List | Mapping | Reference | Unknown;

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

export function get(value: Value | undefined, key: string): Value | undefined {
  return value?.kind === 'mapping' ? value.entries.get(key)?.value : undefined;
}

/** True for a value that Ruby calls nil, and for one that is not there. */
export function isNull(value: Value | undefined): boolean {
  return value === undefined || (value.kind === 'scalar' && value.type === 'null');
}

/** The value's text when it is a string (a Ruby symbol counts as one where GitLab treats it so), else null. */
export function asString(value: Value | undefined): string | null {
  return value?.kind === 'scalar' && value.type === 'string' ? value.text : null;
}
