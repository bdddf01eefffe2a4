/** Requirements on the keys of a hash and on closed lists of values, with GitLab's messages. */
import type { Value } from '../value.js';
import type { Requirement, Subject } from './check.js';
import { isArray, isHash, isString, isUnknown, valueText } from './shape.js';

export function allowedKeys(keys: readonly string[]): Requirement {
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
  if (!isHash(value) || found.length === 0) return;
  const message = text + found.join(', ');
  for (const key of found) {
    subject.fault(kind, message, {
      at: value.entries.get(key)?.key,
      value: value.entries.get(key)?.value,
      data: { key, keys: found, ...(allowed.length > 0 && { allowed }) },
    });
  }
}

/** Keys that may not be there at all. With `present`, keys without a value are passed over. */
export function disallowedKeys(
  keys: readonly string[],
  options: { readonly kind?: string; readonly message?: string; readonly present?: boolean } = {},
): Requirement {
  return (value, subject) => {
    const found = writtenKeys(value, keys, options.present ?? false);
    const text = `${options.message ?? 'contains disallowed keys'}: `;
    reportKeys(subject, value, found, options.kind ?? 'keys.disallowed', text);
  };
}

export function exclusiveKeys(...keys: readonly string[]): Requirement {
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

export function requiredKeys(...keys: readonly string[]): Requirement {
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

export function oneOfKeys(...keys: readonly string[]): Requirement {
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
export function beOneOf(values: readonly string[], kind: string, text: string): Requirement {
  return (value, subject) => {
    if (isString(value) && values.includes(value.text)) return;
    subject.fault(kind, text, { data: { allowed: values, value: valueText(value) } });
  };
}

/** `unknown value`: compares Ruby's `to_s`, so `true` passes for `"true"`. */
export function allowedValue(values: readonly string[]): Requirement {
  return (value, subject) => {
    if (value?.kind === 'scalar' && values.includes(value.text)) return;
    subject.fault('value.unknown', `unknown value: ${valueText(value)}`, {
      data: { allowed: values, value: valueText(value) },
    });
  };
}

export function allowedItems(values: readonly string[]): Requirement {
  return (value, subject) => {
    if (!isArray(value)) return;
    const strangers = value.items.filter(
      item => !isUnknown(item) && !(isString(item) && values.includes(item.text)),
    );
    const texts = [...new Set(strangers.map(valueText))];
    if (strangers.length === 0) return;
    subject.fault('value.unknown-many', `contains unknown values: ${texts.join(', ')}`, {
      at: strangers[0]?.node,
      value: strangers[0],
      data: { allowed: values, values: texts },
    });
  };
}
