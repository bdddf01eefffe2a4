/** The few JSON Schema words that GitLab uses in entries, with the messages of its validator (`json_schemer`). */
import type { Value } from '../value.js';
import type { Subject } from './check.js';
import { lengthOf } from './require-limits.js';
import { isArray, isBoolean, isHash, isInteger, isNumber, isString } from './shape.js';

type SchemaType = 'object' | 'array' | 'string' | 'integer' | 'number' | 'boolean' | 'null' | 'any';

/** Objects take no other properties than those named or matched. */
export interface Schema {
  readonly type: SchemaType | readonly SchemaType[];
  readonly properties?: Readonly<Record<string, Schema>>;
  /** For every property whose name matches. */
  readonly named?: { readonly pattern: RegExp; readonly schema: Schema };
  readonly required?: readonly string[];
  readonly items?: () => Schema;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: RegExp;
  /** Exactly one of these must fit. */
  readonly oneOf?: readonly Schema[];
}

interface Mismatch {
  readonly text: string;
  readonly at: Value['node'];
}

const ARTICLES: Readonly<Record<SchemaType, string>> = {
  object: 'an object',
  array: 'an array',
  string: 'a string',
  integer: 'an integer',
  number: 'a number',
  boolean: 'a boolean',
  null: 'null',
  any: 'anything',
};

const HOLDS: Readonly<Record<SchemaType, (value: Value) => boolean>> = {
  object: isHash,
  array: isArray,
  string: isString,
  integer: isInteger,
  number: isNumber,
  boolean: isBoolean,
  null: value => value.kind === 'scalar' && value.type === 'null',
  any: () => true,
};

/** Reports every mismatch as a fault of the subject. */
export function matchSchema(schema: Schema, value: Value, subject: Subject, kind: string): void {
  for (const { text, at } of mismatches(schema, value, ''))
    subject.fault(kind, text, { at, data: { reason: text } });
}

function mismatches(schema: Schema, value: Value, path: string): readonly Mismatch[] {
  if (value.kind === 'unknown') return [];
  if (schema.oneOf) return alternatives(schema.oneOf, value, path);
  const types = typeof schema.type === 'string' ? [schema.type] : schema.type;
  const place = path === '' ? 'root' : `\`${path}\``;
  if (!types.some(type => HOLDS[type](value))) {
    const wanted =
      types.length === 1 && types[0]
        ? `not ${ARTICLES[types[0]]}`
        : `not one of the types: ${types.join(', ')}`;
    return [{ text: `value at ${place} is ${wanted}`, at: value.node }];
  }
  if (types.includes('any')) return [];
  if (isHash(value)) return objectMismatches(schema, value, path, place);
  if (isArray(value) && schema.items) {
    const items = schema.items();
    return value.items.flatMap((item, index) => mismatches(items, item, `${path}/${index}`));
  }
  return isString(value) ? stringMismatches(schema, value, place) : [];
}

function alternatives(schemas: readonly Schema[], value: Value, path: string): readonly Mismatch[] {
  const results = schemas.map(schema => mismatches(schema, value, path));
  const fitting = results.filter(result => result.length === 0).length;
  if (fitting === 1) return [];
  const place = path === '' ? 'root' : `\`${path}\``;
  return fitting > 1
    ? [{ text: `value at ${place} matches more than one \`oneOf\` schema`, at: value.node }]
    : results.flat();
}

function objectMismatches(schema: Schema, value: Value, path: string, place: string): Mismatch[] {
  const found: Mismatch[] = [];
  if (!isHash(value)) return found;
  for (const [key, entry] of value.entries) {
    const inner = propertySchema(schema, key);
    if (inner) found.push(...mismatches(inner, entry.value, `${path}/${key}`));
    else
      found.push({
        text: `object property at \`${path}/${key}\` is a disallowed additional property`,
        at: entry.key,
      });
  }
  const missing = (schema.required ?? []).filter(key => !value.entries.has(key));
  if (missing.length > 0) {
    found.push({
      text: `object at ${place} is missing required properties: ${missing.join(', ')}`,
      at: value.node,
    });
  }
  return found;
}

function propertySchema({ properties, named }: Schema, key: string): Schema | undefined {
  if (properties !== undefined && Object.hasOwn(properties, key)) return properties[key];
  return named?.pattern.test(key) ? named.schema : undefined;
}

function stringMismatches(schema: Schema, value: Value, place: string): Mismatch[] {
  const length = lengthOf(value);
  const text = value.kind === 'scalar' ? value.text : '';
  const found: Mismatch[] = [];
  if (schema.maxLength !== undefined && length > schema.maxLength) {
    found.push({ text: `string length at ${place} is greater than: ${schema.maxLength}`, at: value.node });
  }
  if (schema.minLength !== undefined && length < schema.minLength) {
    found.push({ text: `string length at ${place} is less than: ${schema.minLength}`, at: value.node });
  }
  if (schema.pattern && !schema.pattern.test(text)) {
    found.push({
      text: `string at ${place} does not match pattern: ${schema.pattern.source}`,
      at: value.node,
    });
  }
  return found;
}
