import type { Json, Mapping, Value } from '../value.js';

/** The value as Ruby would write it into JSON; what could not be read becomes null. */
export function toJson(value: Value): Json {
  switch (value.kind) {
    case 'scalar':
      return value.type === 'symbol' || value.type === 'date' ? value.text : value.value;
    case 'list':
      return value.items.map(toJson);
    case 'mapping':
      return mappingToJson(value);
    default:
      return null;
  }
}

function mappingToJson(mapping: Mapping): Json {
  return Object.fromEntries(Array.from(mapping.entries, ([key, entry]) => [key, toJson(entry.value)]));
}

export type JsonObject = { readonly [key: string]: Json };

export function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The object without its null and undefined members, as Ruby's `compact`. */
export function compact(object: Readonly<Record<string, Json | undefined>>): Record<string, Json> {
  const kept: [string, Json][] = [];
  for (const [key, value] of Object.entries(object)) {
    if (value !== undefined && value !== null) kept.push([key, value]);
  }
  return Object.fromEntries(kept);
}

/** Ruby's `Array(value)` for what YAML can hold. */
export function asList(value: Json | undefined): readonly Json[] {
  if (value === undefined || value === null) return [];
  if (isObject(value)) return Object.entries(value);
  return Array.isArray(value) ? value : [value];
}

/** Ruby's `inspect`, good enough for messages. */
export function inspect(value: Json): string {
  return value === null ? 'nil' : JSON.stringify(value);
}
