/** `environment` (`entry/environment.rb`, `kubernetes.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { ENVIRONMENT_ACTIONS } from '../keywords/values.js';
import { get, type Value } from '../value.js';
import {
  addFault,
  attribute,
  config,
  derived,
  optional,
  presentValue,
  type Requirement,
  when,
} from './check.js';
import type { Check, Entry, EntryType } from './entry.js';
import { toJson } from './json.js';
import { allowedKeys, beOneOf } from './require-keys.js';
import { maxLength } from './require-limits.js';
import { beHash, bePresent, beString } from './require-type.js';
import { matchSchema, type Schema } from './schema.js';
import { isBlank, isBoolean, isHash, isString } from './shape.js';

const MAX_URL = 255;

const NAME_FAULT =
  "can contain only letters, digits, '-', '_', '/', '$', '{', '}', '.', and spaces, but it cannot start or end with '/'";

const NAME_CHARACTERS = /^[a-zA-Z0-9_/${}. -]*$/;

const beEnvironmentName: Requirement = (value, subject) => {
  if (!isString(value)) subject.fault('environment.name', NAME_FAULT);
  const name = value?.kind === 'scalar' ? value.text : '';
  const fits = name !== '' && NAME_CHARACTERS.test(name) && !name.startsWith('/') && !name.endsWith('/');
  if (!fits) subject.fault('environment.name', NAME_FAULT);
};

function environmentName(entry: Entry): Value | undefined {
  return isString(entry.config) ? entry.config : presentValue(entry, 'name');
}

const DASHBOARD: Schema = {
  type: 'object',
  properties: {
    namespace: { type: 'string', minLength: 1, maxLength: 63 },
    flux_resource_path: { type: 'string', minLength: 1, maxLength: 255 },
  },
  required: ['namespace'],
};

const MANAGED_RESOURCES: Schema = { type: 'object', properties: { enabled: { type: 'boolean' } } };

function fitSchema(schema: Schema): Requirement {
  return (value, subject) => {
    if (value !== undefined) matchSchema(schema, value, subject, 'kubernetes.schema');
  };
}

function isGiven(entry: Entry, name: string): boolean {
  return !isBlank(presentValue(entry, name));
}

function needsAgent(entry: Entry): boolean {
  const managed = get(presentValue(entry, 'managed_resources'), 'enabled');
  return (
    isGiven(entry, 'flux_resource_path') ||
    isGiven(entry, 'dashboard') ||
    (isBoolean(managed) && managed.value === true)
  );
}

/** The older keys of the dashboard may not stand beside the newer ones. */
function onlyOnce(name: string, kind: string): Check {
  return entry => {
    const dashboard = presentValue(entry, 'dashboard');
    if (!isGiven(entry, name) || isBlank(get(dashboard, name))) return;
    const text = `${name.replaceAll('_', ' ')} cannot be specified when dashboard.${name} is set`;
    addFault(entry, kind, text, { value: presentValue(entry, name), attribute: name });
  };
}

const kubernetesEntry: EntryType = {
  name: 'kubernetes',
  checks: [
    config(beHash, bePresent, allowedKeys(keywordNames(keywordTables.kubernetes))),
    optional('namespace', beString),
    when(entry => isGiven(entry, 'flux_resource_path'), attribute('namespace', bePresent)),
    optional('agent', beString),
    when(needsAgent, attribute('agent', bePresent)),
    optional('flux_resource_path', beString),
    optional('managed_resources', fitSchema(MANAGED_RESOURCES)),
    when(entry => isGiven(entry, 'dashboard'), attribute('dashboard', fitSchema(DASHBOARD))),
    onlyOnce('namespace', 'kubernetes.namespace-twice'),
    onlyOnce('flux_resource_path', 'kubernetes.flux-twice'),
  ],
};

const ACTION_FAULT = 'should be start, stop, prepare, verify, or access';

export const environmentEntry: EntryType = {
  name: 'environment',
  checks: [
    config((value, subject) => {
      if (!isHash(value) && !isString(value))
        subject.fault('environment.type', 'should be a hash or a string');
    }),
    derived('name', environmentName, bePresent, beEnvironmentName),
    when(
      entry => isHash(entry.config),
      config(allowedKeys(keywordNames(keywordTables.environment))),
      optional(
        'url',
        (value, subject) => {
          if (!isString(value)) subject.fault('release.url', 'should be a string');
        },
        maxLength(MAX_URL),
      ),
      optional('action', beString, beOneOf(ENVIRONMENT_ACTIONS, 'environment.action', ACTION_FAULT)),
      optional('deployment_tier', beString),
      optional('on_stop', beString),
      optional('kubernetes', beHash),
      optional('auto_stop_in', beString),
    ),
  ],
  children: { kubernetes: { type: kubernetesEntry } },
  value: entry =>
    isString(entry.config)
      ? { name: entry.config.text, action: 'start' }
      : entry.config && toJson(entry.config),
};
