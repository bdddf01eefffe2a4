/** `trigger` (`entry/trigger.rb`, `trigger/forward.rb`) and the includes of child pipelines (`entry/include.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { TRIGGER_STRATEGIES } from '../keywords/values.js';
import { get } from '../value.js';
import { attribute, config, optional, presentValue, unsupported } from './check.js';
import { type Check, childValue, type EntryType } from './entry.js';
import { includesEntry } from './include.js';
import { compact, toJson } from './json.js';
import { allowedKeys, beOneOf } from './require-keys.js';
import { beBoolean, beHash, bePresent, beString } from './require-type.js';
import { isHash, isString } from './shape.js';

/** Files one child pipeline can be made of. */
const MAX_CHILD_INCLUDES = 3;

const simpleTriggerEntry: EntryType = {
  name: 'simple trigger',
  checks: [config(bePresent)],
  value: entry => ({ project: entry.config ? toJson(entry.config) : null }),
};

const forwardEntry: EntryType = {
  name: 'forward',
  checks: [
    config(allowedKeys(keywordNames(keywordTables.forward))),
    optional('yaml_variables', beBoolean),
    optional('pipeline_variables', beBoolean),
  ],
};

const strategyCheck = optional(
  'strategy',
  beString,
  beOneOf(TRIGGER_STRATEGIES, 'trigger.strategy', `should be ${TRIGGER_STRATEGIES.join(' or ')}`),
);

const inputsEntry: EntryType = { name: 'inputs', checks: [config(beHash)] };

const projectTriggerEntry: EntryType = {
  name: 'cross project trigger',
  checks: [
    config(bePresent, allowedKeys(keywordNames(keywordTables.projectTrigger))),
    attribute('project', beString, bePresent),
    optional('branch', beString),
    strategyCheck,
  ],
  children: { forward: { type: forwardEntry }, inputs: { type: inputsEntry } },
  value: entry => triggerValue(entry, ['project', 'branch', 'strategy']),
};

function triggerValue(entry: Parameters<Check>[0], keys: readonly string[]): ReturnType<typeof compact> {
  const written = keys.map(key => [key, presentValue(entry, key)] as const);
  return compact({
    ...Object.fromEntries(written.map(([key, value]) => [key, value && toJson(value)])),
    forward: childValue(entry, 'forward'),
    inputs: childValue(entry, 'inputs'),
  });
}

const childTriggerEntry: EntryType = {
  name: 'same project trigger',
  checks: [config(bePresent, allowedKeys(keywordNames(keywordTables.childTrigger))), strategyCheck],
  children: {
    include: { type: includesEntry, meta: { maxIncludes: MAX_CHILD_INCLUDES } },
    forward: { type: forwardEntry },
    inputs: { type: inputsEntry },
  },
  value: entry => {
    const include = get(entry.config, 'include');
    return compact({ include: include && toJson(include), ...triggerValue(entry, ['strategy']) });
  },
};

const otherTriggerEntry = unsupported('trigger', 'trigger.type', 'has to be either a string or a hash');

export const triggerEntry: EntryType = {
  name: 'trigger',
  choose: value => {
    if (isString(value)) return simpleTriggerEntry;
    if (!isHash(value)) return otherTriggerEntry;
    return value.entries.has('include') ? childTriggerEntry : projectTriggerEntry;
  },
};
