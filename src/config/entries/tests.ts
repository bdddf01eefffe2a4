/** GitLab's validators (`lib/gitlab/config/entry/validators.rb` and those of Rails) with their messages. */

import { checkExpression } from '../../conditions/expression/check.js';
import { isPatternSyntax, isValidPattern } from '../../conditions/pattern.js';
import type { Mapping, Value } from '../value.js';
import type { FaultDetails, Subject, Test } from './check.js';
import { isExpiry, parseDuration } from './duration.js';
import {
  findStranger,
  isArray,
  isBlank,
  isBoolean,
  isHash,
  isInteger,
  isString,
  isText,
  isUnknown,
} from './shape.js';

function must(holds: (value: Value | undefined) => boolean, kind: string, text: string): Test {
  return (value, subject) => {
    if (!holds(value)) subject.fault(kind, text, missingIf(value === undefined));
  };
}

function missingIf(missing: boolean): FaultDetails {
  return missing ? { missing: true } : {};
}

export const beHash: Test = must(isHash, 'type.hash', 'should be a hash');
export const beString: Test = must(isString, 'type.string', 'should be a string');
export const beArray: Test = must(isArray, 'type.array', 'should be an array');
export const beBoolean: Test = must(isBoolean, 'type.boolean', 'should be a boolean value');
export const beHashOrString: Test = must(
  value => isHash(value) || isString(value),
  'type.hash-or-string',
  'should be a hash or a string',
);
export const beHashOrBoolean: Test = must(
  value => isHash(value) || isBoolean(value),
  'type.hash-or-boolean',
  'should be a hash or a boolean value',
);
export const beArrayOrString: Test = must(
  value => isArray(value) || isString(value),
  'type.array-or-string',
  'should be an array or a string',
);
export const beAlphanumeric: Test = must(
  value => isText(value) || isInteger(value),
  'type.alphanumeric',
  'must be an alphanumeric string',
);
export const beScalar: Test = must(
  value => value?.kind === 'scalar' && value.type !== 'null' && value.type !== 'date',
  'type.scalar',
  'must be a scalar',
);
export const bePresent: Test = must(value => !isBlank(value), 'value.blank', "can't be blank");

/** A list each of whose items passes; the first other item is the wrong token. */
function listOf(belongs: (item: Value) => boolean, kind: string, text: string): Test {
  return (value, subject) => {
    const at = isArray(value) ? value.items.find(item => !belongs(item) && !isUnknown(item)) : value;
    if (isArray(value) && at === undefined) return;
    subject.fault(kind, text, { at: at?.node, missing: value === undefined });
  };
}

export const beStrings: Test = listOf(isText, 'type.array-of-strings', 'should be an array of strings');
export const beHashes: Test = listOf(isHash, 'type.array-of-hashes', 'should be an array of hashes');
export const beStringsOrPatterns: Test = listOf(
  item => isString(item) && (!isPatternSyntax(item.text) || isValidPattern(item.text)),
  'policy.regexps',
  'should be an array of strings or regular expressions using re2 syntax',
);

export const beStringOrStrings: Test = orSingle(
  isText,
  listOf(isText, 'type.strings-or-string', 'should be an array of strings or a string'),
);
export const beIntegerOrIntegers: Test = orSingle(
  isInteger,
  listOf(isInteger, 'type.integers', 'should be an array of integers or an integer'),
);

function orSingle(belongs: (value: Value | undefined) => boolean, list: Test): Test {
  return (value, subject) => {
    if (!belongs(value)) list(value, subject);
  };
}

/** Lists in lists, up to `levels` deep, of items that pass. */
function nested(belongs: (item: Value) => boolean, levels: number, kind: string, text: string): Test {
  return (value, subject) => {
    const stranger = isArray(value) ? findStranger(value, levels, belongs) : value;
    if (stranger !== null) subject.fault(kind, text, { at: stranger?.node, data: { levels } });
  };
}

const SCRIPT_LEVELS = 10;

