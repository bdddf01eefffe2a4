/** Requirements on the class of a value (`lib/gitlab/config/entry/validators.rb`) with GitLab's messages. */
import { checkExpression } from '../../conditions/expression/check.js';
import { isPatternSyntax, isValidPattern } from '../../conditions/pattern.js';
import type { Value } from '../value.js';
import type { FaultDetails, Requirement } from './check.js';
import { isExpiry } from './duration.js';
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
  valueText,
} from './shape.js';

function must(holds: (value: Value | undefined) => boolean, kind: string, text: string): Requirement {
  return (value, subject) => {
    if (!holds(value)) subject.fault(kind, text, missingIf(value === undefined));
  };
}

function missingIf(missing: boolean): FaultDetails {
  return missing ? { missing: true } : {};
}

export const beHash: Requirement = must(isHash, 'type.hash', 'should be a hash');
export const beString: Requirement = must(isString, 'type.string', 'should be a string');
export const beArray: Requirement = must(isArray, 'type.array', 'should be an array');
export const beBoolean: Requirement = must(isBoolean, 'type.boolean', 'should be a boolean value');
export const beHashOrString: Requirement = must(
  value => isHash(value) || isString(value),
  'type.hash-or-string',
  'should be a hash or a string',
);
export const beHashOrBoolean: Requirement = must(
  value => isHash(value) || isBoolean(value),
  'type.hash-or-boolean',
  'should be a hash or a boolean value',
);
export const beArrayOrString: Requirement = must(
  value => isArray(value) || isString(value),
  'type.array-or-string',
  'should be an array or a string',
);
export const beAlphanumeric: Requirement = must(
  value => isText(value) || isInteger(value),
  'type.alphanumeric',
  'must be an alphanumeric string',
);
export const beScalar: Requirement = must(
  value => value?.kind === 'scalar' && value.type !== 'null' && value.type !== 'date',
  'type.scalar',
  'must be a scalar',
);
export const bePresent: Requirement = must(value => !isBlank(value), 'value.blank', "can't be blank");

/** A list each of whose items passes; the first other item is the wrong token. */
function listOf(belongs: (item: Value) => boolean, kind: string, text: string): Requirement {
  return (value, subject) => {
    const at = isArray(value) ? value.items.find(item => !belongs(item) && !isUnknown(item)) : value;
    if (isArray(value) && at === undefined) return;
    subject.fault(kind, text, { at: at?.node, value: at, missing: value === undefined });
  };
}

export const beStrings: Requirement = listOf(
  isText,
  'type.array-of-strings',
  'should be an array of strings',
);
export const beHashes: Requirement = listOf(isHash, 'type.array-of-hashes', 'should be an array of hashes');
export const beStringsOrPatterns: Requirement = listOf(
  item => isString(item) && (!isPatternSyntax(item.text) || isValidPattern(item.text)),
  'policy.regexps',
  'should be an array of strings or regular expressions using re2 syntax',
);

export const beStringOrStrings: Requirement = orSingle(
  isText,
  listOf(isText, 'type.strings-or-string', 'should be an array of strings or a string'),
);
export const beIntegerOrIntegers: Requirement = orSingle(
  isInteger,
  listOf(isInteger, 'type.integers', 'should be an array of integers or an integer'),
);

function orSingle(belongs: (value: Value | undefined) => boolean, list: Requirement): Requirement {
  return (value, subject) => {
    if (!belongs(value)) list(value, subject);
  };
}

/** Lists in lists, up to `levels` deep, of items that pass. */
function nested(belongs: (item: Value) => boolean, levels: number, kind: string, text: string): Requirement {
  return (value, subject) => {
    const stranger = isArray(value) ? findStranger(value, levels, belongs) : value;
    if (stranger !== null)
      subject.fault(kind, text, { at: stranger?.node, value: stranger, data: { levels } });
  };
}

const SCRIPT_LEVELS = 10;

export const beScript: Requirement = orSingle(
  isText,
  nested(
    isText,
    SCRIPT_LEVELS,
    'type.string-or-nested',
    'should be a string or a nested array of strings up to 10 levels deep',
  ),
);
export const beNestedStrings: Requirement = nested(
  isText,
  SCRIPT_LEVELS,
  'type.nested-array',
  'should be an array of strings or a nested array of strings up to 10 levels deep',
);
export const beNestedHashes: Requirement = nested(
  isHash,
  SCRIPT_LEVELS,
  'type.hashes-and-arrays',
  'should be an array containing hashes and arrays of hashes',
);

export const beExpiry: Requirement = must(
  value => isString(value) && isExpiry(value.text),
  'duration.invalid',
  'should be a duration',
);

export const beExpression: Requirement = (value, subject) => {
  const reason = isString(value) ? expressionFault(value.text) : 'it is not a string';
  if (reason !== null)
    subject.fault('rules.expression', 'invalid expression syntax', {
      data: { reason, expression: valueText(value) },
    });
};

const MAX_MEMO = 2_000;
const expressionMemo = new Map<string, string | null>();

/** Why GitLab refuses an expression, or null. The same few expressions stand in many jobs, so answers are kept. */
export function expressionFault(text: string): string | null {
  let reason = expressionMemo.get(text);
  if (reason === undefined) {
    reason = checkExpression(text)?.message ?? null;
    if (expressionMemo.size >= MAX_MEMO) expressionMemo.clear();
    expressionMemo.set(text, reason);
  }
  return reason;
}
