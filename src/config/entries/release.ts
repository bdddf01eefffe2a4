/** `release` (`entry/release.rb`). Links of assets are not looked into. */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { addFault, attribute, config, presentValue, type Requirement } from './check.js';
import type { Check, EntryType } from './entry.js';
import { toJson } from './json.js';
import { allowedKeys } from './require-keys.js';
import { beHash, bePresent, beString, beStringOrStrings } from './require-type.js';
import { isBlank, isString } from './shape.js';

/** Runs a check on what is written, unless that is blank. */
function unlessBlank(name: string, requirement: Requirement): Check {
  return entry => {
    const value = presentValue(entry, name);
    if (!isBlank(value)) attribute(name, requirement)(entry);
  };
}

/** The forms of ISO 8601 that Ruby's `DateTime.iso8601` takes, with and without hyphens and colons. */
const ISO_FORMS = [
  /^\s*(?:(?:[-+]?\d{2,}|-)-(?:\d{2})?(?:-\d{2})?|(?:[-+]?\d{2,})?-\d{3}|(?:\d{4}|\d{2})?-w\d{2}-\d|-w-\d)(?:t\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:z|[-+]\d{2}(?::?\d{2})?)?)?\s*$/i,
  /^\s*(?:[-+]?(?:\d{4}|\d{2})\d{2}\d{2}|[-+]?(?:\d{4}|\d{2})\d{3}|(?:\d{4}|\d{2})w\d{2}\d)(?:t?\d{4}(?:\d{2}(?:[.,]\d+)?)?(?:z|[-+]\d{2}(?:\d{2})?)?)?\s*$/i,
];

function isDateTime(text: string): boolean {
  if (text.length > 100 || !ISO_FORMS.some(form => form.test(text))) return false;
  const day = /^\s*(\d{4})(-?)(\d{2})\2(\d{2})(?!\d)/.exec(text);
  const time = /t(\d{2}):?(\d{2}):?(\d{2})?/i.exec(text);
  const [hour, minute, second] = [1, 2, 3].map(group => Number(time?.[group] ?? 0));
  if ((hour ?? 0) > 24 || (minute ?? 0) > 59 || (second ?? 0) > 59) return false;
  return day === null || isCalendarDay(Number(day[1]), Number(day[3]), Number(day[4]));
}

function isCalendarDay(year: number, month: number, day: number): boolean {
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  const days = [31, leap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][month - 1];
  return days !== undefined && day >= 1 && day <= days;
}

const beDateTime: Check = entry => {
  const value = presentValue(entry, 'released_at');
  if (value === undefined || value.kind === 'unknown') return;
  if (value.kind === 'scalar' && value.value === false) return;
  if (isString(value) && isDateTime(value.text)) return;
  addFault(entry, 'release.datetime', 'released at must be a valid datetime', {
    value,
    attribute: 'released_at',
  });
};

/** The names git takes for a ref (`git check-ref-format`), less those GitLab keeps for itself. */
function isRefName(name: string): boolean {
  if (name === '' || name === 'HEAD' || /^(?:-|refs\/heads\/|refs\/remotes\/)/.test(name)) return false;
  if (/[\u0000-\u0020\u007f~^:?*[\\]|\.\.|@\{|\/\/|\.$|\/$/.test(name)) return false;
  return name.split('/').every(part => part !== '' && !part.startsWith('.') && !part.endsWith('.lock'));
}

const beRef: Check = entry => {
  const value = presentValue(entry, 'ref');
  if (value === undefined || value.kind === 'unknown') return;
  if (value.kind === 'scalar' && (value.value === false || (isString(value) && isRefName(value.text))))
    return;
  addFault(entry, 'release.ref', 'ref must be a valid ref', { value, attribute: 'ref' });
};

const assetsEntry: EntryType = {
  name: 'assets',
  checks: [config(beHash, allowedKeys(keywordNames(keywordTables.releaseAssets)))],
};

export const releaseEntry: EntryType = {
  name: 'release',
  checks: [
    config(beHash, allowedKeys(keywordNames(keywordTables.release))),
    attribute('tag_name', beString, bePresent),
    unlessBlank('tag_message', beString),
    attribute('description', beString, bePresent),
    unlessBlank('milestones', beStringOrStrings),
    beDateTime,
    beRef,
  ],
  children: { assets: { type: assetsEntry } },
  value: entry => entry.config && toJson(entry.config),
};