export const beScript: Test = orSingle(
  isText,
  nested(
    isText,
    SCRIPT_LEVELS,
    'type.string-or-nested',
    'should be a string or a nested array of strings up to 10 levels deep',
  ),
);
export const beNestedStrings: Test = nested(
  isText,
  SCRIPT_LEVELS,
  'type.nested-array',
  'should be an array of strings or a nested array of strings up to 10 levels deep',
);
export const beNestedHashes: Test = nested(
  isHash,
  SCRIPT_LEVELS,
  'type.hashes-and-arrays',
  'should be an array containing hashes and arrays of hashes',
);

export function allowedKeys(keys: readonly string[]): Test {
  const allowed = new Set(keys);
  return (value, subject) => {
    const unknown = isHash(value) ? [...value.entries.keys()].filter(key => !allowed.has(key)) : [];
    reportKeys(subject, value, unknown, 'keys.unknown', 'contains unknown keys: ', keys);
  };
}

function reportKeys(
  subject: Subject,
  value: Value | undefined,
  found: readonly string[],
  kind: string,
  text: string,
  allowed: readonly string[] = [],
): void {
  if (!isHash(value)) return;
  for (const key of found) {
    subject.fault(kind, text + found.join(', '), {
      at: value.entries.get(key)?.key,
      data: { key, keys: found, ...(allowed.length > 0 && { allowed }) },
    });
  }
}

/** Keys that may not be there at all. With `present`, keys without a value are passed over. */
export function disallowedKeys(
  keys: readonly string[],
  options: { readonly kind?: string; readonly message?: string; readonly present?: boolean } = {},
): Test {
  return (value, subject) => {
    const found = writtenKeys(value, keys, options.present ?? false);
    const text = `${options.message ?? 'contains disallowed keys'}: `;
    reportKeys(subject, value, found, options.kind ?? 'keys.disallowed', text);
  };
}

export function exclusiveKeys(...keys: readonly string[]): Test {
  return (value, subject) => {
    const found = writtenKeys(value, keys, false);
    if (found.length < 2 || !isHash(value)) return;
    subject.fault('keys.exclusive', `these keys cannot be used together: ${found.join(', ')}`, {
      at: value.entries.get(found[1] ?? '')?.key,
      data: { keys: found },
    });
  };
}

function writtenKeys(value: Value | undefined, keys: readonly string[], present: boolean): readonly string[] {
  if (!isHash(value)) return [];
  return [...value.entries].flatMap(([key, entry]) => {
    const counts =
      keys.includes(key) && !(present && entry.value.kind === 'scalar' && entry.value.type === 'null');
    return counts ? [key] : [];
  });
}

export function requiredKeys(...keys: readonly string[]): Test {
  return (value, subject) => {
    const missing = keys.filter(key => !(isHash(value) && value.entries.has(key)));
    if (missing.length === 0) return;
    subject.fault('keys.required', `missing required keys: ${missing.join(', ')}`, {
      at: subject.entry.anchor,
      data: { keys: missing },
      missing: true,
    });
  };
}

export function oneOfKeys(...keys: readonly string[]): Test {
  return (value, subject) => {
    const found = writtenKeys(value, keys, false);
    if (found.length === 1) return;
    const second = isHash(value) ? value.entries.get(found[1] ?? '')?.key : undefined;
    subject.fault('keys.one-of', `must use exactly one of these keys: ${keys.join(', ')}`, {
      at: second ?? subject.entry.anchor,
      data: { keys, found },
      missing: found.length === 0,
    });
  };
}

/** One of a closed list, as a string. Each list has its own kind and text. */
export function beOneOf(values: readonly string[], kind: string, text: string): Test {
  return (value, subject) => {
    if (isString(value) && values.includes(value.text)) return;
    subject.fault(kind, text, { data: { allowed: values, value: valueText(value) } });
  };
}

/** `unknown value`: compares Ruby's `to_s`, so `true` passes for `"true"`. */
export function allowedValue(values: readonly string[]): Test {
  return (value, subject) => {
    if (value?.kind === 'scalar' && values.includes(value.text)) return;
    subject.fault('value.unknown', `unknown value: ${valueText(value)}`, {
      data: { allowed: values, value: valueText(value) },
    });
  };
}

