/** Questions about the Ruby class of a value. */
import type { Node, ScalarType } from '../../syntax/node.js';
import type { List, Mapping, Scalar, Value } from '../value.js';

export function isHash(value: Value | undefined): value is Mapping {
  return value?.kind === 'mapping';
}

export function isArray(value: Value | undefined): value is List {
  return value?.kind === 'list';
}

export function isString(value: Value | undefined): value is Scalar {
  return value?.kind === 'scalar' && value.type === 'string';
}

/** A string or a symbol (`:name`), which GitLab often treats alike. */
export function isText(value: Value | undefined): value is Scalar {
  return value?.kind === 'scalar' && (value.type === 'string' || value.type === 'symbol');
}

export function isInteger(value: Value | undefined): value is Scalar {
  return value?.kind === 'scalar' && value.type === 'integer';
}

export function isNumber(value: Value | undefined): value is Scalar {
  return value?.kind === 'scalar' && (value.type === 'integer' || value.type === 'float');
}

export function isBoolean(value: Value | undefined): value is Scalar {
  return value?.kind === 'scalar' && value.type === 'boolean';
}

export function isUnknown(value: Value | undefined): boolean {
  return value?.kind === 'unknown';
}

/** Rails' `blank?`: nothing, false, white space, an empty list or hash. */
export function isBlank(value: Value | undefined): boolean {
  switch (value?.kind) {
    case undefined:
      return true;
    case 'scalar':
      if (value.type === 'boolean') return value.value === false;
      return value.type === 'null' || (isText(value) && /^[\s\u0085]*$/.test(value.text));
    case 'list':
      return value.items.length === 0;
    case 'mapping':
      return value.entries.size === 0;
    default:
      return false;
  }
}

/** The first item, at any depth, that is not of the wanted class; null when there is none. */
export function findStranger(value: Value, levels: number, belongs: (item: Value) => boolean): Value | null {
  if (belongs(value) || value.kind === 'unknown') return null;
  if (levels <= 0 || value.kind !== 'list') return value;
  for (const item of value.items) {
    const stranger = findStranger(item, levels - 1, belongs);
    if (stranger !== null) return stranger;
  }
  return null;
}

/** The Ruby class of a hash key; `symbol` and `string` keys are all one to GitLab. */
export function keyClass(key: Node): ScalarType | 'collection' {
  if (key.kind === 'alias') return key.target === null ? 'null' : keyClass(key.target);
  return key.kind === 'scalar' ? key.type : 'collection';
}

/** The text of a scalar, empty for anything else. */
export function valueText(value: Value | undefined): string {
  return value?.kind === 'scalar' ? value.text : '';
}
