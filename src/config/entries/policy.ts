/** `only` and `except` (`entry/policy.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import type { Json } from '../value.js';
import { addFault, config, optional, presentValue, unsupported } from './check.js';
import type { Check, Entry, EntryType } from './entry.js';
import { isObject, type JsonObject, toJson } from './json.js';
import { allowedKeys, allowedValue } from './require-keys.js';
import { bePresent, beStrings, beStringsOrPatterns, expressionFault } from './require-type.js';
import { isArray, isHash, isString } from './shape.js';

/** What `only` means where it is not written, and where it says nothing of refs. */
export const DEFAULT_ONLY: JsonObject = { refs: ['branches', 'tags'] };

const refsEntry: EntryType = {
  name: 'refs policy',
  checks: [config(beStringsOrPatterns)],
  value: entry => withDefault(entry, { refs: entry.config ? toJson(entry.config) : null }),
};

const validExpressions: Check = entry => {
  const list = presentValue(entry, 'variables');
  if (!isArray(list)) return;
  for (const item of list.items) {
    const reason = isString(item) ? expressionFault(item.text) : null;
    if (reason === null) continue;
    addFault(entry, 'rules.expression', 'variables invalid expression syntax', {
      value: item,
      data: { reason, expression: isString(item) ? item.text : '' },
    });
  }
};

const complexEntry: EntryType = {
  name: 'complex policy',
  checks: [
    config(bePresent, allowedKeys(keywordNames(keywordTables.policy))),
    validExpressions,
    optional('refs', beStringsOrPatterns),
    optional('kubernetes', allowedValue(['active'])),
    optional('variables', beStrings),
    optional('changes', beStrings),
  ],
  value: entry => withDefault(entry, entry.config ? toJson(entry.config) : null),
};

/** The default underneath what is written; a written null counts. */
function withDefault(entry: Entry, value: Json): Json {
  const fallback = isObject(entry.fallback) ? entry.fallback : {};
  return isObject(value) ? { ...fallback, ...value } : fallback;
}

const otherEntry = unsupported('policy', 'policy.type', 'has to be either an array of conditions or a hash');

export const policyEntry: EntryType = {
  name: 'policy',
  choose: value => (isArray(value) ? refsEntry : isHash(value) ? complexEntry : otherEntry),
};
