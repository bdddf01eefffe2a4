/** What GitLab expects in a header (gitlabhq, `config/header/`): `spec` with `inputs`, `include` and `component`. */
import { addFault, config, optional, presentValue, type Requirement } from '../entries/check.js';
import { buildEntry, type Check, type Entry, type EntryType, faultsOf } from '../entries/entry.js';
import { includeDetails } from '../entries/include.js';
import { BASE_INPUT_CHECKS } from '../entries/inputs.js';
import { allowedItems, allowedKeys, exclusiveKeys } from '../entries/require-keys.js';
import { lengthOf } from '../entries/require-limits.js';
import {
  beArray,
  beArrayOrString,
  beExpression,
  beHash,
  beHashOrString,
  bePresent,
  beStrings,
} from '../entries/require-type.js';
import { COMPONENT_FACTS } from '../keywords/header.js';
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import type { Report } from '../problem.js';
import type { Mapping } from '../value.js';

const MAX_DESCRIPTION = 256;
const MAX_OPTIONS = 50;

const fewOptions: Check = entry => {
  const options = presentValue(entry, 'options');
  if (entry.faults.length > 0 || lengthOf(options) <= MAX_OPTIONS) return;
  addFault(entry, 'inputs.too-many-options', `config cannot define more than ${MAX_OPTIONS} options`);
};

const inputRuleEntry: EntryType = {
  name: 'rule',
  checks: [
    config(bePresent, beHash, allowedKeys(['if', 'options', 'default'])),
    optional('if', beExpression),
    optional('options', beArray),
    fewOptions,
  ],
};

const inputEntry: EntryType = {
  name: 'input',
  checks: [
    ...BASE_INPUT_CHECKS,
    config(
      beHash,
      allowedKeys(keywordNames(keywordTables.specInput)),
      exclusiveKeys('rules', 'options'),
      exclusiveKeys('rules', 'default'),
    ),
  ],
  children: { rules: { type: { name: 'rules', checks: [config(beArray)], items: inputRuleEntry } } },
};

const includeEntry: EntryType = {
  name: 'include',
  checks: [
    config(beHashOrString),
    includeDetails,
    config(allowedKeys(keywordNames(keywordTables.specInclude))),
  ],
};

const shortDescription: Check = entry => {
  const description = presentValue(entry, 'description');
  if (description === undefined) return;
  if (description.kind !== 'scalar' || description.type !== 'string') {
    addFault(entry, 'type.string', 'config description should be a string', { value: description });
  }
  const count = lengthOf(description);
  if (count <= MAX_DESCRIPTION) return;
  const text = `config description is too long (maximum is ${MAX_DESCRIPTION} characters)`;
  addFault(entry, 'text.too-long', text, { value: description, data: { limit: MAX_DESCRIPTION, count } });
};

/** Items that are no texts are unknown values too, and told as such. */
const beArrayOfStrings: Requirement = (value, subject) => {
  if (value?.kind !== 'list') beStrings(value, subject);
};

const specEntry: EntryType = {
  name: 'spec',
  checks: [config(beHash, allowedKeys(keywordNames(keywordTables.spec))), shortDescription],
  children: {
    inputs: { type: { name: 'inputs', checks: [config(beHash)], each: inputEntry } },
    component: {
      type: { name: 'component', checks: [config(beArrayOfStrings, allowedItems(COMPONENT_FACTS))] },
    },
    include: { type: { name: 'include', checks: [config(beArrayOrString)], items: includeEntry } },
  },
};

const headerEntry: EntryType = {
  name: 'header',
  checks: [config(beHash, allowedKeys(['spec']))],
  children: { spec: { type: specEntry } },
};

/** Reports what is wrong with a header; true when nothing is. */
export function checkHeader(header: Mapping, report: Report): boolean {
  const entry: Entry = buildEntry(headerEntry, header, { key: 'header', anchor: header.node, parent: null });
  let valid = true;
  for (const fault of faultsOf(entry)) {
    valid = false;
    const { kind, message, at, value, data } = fault;
    const via = value?.via;
    report({ kind, rejected: true, gitlabMessage: message, at, data, ...(via && { via }) });
  }
  return valid;
}
