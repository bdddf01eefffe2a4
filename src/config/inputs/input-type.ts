/** The types of `spec:inputs` and what their values must be (gitlabhq, `lib/ci/inputs/`). */
import { RE2JS } from 're2js';
import { inPlaceOf, stringValue } from '../load/provenance.js';
import { inspect, toText } from '../load/ruby-text.js';
import type { Entry, Scalar, Value } from '../value.js';

export type InputType = 'string' | 'number' | 'boolean' | 'array';

/** What is wrong with a value; `role` says whether it is the default or was given. */
export type Complain = (kind: string, message: string, facts?: InputFacts) => void;

/** Facts for our own words. */
export type InputFacts = Readonly<Record<string, string | readonly string[]>>;

export function coerce(type: InputType, value: Value): Value {
  if (value.kind === 'unknown') return value;
  if (type === 'string') {
    return value.kind === 'scalar' && value.type === 'string'
      ? value
      : stringValue(value.node, toText(value), value.via);
  }
  return value.kind === 'scalar' && value.type === 'string' ? (readJson(value) ?? value) : value;
}

/** Numbers, booleans and lists may be given as JSON in a text. */
function readJson(value: Scalar): Value | null {
  try {
    return fromJson(JSON.parse(value.text), value);
  } catch {
    return null;
  }
}

function fromJson(json: unknown, source: Scalar): Value {
  const { node } = source;
  const scalar = (type: Scalar['type'], value: Scalar['value'], text: string): Scalar => ({
    kind: 'scalar',
    node,
    type,
    value,
    text,
    ...(source.via && { via: source.via }),
  });
  if (typeof json === 'string') return scalar('string', json, json);
  if (typeof json === 'boolean') return scalar('boolean', json, String(json));
  if (typeof json === 'number')
    return scalar(Number.isInteger(json) ? 'integer' : 'float', json, String(json));
  if (Array.isArray(json))
    return inPlaceOf(
      source,
      json.map(item => fromJson(item, source)),
    );
  if (typeof json === 'object' && json !== null) {
    const entries = Object.entries(json).map(([name, item]): [string, Entry] => [
      name,
      { key: node, value: fromJson(item, source) },
    ]);
    return inPlaceOf(source, new Map(entries));
  }
  return scalar('null', null, '');
}

/** True when the value belongs to the type; values of text inputs are texts already. */
function isOfType(type: InputType, value: Value): boolean {
  if (type === 'array') return value.kind === 'list';
  if (type === 'string') return true;
  if (value.kind !== 'scalar') return false;
  return type === 'boolean' ? value.type === 'boolean' : value.type === 'integer' || value.type === 'float';
}

const TYPE_FAULTS = {
  string: ['inputs.not-a-string', 'a string'],
  number: ['inputs.not-a-number', 'a number'],
  boolean: ['inputs.not-a-boolean', 'a boolean'],
  array: ['inputs.not-an-array', 'an array'],
} as const;

export interface Constraints {
  readonly options: Value | undefined;
  readonly regex: Value | undefined;
}

/** Checks a coerced value against type, options and pattern. */
export function checkValue(
  type: InputType,
  value: Value,
  role: 'default' | 'provided',
  { options, regex }: Constraints,
  complain: Complain,
): void {
  if (value.kind === 'unknown') return;
  if (!isOfType(type, value)) {
    const [kind, name] = TYPE_FAULTS[type];
    complain(kind, `${role} value is not ${name}`, { role, wanted: type });
  }
  if (options?.kind === 'list') {
    checkOptions(type, value, options.items, (kind, message) =>
      complain(kind, message, { role, wanted: type, options: options.items.map(toText) }),
    );
  }
  if (regex !== undefined) checkPattern(type, value, role, regex, complain);
}

function checkOptions(type: InputType, value: Value, options: readonly Value[], complain: Complain): void {
  if (type === 'boolean') {
    complain('inputs.options-only-strings', 'Options can only be used with string and number inputs');
    return;
  }
  const identify = type === 'string' ? toText : identity;
  const allowed = new Set(options.map(identify));
  const wanted = type === 'array' && value.kind === 'list' ? value.items : [value];
  const strangers = wanted.filter(item => !allowed.has(identify(item)));
  if (strangers.length === 0) return;
  const text = strangers.map(toText).join(', ');
  const quoted = type === 'array' ? text : `\`${text}\``;
  const list = type === 'number' ? 'the list of the allowed options' : 'the list of allowed options';
  complain('inputs.not-in-options', `${quoted} cannot be used because it is not in ${list}`);
}

/** To Ruby, `1` and `1.0` are equal. */
function identity(value: Value): string {
  return value.kind === 'scalar' && typeof value.value === 'number' ? String(value.value) : inspect(value);
}

function checkPattern(
  type: InputType,
  value: Value,
  role: 'default' | 'provided',
  regex: Value,
  complain: Complain,
): void {
  if (type !== 'string') {
    complain('inputs.regex-only-strings', 'RegEx validation can only be used with string inputs', {
      wanted: type,
    });
    return;
  }
  if (regex.kind !== 'scalar' || regex.type === 'null') return;
  const matches = searches(regex.text, toText(value));
  const facts = { role, pattern: regex.text };
  if (matches === null) complain('inputs.regex-invalid', 'invalid regular expression', facts);
  else if (!matches) {
    complain('inputs.regex-mismatch', `${role} value does not match required RegEx pattern`, facts);
  }
}

const MAX_REGEX = 32_768;

/** Whether RE2 finds the pattern anywhere in the text; null when it refuses the pattern. */
function searches(pattern: string, text: string): boolean | null {
  if (pattern.length > MAX_REGEX) return null;
  try {
    return RE2JS.compile(pattern).matcher(text).find();
  } catch {
    return null;
  }
}
