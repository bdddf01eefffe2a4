/** `retry` (`entry/retry.rb`). Its messages name no job. */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { RETRY_REASONS } from '../keywords/values.js';
import { config, optional, presentValue, unsupported, when } from './check.js';
import type { Check, Entry, EntryType } from './entry.js';
import { asList, isObject, toJson } from './json.js';
import { allowedItems, allowedKeys } from './require-keys.js';
import { wholeNumber } from './require-limits.js';
import { beIntegerOrIntegers, beStringOrStrings } from './require-type.js';
import { isHash, isInteger, isString } from './shape.js';

const MAX_RETRIES = 2;

const simpleRetryEntry: EntryType = {
  name: 'retry',
  location: 'retry',
  checks: [config(wholeNumber(0, MAX_RETRIES))],
  value: entry => ({ max: entry.config ? toJson(entry.config) : null }),
};

const knownReason: Check = when(
  entry => isString(presentValue(entry, 'when')),
  optional('when', (value, subject) => {
    if (!isString(value) || (RETRY_REASONS as readonly string[]).includes(value.text)) return;
    subject.fault('value.not-in-list', 'is not included in the list', {
      data: { value: value.text, allowed: RETRY_REASONS },
    });
  }),
);

const fullRetryEntry: EntryType = {
  name: 'retry',
  location: 'retry',
  checks: [
    config(allowedKeys(keywordNames(keywordTables.retry))),
    optional('max', wholeNumber(0, MAX_RETRIES)),
    optional('when', beStringOrStrings),
    optional('when', allowedItems(RETRY_REASONS)),
    knownReason,
    optional('exit_codes', beIntegerOrIntegers),
  ],
  value: fullRetry,
};

function fullRetry(entry: Entry): ReturnType<NonNullable<EntryType['value']>> {
  const written = entry.config && toJson(entry.config);
  if (!isObject(written)) return written;
  const { exit_codes: codes, when: reasons, ...rest } = written;
  return {
    ...rest,
    ...('when' in written && { when: reasons === null ? null : asList(reasons) }),
    ...(codes !== undefined && codes !== null && { exit_codes: asList(codes) }),
  };
}

const otherRetryEntry = unsupported(
  'retry',
  'retry.type',
  'has to be either an integer or a hash',
  'retry config',
);

export const retryEntry: EntryType = {
  name: 'retry',
  choose: value => (isInteger(value) ? simpleRetryEntry : isHash(value) ? fullRetryEntry : otherRetryEntry),
};
