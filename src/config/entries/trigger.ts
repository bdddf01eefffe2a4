/** `trigger` (`entry/trigger.rb`, `trigger/forward.rb`) and the includes of child pipelines (`entry/include.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { TRIGGER_STRATEGIES } from '../keywords/values.js';
import { get } from '../value.js';
import { addFault, attribute, config, optional, presentValue, unsupported } from './check.js';
import { parseDuration } from './duration.js';
import { type Check, childValue, type EntryType, metaOf } from './entry.js';
import { compact, toJson } from './json.js';
import { isArray, isBlank, isBoolean, isHash, isString } from './shape.js';
import {
  allowedKeys,
  beArrayOrString,
  beBoolean,
  beHash,
  beHashes,
  beHashOrString,
  beOneOf,
  bePresent,
  beString,
  maxEntries,
} from './tests.js';

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

/** What only some includes may have: the file of a project, the checksum and the cache of a remote file. */
export const includeDetails: Check = entry => {
  if (!isHash(entry.config)) return;
  const given = (key: string): boolean => {
    const value = presentValue(entry, key);
    return value !== undefined && !(isBoolean(value) && value.value === false);
  };
  const fault = (kind: string, text: string, key: string): void =>
    addFault(entry, kind, `config ${text}`, { at: (presentValue(entry, key) ?? entry.config)?.node });
  if (given('project') && isBlank(presentValue(entry, 'file'))) {
    fault('include.file-missing-key', 'must specify the file where to fetch the config from', 'project');
  }
  if (given('integrity')) integrityFault(entry, fault);
  if (given('cache')) cacheFault(entry, fault);
  if (given('artifact') && isBlank(presentValue(entry, 'job'))) {
    fault('include.artifact-job', 'must specify the job where to fetch the artifact from', 'artifact');
  }
};

type Complain = (kind: string, text: string, key: string) => void;

function integrityFault(entry: Parameters<Check>[0], fault: Complain): void {
  if (isBlank(presentValue(entry, 'remote'))) {
    fault(
      'include.integrity-remote-only',
      'integrity can only be specified for remote includes',
      'integrity',
    );
  }
  const value = presentValue(entry, 'integrity');
  const text = isString(value) ? value.text : '';
  if (!text.startsWith('sha256-')) {
    fault('include.integrity-prefix', "integrity hash must start with 'sha256-'", 'integrity');
  } else if (!isBase64(text.slice('sha256-'.length))) {
    fault('include.integrity-base64', 'integrity hash must be base64 encoded', 'integrity');
  }
}

function cacheFault(entry: Parameters<Check>[0], fault: Complain): void {
  const value = presentValue(entry, 'cache');
  if (isBlank(presentValue(entry, 'remote'))) {
    fault('include.cache', 'cache can only be specified for remote includes', 'cache');
  }
  if (value?.kind === 'scalar' && (value.type === 'boolean' || parseDuration(value.text) !== null)) return;
  fault('include.cache', 'cache contains an invalid duration', 'cache');
}

function isBase64(text: string): boolean {
  return text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
}

const childIncludeEntry: EntryType = {
  name: 'include',
  checks: [
    config(beHashOrString),
    includeDetails,
    config(allowedKeys(keywordNames(keywordTables.include))),
    optional('rules', beHashes),
  ],
  children: { rules: { type: { name: 'rules', checks: [config(bePresent)] } } },
};

const includesEntry: EntryType = {
  name: 'includes',
  checks: [
    config(beArrayOrString, (value, subject) => {
      const limit = metaOf(subject.entry, 'maxIncludes');
      if (limit === undefined || !isArray(value)) return;
      maxEntries(limit, 'include.too-long', `is too long (maximum is ${limit})`)(value, subject);
    }),
  ],
  items: childIncludeEntry,
};

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
