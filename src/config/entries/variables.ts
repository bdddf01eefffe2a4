/** `variables` of all sorts (`entry/variables.rb`, `variable.rb`). Which forms a place takes is told by `variableKeys`. */
import { get, isNull, type Json } from '../value.js';
import { addFault, addPlainFault, config, presentValue, type Requirement } from './check.js';
import { type Check, type Entry, type EntryType, isSpecified, metaOf } from './entry.js';
import { compact, toJson } from './json.js';
import { beAlphanumeric, beBoolean, beHash, beScalar, beStrings } from './require-type.js';
import { isArray, isBlank, isHash, keyClass } from './shape.js';

const alphanumericKey: Check = entry => {
  const { anchor } = entry;
  if (['string', 'symbol', 'integer'].includes(keyClass(anchor))) return;
  addFault(entry, 'type.alphanumeric', 'key must be an alphanumeric string', { at: anchor });
};

const simpleVariable: EntryType = {
  name: 'simple variable',
  checks: [alphanumericKey, config(beScalar)],
  value: entry => textValue(entry),
};

function textValue(entry: Entry): string {
  return entry.config?.kind === 'scalar' ? entry.config.text : '';
}

/** GitLab names these attributes `config value` and so on. */
function dataAttribute(name: string, requirement: Requirement): Check {
  return entry => {
    const value = presentValue(entry, name);
    if (value === undefined || value.kind === 'unknown') return;
    requirement(value, {
      entry,
      attribute: name,
      fault: (kind, text, more) =>
        addFault(entry, kind, `config ${name} ${text}`, { value, attribute: name, ...more }),
    });
  };
}

const allowedData: Check = entry => {
  if (!isHash(entry.config)) return;
  const allowed = metaOf(entry, 'variableKeys');
  if (allowed === undefined) {
    addFault(entry, 'variables.must-be-string', 'config must be a string', { value: entry.config });
    return;
  }
  const extra = [...entry.config.entries].filter(([key]) => !allowed.includes(key));
  const keys = extra.map(([key]) => key);
  for (const [key, { key: at }] of extra) {
    addFault(entry, 'variables.data-keys', `config uses invalid data keys: ${keys.join(', ')}`, {
      at,
      data: { key, keys, allowed },
    });
  }
};

const valueAmongOptions: Check = entry => {
  const options = get(entry.config, 'options');
  if (!isArray(options) || isBlank(options)) return;
  const value = get(entry.config, 'value');
  const wanted = JSON.stringify(value ? toJson(value) : null);
  if (value?.kind === 'unknown' || options.items.some(option => JSON.stringify(toJson(option)) === wanted))
    return;
  addFault(entry, 'variables.options', 'config value must be present in options', {
    at: value?.node,
    data: { options: options.items.map(option => (option.kind === 'scalar' ? option.text : '')) },
  });
};

const complexVariable: EntryType = {
  name: 'complex variable',
  checks: [
    alphanumericKey,
    dataAttribute('value', beScalar),
    dataAttribute('description', beAlphanumeric),
    dataAttribute('expand', beBoolean),
    dataAttribute('options', beStrings),
    allowedData,
    valueAmongOptions,
  ],
  value: entry => {
    const value = get(entry.config, 'value');
    return value?.kind === 'scalar' && !isNull(value) ? value.text : '';
  },
};

const otherVariable: EntryType = {
  name: 'variable',
  checks: [
    entry =>
      addPlainFault(
        entry,
        'variables.string-or-hash',
        'variable definition must be either a string or a hash',
        entry.key === null ? {} : { variable: entry.key },
      ),
  ],
};

const variableEntry: EntryType = {
  name: 'variable',
  choose: value =>
    isHash(value)
      ? complexVariable
      : value.kind === 'scalar' && value.type !== 'date'
        ? simpleVariable
        : otherVariable,
};

export const variablesEntry: EntryType = {
  name: 'variables',
  checks: [config(beHash)],
  each: variableEntry,
  value: entry =>
    Object.fromEntries([...entry.children].map(([key, child]) => [key, child.type.value?.(child) ?? ''])),
};

/** The variables as GitLab keeps them for jobs: `{key, value, raw?}`, `raw` being the opposite of `expand`. */
export function variableList(entry: Entry | undefined): readonly Record<string, Json>[] {
  if (entry === undefined || !isSpecified(entry)) return [];
  return [...entry.children].map(([key, child]) => {
    const expand = presentValue(child, 'expand');
    const raw = expand?.kind === 'scalar' ? expand.value === false : undefined;
    return compact({ key, value: child.type.value?.(child) ?? '', raw });
  });
}
