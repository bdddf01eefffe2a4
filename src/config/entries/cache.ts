/** `cache` (`entry/caches.rb`, `cache.rb`, `key.rb`, `files.rb`, `prefix.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { CACHE_POLICIES, UPLOAD_WHEN } from '../keywords/values.js';
import { get, isNull, type Json, type Value } from '../value.js';
import { config, optional, type Requirement, unsupported } from './check.js';
import { type Check, childValue, type Entry, type EntryType, itemValues, plainValue } from './entry.js';
import { isObject, toJson } from './json.js';
import { allowedKeys, beOneOf, oneOfKeys } from './require-keys.js';
import { maxEntries, minEntries } from './require-limits.js';
import { beHash, beString, beStrings } from './require-type.js';
import { booleanEntry, stringsEntry } from './script.js';
import { isArray, isBlank, isHash, isText } from './shape.js';

const MAX_CACHES = 4;
const MAX_FALLBACK_KEYS = 5;
const MAX_KEY_FILES = 2;

/** GitLab looks for a policy or a variable anywhere in the text, so `xpushy` passes. */
const POLICY = /pull-push|push|pull|\$/;

/** Text that can be a key: in the address of the cache it must stay one path segment. */
const beKey: Requirement = (value, subject) => {
  if (!isText(value)) {
    subject.fault('key.string', 'should be a string or symbol');
    return;
  }
  const path = unescapeUrl(value.text);
  if (path.includes('/')) subject.fault('key.slash', 'cannot contain the "/" character');
  else if (path === '.' || path === '..') subject.fault('key.dots', 'cannot be "." or ".."');
};

/** The `%2F` and `%2E` of Ruby's `CGI.unescape`; other escapes do not matter here. */
function unescapeUrl(text: string): string {
  return text.replace(/%2f/gi, '/').replace(/%2e/gi, '.');
}

const keyFilesEntry: EntryType = {
  name: 'files',
  checks: [
    config(
      beStrings,
      minEntries(1, 'requires at least 1 item'),
      maxEntries(MAX_KEY_FILES, 'entries.too-many', `has too many items (maximum is ${MAX_KEY_FILES})`),
    ),
  ],
  value: withoutSlashes,
};

/** Paths of key files start at the root of the repository, with or without a slash. */
function withoutSlashes(entry: Entry): Json {
  const paths = isArray(entry.config) ? entry.config.items : [];
  return paths.map(path => (path.kind === 'scalar' ? path.text.replace(/^\/+/, '') : ''));
}

const simpleKeyEntry: EntryType = {
  name: 'simple key',
  checks: [config(beKey)],
  value: entry => (entry.config?.kind === 'scalar' ? entry.config.text : undefined),
};

const complexKeyEntry: EntryType = {
  name: 'complex key',
  checks: [config(allowedKeys(keywordNames(keywordTables.cacheKey)), oneOfKeys('files', 'files_commits'))],
  children: {
    files: { type: keyFilesEntry },
    files_commits: { type: keyFilesEntry },
    prefix: { type: { name: 'prefix', checks: [config(beKey)] } },
  },
};

const otherKeyEntry = unsupported('key', 'key.type', 'should be a hash, a string or a symbol');

const keyEntry: EntryType = {
  name: 'key',
  choose: value => (isText(value) ? simpleKeyEntry : isHash(value) ? complexKeyEntry : otherKeyEntry),
};

const policyCheck: Check = entry => {
  const policy = get(entry.config, 'policy');
  if (policy !== undefined && isBlank(policy)) return;
  optional('policy', beString, (value, subject) => {
    if (value !== undefined && !POLICY.test(textIn(value))) {
      subject.fault('cache.policy', 'should be a variable or one of: pull-push, push, pull', {
        data: { allowed: CACHE_POLICIES },
      });
    }
  })(entry);
};

function textIn(value: Value): string {
  return value.kind === 'scalar' ? value.text : JSON.stringify(toJson(value));
}

const cacheEntry: EntryType = {
  name: 'cache',
  checks: [
    config(beHash, allowedKeys(keywordNames(keywordTables.cache))),
    policyCheck,
    optional(
      'when',
      beString,
      beOneOf(UPLOAD_WHEN, 'when.allowed', `should be one of: ${UPLOAD_WHEN.join(', ')}`),
    ),
    optional(
      'fallback_keys',
      maxEntries(
        MAX_FALLBACK_KEYS,
        'cache.fallback-keys',
        `has to many entries (maximum ${MAX_FALLBACK_KEYS})`,
      ),
    ),
  ],
  children: {
    key: { type: keyEntry, default: 'default' },
    unprotect: { type: booleanEntry },
    untracked: { type: booleanEntry },
    paths: { type: { name: 'paths', checks: [config(beStrings)] } },
    fallback_keys: { type: stringsEntry },
  },
  value: entry => {
    const written = plainValue(entry);
    return {
      ...(isObject(written) ? written : {}),
      key: childValue(entry, 'key') ?? null,
      unprotect: writtenOr(entry, 'unprotect', false),
      policy: writtenOr(entry, 'policy', 'pull-push'),
      when: writtenOr(entry, 'when', 'on_success'),
      fallback_keys: writtenOr(entry, 'fallback_keys', []),
    };
  },
};

function writtenOr<T extends string | boolean | readonly string[]>(entry: Entry, key: string, otherwise: T) {
  const value = get(entry.config, key);
  const absent = value === undefined || isNull(value) || (value.kind === 'scalar' && value.value === false);
  return absent ? otherwise : toJson(value);
}

export const cachesEntry: EntryType = {
  name: 'caches',
  keyless: true,
  checks: [
    config((value, subject) => {
      if (!isHash(value) && !isArray(value)) subject.fault('cache.type', 'can only be a hash or an array');
      if (isArray(value)) {
        maxEntries(
          MAX_CACHES,
          'cache.too-many',
          `no more than ${MAX_CACHES} caches can be created`,
        )(value, subject);
      }
    }),
  ],
  items: cacheEntry,
  value: itemValues,
};
