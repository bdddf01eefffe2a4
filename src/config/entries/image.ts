/** `image` and `services` (`entry/imageable.rb`, `image.rb`, `service.rb`, `services.rb`, `pull_policy.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { PULL_POLICIES } from '../keywords/values.js';
import { get, isNull, type Json, type Mapping, type Value } from '../value.js';
import { config, derived, optional, presentValue, when } from './check.js';
import { childValue, type Entry, type EntryType, isSpecified, itemValues } from './entry.js';
import { compact, toJson } from './json.js';
import { allowedItems, allowedKeys, disallowedKeys } from './require-keys.js';
import {
  beArray,
  beHashOrString,
  bePresent,
  beString,
  beStringOrStrings,
  beStrings,
} from './require-type.js';
import { matchSchema, type Schema } from './schema.js';
import { commandsEntry } from './script.js';
import { isArray, isHash, isString } from './shape.js';
import { variablesEntry } from './variables.js';

const EXECUTOR_KEYS = ['docker', 'kubernetes'] as const;

const EXECUTOR_OPTIONS: Schema = {
  type: 'object',
  properties: {
    docker: {
      type: 'object',
      properties: {
        platform: { type: 'string', minLength: 1, maxLength: 64 },
        user: { type: 'string', minLength: 1, maxLength: 255 },
      },
    },
    kubernetes: {
      type: 'object',
      properties: { user: { type: ['string', 'integer'], minLength: 1, maxLength: 255 } },
    },
  },
};

const pullPolicyEntry: EntryType = {
  name: 'pull policy',
  checks: [
    config(beStringOrStrings),
    when(entry => isArray(entry.config), config(allowedItems(PULL_POLICIES), bePresent)),
    when(
      entry => isString(entry.config),
      config((value, subject) => {
        if (!isString(value) || (PULL_POLICIES as readonly string[]).includes(value.text)) return;
        subject.fault('value.not-in-list', 'is not included in the list', {
          data: { allowed: PULL_POLICIES },
        });
      }),
    ),
  ],
  value: entry => {
    const value = entry.config && toJson(entry.config);
    return isArray(entry.config) || value === undefined ? value : [value];
  },
};

/** The image as the entry names it: the whole string, or the key of the hash. */
function imageName(entry: Entry): Value | undefined {
  return isString(entry.config) ? entry.config : presentValue(entry, 'name');
}

function executorOptions(entry: Entry): Mapping | undefined {
  if (!isHash(entry.config)) return undefined;
  const chosen = [...entry.config.entries].filter(
    ([key, { value }]) => (EXECUTOR_KEYS as readonly string[]).includes(key) && !isNull(value),
  );
  return chosen.length === 0 ? undefined : { ...entry.config, entries: new Map(chosen) };
}

const imageableChecks: NonNullable<EntryType['checks']> = [
  config(beHashOrString, disallowedKeys(['ports'])),
  derived('name', imageName, beString, bePresent),
  optional('entrypoint', beStrings),
  derived('executor_opts', executorOptions, (value, subject) => {
    if (value !== undefined) matchSchema(EXECUTOR_OPTIONS, value, subject, 'image.executor-opts');
  }),
];

function imageableValue(entry: Entry): Record<string, Json> {
  if (isString(entry.config)) return { name: entry.config.text };
  if (!isHash(entry.config)) return {};
  const options = executorOptions(entry);
  const [name, entrypoint] = ['name', 'entrypoint'].map(key => presentValue(entry, key));
  return compact({
    name: name && toJson(name),
    entrypoint: entrypoint && toJson(entrypoint),
    executor_opts: options && toJson(options),
    pull_policy: childValue(entry, 'pull_policy'),
  });
}

export const imageEntry: EntryType = {
  name: 'image',
  checks: [...imageableChecks, config(allowedKeys(keywordNames(keywordTables.image)))],
  children: { pull_policy: { type: pullPolicyEntry } },
  value: imageableValue,
};

const serviceEntry: EntryType = {
  name: 'service',
  checks: [
    ...imageableChecks,
    config(allowedKeys(keywordNames(keywordTables.service))),
    optional('alias', beString),
  ],
  children: {
    pull_policy: { type: pullPolicyEntry },
    variables: { type: variablesEntry, default: {} },
    command: { type: commandsEntry },
  },
  value: entry => {
    if (!isHash(entry.config)) return imageableValue(entry);
    const alias = get(entry.config, 'alias');
    return compact({
      ...imageableValue(entry),
      command: childValue(entry, 'command'),
      alias: alias && toJson(alias),
      variables: isSpecified(entry.children.get('variables')) ? childValue(entry, 'variables') : undefined,
    });
  },
};

export const servicesEntry: EntryType = {
  name: 'services',
  checks: [config(beArray)],
  items: serviceEntry,
  value: entry => itemValues(entry).filter(value => value !== null),
};