export function allowedItems(values: readonly string[]): Test {
  return (value, subject) => {
    if (!isArray(value)) return;
    const strangers = value.items.filter(
      item => !isUnknown(item) && !(isString(item) && values.includes(item.text)),
    );
    const texts = [...new Set(strangers.map(valueText))];
    if (strangers.length === 0) return;
    subject.fault('value.unknown-many', `contains unknown values: ${texts.join(', ')}`, {
      at: strangers[0]?.node,
      data: { allowed: values, values: texts },
    });
  };
}

export function valueText(value: Value | undefined): string {
  return value?.kind === 'scalar' ? value.text : '';
}

export function maxLength(limit: number, kind = 'text.too-long'): Test {
  return (value, subject) => {
    const length = lengthOf(value);
    if (length <= limit) return;
    subject.fault(kind, `is too long (maximum is ${limit} characters)`, { data: { limit, count: length } });
  };
}

/** At most so many entries; the first one too many is the wrong token. */
export function maxEntries(limit: number, kind: string, text: string): Test {
  return (value, subject) => {
    const count = lengthOf(value);
    if (count <= limit) return;
    const extra = isArray(value) ? value.items[limit]?.node : undefined;
    subject.fault(kind, text, { at: extra, data: { limit, count } });
  };
}

export function minEntries(limit: number, text: string): Test {
  return (value, subject) => {
    const count = lengthOf(value);
    if (count < limit) subject.fault('matrix.too-few', text, { data: { limit, count } });
  };
}

/** Ruby's `length`, in characters for text. */
export function lengthOf(value: Value | undefined): number {
  switch (value?.kind) {
    case 'scalar':
      return [...value.text].length;
    case 'list':
      return value.items.length;
    case 'mapping':
      return value.entries.size;
    default:
      return 0;
  }
}

/** A whole number within bounds. A string of digits counts as one, as for Rails' `numericality`. */
export function wholeNumber(least: number, most: number): Test {
  return (value, subject) => {
    const text = value?.kind === 'scalar' && value.type !== 'boolean' ? value.text.trim() : '';
    if (!/^[+-]?(\d+(\.\d*)?|\.\d+)(e[+-]?\d+)?$/i.test(text)) subject.fault('number.not', 'is not a number');
    else if (!/^[+-]?\d+$/.test(text)) subject.fault('number.integer', 'must be an integer');
    else if (Number(text) < least) numberFault(subject, 'number.at-least', 'greater', least);
    else if (Number(text) > most) numberFault(subject, 'number.at-most', 'less', most);
  };
}

function numberFault(subject: Subject, kind: string, word: string, limit: number): void {
  subject.fault(kind, `must be ${word} than or equal to ${limit}`, { data: { limit } });
}

/** A duration in words; with a limit in seconds, a shorter one. An unreadable one breaks both rules. */
export function beDuration(limit?: number): Test {
  return (value, subject) => {
    const seconds = isString(value) ? parseDuration(value.text) : null;
    if (seconds === null)
      subject.fault('duration.invalid', 'should be a duration', missingIf(value === undefined));
    if (limit !== undefined && (seconds === null || seconds > limit)) {
      subject.fault('duration.limit', 'should not exceed the limit', {
        data: { limit, ...(seconds !== null && { seconds }) },
        missing: value === undefined,
      });
    }
  };
}

export const beExpiry: Test = must(
  value => isString(value) && isExpiry(value.text),
  'duration.invalid',
  'should be a duration',
);

export const beExpression: Test = (value, subject) => {
  const reason = isString(value) ? expressionFault(value.text) : 'it is not a string';
  if (reason !== null)
    subject.fault('rules.expression', 'invalid expression syntax', {
      data: { reason, expression: valueText(value) },
    });
};

/** Why GitLab refuses an expression, or null. */
export function expressionFault(text: string): string | null {
  return checkExpression(text)?.message ?? null;
}

/** Hash keys of `mapping` in order, for messages. */
export function keysOf(mapping: Mapping): readonly string[] {
  return [...mapping.entries.keys()];
}
