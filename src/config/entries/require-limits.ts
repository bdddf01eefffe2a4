/** Requirements on lengths, counts, numbers and durations, with GitLab's messages. */
import type { Value } from '../value.js';
import type { Requirement, Subject } from './check.js';
import { parseDuration } from './duration.js';
import { isArray, isString } from './shape.js';

export function maxLength(limit: number, kind = 'text.too-long'): Requirement {
  return (value, subject) => {
    const length = lengthOf(value);
    if (length <= limit) return;
    subject.fault(kind, `is too long (maximum is ${limit} characters)`, { data: { limit, count: length } });
  };
}

/** At most so many entries; the first one too many is the wrong token. */
export function maxEntries(limit: number, kind: string, text: string): Requirement {
  return (value, subject) => {
    const count = lengthOf(value);
    if (count <= limit) return;
    const extra = isArray(value) ? value.items[limit]?.node : undefined;
    subject.fault(kind, text, { at: extra, data: { limit, count } });
  };
}

export function minEntries(limit: number, text: string): Requirement {
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
export function wholeNumber(least: number, most: number): Requirement {
  return (value, subject) => {
    const text = value?.kind === 'scalar' && value.type !== 'boolean' ? value.text : '';
    if (!/^\s*[+-]?(\d+(_\d+)*(\.\d+)?|\.\d+)(e[+-]?\d+)?\s*$/i.test(text))
      subject.fault('number.not', 'is not a number');
    else if (!/^[+-]?\d+$/.test(text)) subject.fault('number.integer', 'must be an integer');
    else if (Number(text) < least) numberFault(subject, 'number.at-least', 'greater', least);
    else if (Number(text) > most) numberFault(subject, 'number.at-most', 'less', most);
  };
}

function numberFault(subject: Subject, kind: string, word: string, limit: number): void {
  subject.fault(kind, `must be ${word} than or equal to ${limit}`, { data: { limit } });
}

/** A duration in words; with a limit in seconds, a shorter one. An unreadable one breaks both rules. */
export function beDuration(limit?: number): Requirement {
  return (value, subject) => {
    const seconds = isString(value) ? parseDuration(value.text) : null;
    if (seconds === null)
      subject.fault('duration.invalid', 'should be a duration', { missing: value === undefined });
    if (limit !== undefined && (seconds === null || seconds > limit)) {
      subject.fault('duration.limit', 'should not exceed the limit', {
        data: { limit, ...(seconds !== null && { seconds }) },
        missing: value === undefined,
      });
    }
  };
}
