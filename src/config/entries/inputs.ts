/** `inputs` of jobs (`entry/job_input.rb`, `base_input.rb`) and the check of their defaults (`lib/ci/inputs`). */
import { type Constraints, checkValue, coerce, type InputType } from '../inputs/input-type.js';
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { INPUT_TYPES } from '../keywords/values.js';
import { get, type Value } from '../value.js';
import { addFault, config, presentValue, type Requirement } from './check.js';
import type { Check, Entry, EntryType } from './entry.js';
import { isObject, toJson } from './json.js';
import { allowedKeys, allowedValue } from './require-keys.js';
import { beAlphanumeric, beArray, beHash, beString } from './require-type.js';
import { isArray, isHash } from './shape.js';

const MAX_OPTIONS = 50;
const MAX_INPUTS = 50;

/** GitLab names these attributes `input type` and so on. */
function inputAttribute(name: string, requirement: Requirement): Check {
  return entry => {
    const value = presentValue(entry, name);
    if (value === undefined || value.kind === 'unknown') return;
    requirement(value, {
      entry,
      attribute: name,
      fault: (kind, text, more) => addFault(entry, kind, `input ${name} ${text}`, { value, ...more }),
    });
  };
}

const sensibleOptions: Check = entry => {
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

/** What holds of the inputs of a header and of a job alike. */
export const BASE_INPUT_CHECKS: readonly Check[] = [
  inputAttribute('description', beAlphanumeric),
  inputAttribute('regex', beString),
  inputAttribute('type', allowedValue(INPUT_TYPES)),
  inputAttribute('options', beArray),
  sensibleOptions,
];

const hasDefault: Check = entry => {
  if (!isHash(entry.config) || presentValue(entry, 'default') !== undefined) return;
  addFault(entry, 'inputs.job-no-default', 'must have a default value', { at: entry.anchor, missing: true });
};

const jobInputEntry: EntryType = {
  name: 'job input',
  checks: [
    ...BASE_INPUT_CHECKS,
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

function isInputType(name: string): name is InputType {
  return (INPUT_TYPES as readonly string[]).includes(name);
}

/** Some faults are of the constraint and not of the default. */
function wrongPart(kind: string, { options, regex }: Constraints): Value | undefined {
  if (kind === 'inputs.options-only-strings') return options;
  return kind === 'inputs.regex-only-strings' || kind === 'inputs.regex-invalid' ? regex : undefined;
}

function checkDefault(job: Entry, name: string, input: Entry): void {
  const value = presentValue(input, 'default');
  const written = get(input.config, 'type');
  const type = written?.kind === 'scalar' && isInputType(written.text) ? written.text : 'string';
  if (value === undefined) return;
  const constraints = { options: presentValue(input, 'options'), regex: presentValue(input, 'regex') };
  checkValue(type, coerce(type, value), 'default', constraints, (kind, message, facts) =>
    addFault(job, kind, `inputs \`${name}\`: ${message}`, {
      value: wrongPart(kind, constraints) ?? value,
      data: { input: name, type, ...facts },
    }),
  );
}
