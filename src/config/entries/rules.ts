/** `rules` of jobs and of the workflow (`entry/rules.rb`, `rules/rule.rb`, `rule/changes.rb`, `rule/exists.rb`, `auto_cancel.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { DROPPED_KEYWORDS, keywordTablesOf } from '../keywords/proposed.js';
import { keywordTables } from '../keywords/tables.js';
import { CANCEL_ON_JOB_FAILURE, CANCEL_ON_NEW_COMMIT } from '../keywords/values.js';
import { get } from '../value.js';
import {
  attribute,
  config,
  hasKey,
  optional,
  presentValue,
  type Requirement,
  unsupported,
  when,
} from './check.js';
import { MAX_DELAY_SECONDS, ruleControlChecks } from './control.js';
import {
  type Check,
  childValue,
  type Entry,
  type EntryType,
  isSpecified,
  itemValues,
  metaOf,
} from './entry.js';
import { asList, compact, isObject, toJson } from './json.js';
import { needsEntry, proposedNeedsEntry } from './needs.js';
import { allowedKeys, allowedValue, beOneOf, disallowedKeys, requiredKeys } from './require-keys.js';
import { beDuration, maxEntries } from './require-limits.js';
import {
  beArray,
  beBoolean,
  beExpression,
  beHash,
  beHashOrBoolean,
  bePresent,
  beString,
  beStrings,
} from './require-type.js';
import { allowFailureEntry } from './script.js';
import { isArray, isBlank, isHash, isString } from './shape.js';
import { variablesEntry } from './variables.js';

const MAX_PATHS = 50;
const TOO_MANY_PATHS = `has too many entries (maximum ${MAX_PATHS})`;
const fewPaths = maxEntries(MAX_PATHS, 'entries.too-many', TOO_MANY_PATHS);

/** Where no paths are written at all, GitLab complains of too many as well. */
const fewGivenPaths: Requirement = (value, subject) => {
  if (value !== undefined) fewPaths(value, subject);
  else subject.fault('entries.too-many', TOO_MANY_PATHS, { missing: true });
};

const simpleChangesEntry: EntryType = {
  name: 'simple changes',
  checks: [config(beStrings, fewPaths)],
  value: entry => ({ paths: entry.config ? toJson(entry.config) : null }),
};

const complexChangesEntry: EntryType = {
  name: 'complex changes',
  checks: [
    config(allowedKeys(keywordNames(keywordTables.changes)), requiredKeys('paths')),
    attribute('paths', beStrings, fewGivenPaths),
    optional('compare_to', beString),
  ],
  value: entry => writtenHash(entry),
};

const otherChangesEntry = unsupported('changes', 'changes.type', 'should be an array or a hash');

export const changesEntry: EntryType = {
  name: 'changes',
  choose: value =>
    isArray(value) ? simpleChangesEntry : isHash(value) ? complexChangesEntry : otherChangesEntry,
};

const simpleExistsEntry: EntryType = {
  name: 'simple exists',
  checks: [when(entry => isArray(entry.config), config(beStrings, fewPaths))],
  value: entry => ({ paths: isHash(entry.config) ? [] : asList(entry.config && toJson(entry.config)) }),
};

const complexExistsEntry: EntryType = {
  name: 'complex exists',
  checks: [
    config(allowedKeys(keywordNames(keywordTables.exists)), requiredKeys('paths')),
    when(entry => presentValue(entry, 'ref') !== undefined, config(requiredKeys('project'))),
    optional('paths', beStrings, fewPaths),
    optional('project', beString),
    optional('ref', beString),
  ],
  value: entry => ({ ...writtenHash(entry), paths: asList(writtenHash(entry).paths) }),
};

const otherExistsEntry = unsupported(
  'exists',
  'exists.type',
  'should be a string, an array of strings, or a hash',
);

export const existsEntry: EntryType = {
  name: 'exists',
  choose: value => {
    if (isArray(value) || isString(value) || isBlank(value)) return simpleExistsEntry;
    return isHash(value) ? complexExistsEntry : otherExistsEntry;
  },
};

function writtenHash(entry: Entry): ReturnType<typeof compact> {
  const written = entry.config && toJson(entry.config);
  return isObject(written) ? compact(written) : {};
}

export const autoCancelEntry: EntryType = {
  name: 'auto cancel',
  checks: [
    config(beHash, allowedKeys(keywordNames(keywordTables.autoCancel))),
    optional('on_new_commit', beString, cancelMode(CANCEL_ON_NEW_COMMIT)),
    optional('on_job_failure', beString, cancelMode(CANCEL_ON_JOB_FAILURE)),
  ],
};

function cancelMode(modes: readonly string[]): ReturnType<typeof beOneOf> {
  return beOneOf(modes, 'auto-cancel.value', `must be one of: ${modes.join(', ')}`);
}

function isDelayed(entry: Entry): boolean {
  const value = get(entry.config, 'when');
  return isString(value) && value.text === 'delayed';
}

/** The keys and values that differ between the rules of jobs and of the workflow. */
const placeChecks: Check = entry => {
  optional('when', allowedValue(metaOf(entry, 'allowedWhen') ?? []))(entry);
  config(allowedKeys(metaOf(entry, 'allowedKeys') ?? []))(entry);
};

const ruleEntry: EntryType = {
  name: 'rule',
  checks: [
    config(beHash, bePresent),
    when(entry => !isDelayed(entry), config(disallowedKeys(['start_in']))),
    when(isDelayed, attribute('start_in', bePresent, beDuration(MAX_DELAY_SECONDS))),
    optional('if', beExpression),
    optional('allow_failure', beBoolean),
    optional('interruptible', beBoolean),
    placeChecks,
  ],
  children: {
    changes: { type: changesEntry },
    exists: { type: existsEntry },
    variables: { type: variablesEntry, default: {} },
    needs: { type: needsEntry, meta: { needTypes: ['job'] } },
    auto_cancel: { type: autoCancelEntry },
  },
  value: entry => {
    const checked: Record<string, ReturnType<typeof childValue>> = {};
    for (const [key, child] of entry.children) {
      if (hasKey(entry, key)) checked[key] = isSpecified(child) ? childValue(entry, key) : undefined;
    }
    return compact({ ...writtenHash(entry), ...checked });
  },
};

export const rulesEntry: EntryType = {
  name: 'rules',
  checks: [config(bePresent, beArray)],
  items: ruleEntry,
  value: itemValues,
};

const proposedRuleKeys = keywordNames(keywordTablesOf('proposed').rule);

/** The rules of jobs in the proposed syntax; those of the workflow are as today. */
export const proposedRulesEntry: EntryType = {
  ...rulesEntry,
  items: {
    ...ruleEntry,
    checks: [
      config(beHash, bePresent),
      ...ruleControlChecks,
      optional('if', beExpression),
      optional('allow_failure', beHashOrBoolean),
      optional('interruptible', beBoolean),
      config(allowedKeys([...proposedRuleKeys, ...DROPPED_KEYWORDS])),
    ],
    children: {
      ...ruleEntry.children,
      needs: { type: proposedNeedsEntry, meta: { needTypes: ['job'] } },
      allow_failure: { type: allowFailureEntry },
    },
  },
};
