/** `inputs` of jobs (`entry/job_input.rb`, `base_input.rb`) and the check of their defaults (`lib/ci/inputs`). */
import { RE2JS } from 're2js';
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { INPUT_TYPES } from '../keywords/values.js';
import { get, type Value } from '../value.js';
import { addFault, config, presentValue, type Test } from './check.js';
import type { Check, Entry, EntryType } from './entry.js';
import { isObject, toJson } from './json.js';
import { isArray, isBoolean, isHash, isNumber, isString } from './shape.js';
import { allowedKeys, allowedValue, beAlphanumeric, beArray, beHash, beString } from './tests.js';

const MAX_OPTIONS = 50;
const MAX_INPUTS = 50;

/** GitLab names these attributes `input type` and so on. */
export function inputAttribute(name: string, test: Test): Check {
  return entry => {
    const value = presentValue(entry, name);
    if (value === undefined || value.kind === 'unknown') return;
    test(value, {
      entry,
      attribute: name,
      fault: (kind, text, more) => addFault(entry, kind, `input ${name} ${text}`, { value, ...more }),
    });
  };
}

export const sensibleOptions: Check = entry => {
  const options = presentValue(entry, 'options');
  if (!isArray(options)) return;
  if (options.items.length > MAX_OPTIONS) {
    addFault(entry, 'inputs.too-many-options', `config cannot define more than ${MAX_OPTIONS} options`, {
      at: options.items[MAX_OPTIONS]?.node,
      data: { limit: MAX_OPTIONS, count: options.items.length },
    });
  }
  const empty = options.items.find(item => item.kind === 'scalar' && item.type === 'null');
  if (empty === undefined) return;
  addFault(entry, 'inputs.null-option', 'config options array cannot contain null values', {
    at: empty.node,
  });
};

const hasDefault: Check = entry => {
  if (!isHash(entry.config) || presentValue(entry, 'default') !== undefined) return;
  addFault(entry, 'inputs.job-no-default', 'must have a default value', { at: entry.anchor, missing: true });
};

const jobInputEntry: EntryType = {
  name: 'job input',
  checks: [
    inputAttribute('description', beAlphanumeric),
    inputAttribute('regex', beString),
    inputAttribute('type', allowedValue(INPUT_TYPES)),
    inputAttribute('options', beArray),
    sensibleOptions,
    config(beHash, allowedKeys(keywordNames(keywordTables.jobInput))),
    hasDefault,
  ],
  value: entry => {
    const written = entry.config && toJson(entry.config);
    return isObject(written) ? { ...written, type: written.type ?? 'string' } : written;
  },
};

export const jobInputsEntry: EntryType = { name: 'inputs', checks: [config(beHash)], each: jobInputEntry };

/** Checks the defaults of a job's inputs against what the inputs say of themselves. */
export const validDefaults: Check = job => {
  const inputs = job.children.get('inputs');
  if (inputs?.config === undefined || inputs.faults.length > 0) return;
  if (inputs.children.size > MAX_INPUTS) {
    addFault(job, 'inputs.job-too-many', `inputs has too many entries (maximum ${MAX_INPUTS})`, {
      at: inputs.anchor,
      data: { limit: MAX_INPUTS, count: inputs.children.size },
    });
    return;
  }
  for (const [name, input] of inputs.children) {
    if (input.faults.length === 0) checkDefault(job, name, input);
  }
};

type TypeName = (typeof INPUT_TYPES)[number];

const TYPES: Readonly<
  Record<
    TypeName,
    { readonly holds: (value: Value) => boolean; readonly kind: string; readonly name: string }
  >
> = {
  string: { holds: isString, kind: 'inputs.not-a-string', name: 'a string' },
  number: { holds: isNumber, kind: 'inputs.not-a-number', name: 'a number' },
  boolean: { holds: isBoolean, kind: 'inputs.not-a-boolean', name: 'a boolean' },
  array: { holds: isArray, kind: 'inputs.not-an-array', name: 'an array' },
};

function isTypeName(name: string): name is TypeName {
  return name in TYPES;
}

function checkDefault(job: Entry, name: string, input: Entry): void {
  const value = presentValue(input, 'default');
  const written = get(input.config, 'type');
  const type = written?.kind === 'scalar' && isTypeName(written.text) ? written.text : 'string';
  if (value === undefined || value.kind === 'unknown') return;
  const fault = (kind: string, text: string, at: Value): void =>
    addFault(job, kind, `inputs \`${name}\`: ${text}`, { value: at, data: { input: name, type } });
  if (!TYPES[type].holds(value)) {
    fault(TYPES[type].kind, `default value is not ${TYPES[type].name}`, value);
    return;
  }
  checkOptions(input, type, value, fault);
  checkRegex(input, type, value, fault);
}

type Complain = (kind: string, text: string, at: Value) => void;

function checkOptions(input: Entry, type: TypeName, value: Value, fault: Complain): void {
  const options = presentValue(input, 'options');
  if (options === undefined) return;
  if (type !== 'string' && type !== 'number') {
    fault('inputs.options-only-strings', 'options can only be used with string and number inputs', options);
    return;
  }
  const wanted = toJson(value);
  if (isArray(options) && options.items.some(option => toJson(option) === wanted)) return;
  const text = value.kind === 'scalar' ? value.text : '';
  fault(
    'inputs.not-in-options',
    `\`${text}\` cannot be used because it is not in the list of allowed options`,
    value,
  );
}

function checkRegex(input: Entry, type: TypeName, value: Value, fault: Complain): void {
  const regex = presentValue(input, 'regex');
  if (!isString(regex) || value.kind !== 'scalar') return;
  if (type !== 'string') {
    fault('inputs.regex-only-strings', 'regex validation can only be used with string inputs', regex);
    return;
  }
  const matches = searches(regex.text, value.text);
  if (matches === null) fault('inputs.regex-invalid', 'invalid regular expression', regex);
  else if (!matches)
    fault('inputs.regex-mismatch', 'default value does not match required RegEx pattern', value);
}

/** Whether RE2 finds the pattern in the text; null when it refuses the pattern. */
export function searches(pattern: string, text: string): boolean | null {
  try {
    return RE2JS.compile(pattern, RE2JS.MULTILINE).matcher(text).find();
  } catch {
    return null;
  }
}
