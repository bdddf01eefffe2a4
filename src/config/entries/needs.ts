import { keywordNames } from '../keywords/keyword.js';
import { keywordTablesOf } from '../keywords/proposed.js';
import { keywordTables } from '../keywords/tables.js';
import { get, type Json, type Value } from '../value.js';
import { addFault, attribute, config, optional, presentValue, unsupported } from './check.js';
import { type Check, childValue, type Entry, type EntryType, metaOf } from './entry.js';
import { compact, isObject, type JsonObject, toJson } from './json.js';
import { parallelEntry } from './parallel.js';
import { allowedKeys } from './require-keys.js';
import { beBoolean, bePresent, beString } from './require-type.js';
import { isArray, isHash, isString } from './shape.js';

const MAX_CROSS_NEEDS = 5;

type NeedKind = 'job' | 'cross_dependency' | 'bridge';

/** One written need after checking; `at` is the item it came from. */
export interface NeedItem {
  readonly kind: NeedKind;
  readonly value: JsonObject;
  readonly at: Value;
}

const jobNameEntry: EntryType = {
  name: 'job string',
  checks: [config(bePresent)],
  value: entry => ({ name: textAt(entry.config), artifacts: true, optional: false }),
};

function textAt(value: Value | undefined): string {
  return value?.kind === 'scalar' ? value.text : '';
}

/** Anything but an explicit `false`. */
function wantsArtifacts(entry: Entry): boolean {
  const value = presentValue(entry, 'artifacts');
  return !(value?.kind === 'scalar' && value.value === false);
}

const jobHashEntry: EntryType = {
  name: 'job hash',
  checks: [
    config(bePresent, allowedKeys(keywordNames(keywordTables.jobNeed))),
    attribute('job', beString, bePresent),
    optional('artifacts', beBoolean),
    optional('optional', beBoolean),
  ],
  children: { parallel: { type: parallelEntry } },
  value: entry => {
    return compact({
      name: textAt(get(entry.config, 'job')),
      artifacts: wantsArtifacts(entry),
      optional: isTrue(presentValue(entry, 'optional')),
      parallel: presentValue(entry, 'parallel') && childValue(entry, 'parallel'),
    });
  },
};

function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'scalar' && value.value === true;
}

const proposedJobHashEntry: EntryType = {
  ...jobHashEntry,
  checks: [
    config(bePresent, allowedKeys(keywordNames(keywordTablesOf('proposed').jobNeed))),
    attribute('job', beString, bePresent),
    optional('artifacts', beBoolean),
    optional('optional', beBoolean),
    optional('allow_failure', beBoolean),
  ],
  value: entry => {
    const need = jobHashEntry.value?.(entry);
    return isObject(need) ? { ...need, allow_failure: isTrue(presentValue(entry, 'allow_failure')) } : need;
  },
};

/** An artifact from another pipeline (`pipeline` and `job`) or another project (`project`, `job` and `ref`). */
function crossEntry(name: string, keys: readonly string[], required: readonly string[]): EntryType {
  return {
    name,
    checks: [
      config(bePresent, allowedKeys(keys)),
      ...required.map(key => attribute(key, beString, bePresent)),
      optional('artifacts', beBoolean),
      optional('optional', beBoolean),
    ],
    value: entry => {
      const written = entry.config && toJson(entry.config);
      return { ...(isObject(written) ? written : {}), artifacts: wantsArtifacts(entry) };
    },
  };
}

const crossPipelineEntry = crossEntry(
  'cross pipeline dependency',
  ['pipeline', 'job', 'artifacts', 'optional'],
  ['pipeline', 'job'],
);
const crossProjectEntry = crossEntry(
  'cross project dependency',
  ['project', 'ref', 'job', 'artifacts', 'optional'],
  ['project', 'ref', 'job'],
);
const bridgeNeedEntry = crossEntry('bridge hash', ['pipeline'], ['pipeline']);

const otherNeedEntry = unsupported('need', 'needs.unsupported', 'has an unsupported type');

function chooseNeed(jobHash: EntryType): (value: Value) => EntryType {
  return value => {
    if (isString(value)) return jobNameEntry;
    if (!isHash(value)) return otherNeedEntry;
    const has = (key: string): boolean => value.entries.has(key);
    if (has('project')) return crossProjectEntry;
    if (has('job') && !has('ref')) return has('pipeline') ? crossPipelineEntry : jobHash;
    return has('pipeline') && !has('job') ? bridgeNeedEntry : otherNeedEntry;
  };
}

const KINDS: ReadonlyMap<EntryType, NeedKind> = new Map([
  [jobNameEntry, 'job'],
  [jobHashEntry, 'job'],
  [proposedJobHashEntry, 'job'],
  [crossPipelineEntry, 'cross_dependency'],
  [crossProjectEntry, 'cross_dependency'],
  [bridgeNeedEntry, 'bridge'],
]);

/** The needs of an entry, in order; those GitLab passes over (null) are left out. */
export function needItems(entry: Entry | undefined): readonly NeedItem[] {
  const items: NeedItem[] = [];
  for (const child of entry?.children.values() ?? []) {
    const kind = KINDS.get(child.type);
    if (kind === undefined || child.config === undefined) continue;
    const value = child.type.value?.(child);
    if (isObject(value)) items.push({ kind, value, at: child.config });
  }
  return items;
}

function groupNeeds(entry: Entry): Record<string, Json[]> {
  const groups: Record<string, Json[]> = {};
  for (const { kind, value } of needItems(entry)) {
    groups[kind] ??= [];
    groups[kind].push(value);
  }
  return groups;
}

const knownTypes: Check = entry => {
  const allowed = metaOf(entry, 'needTypes') ?? [];
  const strangers = needItems(entry).filter(({ kind }) => !allowed.includes(kind));
  const kinds = [...new Set(strangers.map(({ kind }) => kind))];
  if (kinds.length === 0) return;
  addFault(entry, 'needs.invalid-types', `config uses invalid types: ${kinds.join(', ')}`, {
    at: strangers[0]?.at.node,
    data: { types: kinds, allowed },
  });
};

const noCounts: Check = entry => {
  const counted = needItems(entry).find(
    ({ value }) => isObject(value.parallel) && 'number' in value.parallel,
  );
  if (counted === undefined) return;
  addFault(entry, 'needs.parallel-number', 'config cannot use "parallel: <number>".', {
    value: get(counted.at, 'parallel') ?? counted.at,
  });
};

/** At most five artifacts from other pipelines, and five from other projects. */
const fewCrossNeeds: Check = entry => {
  for (const key of ['pipeline', 'project']) {
    const items = needItems(entry).filter(({ kind, value }) => kind === 'cross_dependency' && key in value);
    if (items.length <= MAX_CROSS_NEEDS) continue;
    addFault(entry, 'needs.cross-limit', `config must be less than or equal to ${MAX_CROSS_NEEDS}`, {
      at: items[MAX_CROSS_NEEDS]?.at.node,
      data: { limit: MAX_CROSS_NEEDS, count: items.length },
    });
  }
};

export const needsEntry: EntryType = {
  name: 'needs',
  checks: [
    config((value, subject) => {
      if (!isHash(value) && !isArray(value)) subject.fault('needs.type', 'can only be a hash or an array');
      if (isHash(value) && value.entries.size === 0) {
        subject.fault('needs.empty-hash', 'can not be an empty hash');
      }
    }),
  ],
  composedChecks: [knownTypes, noCounts, fewCrossNeeds],
  items: { name: 'need', choose: chooseNeed(jobHashEntry) },
  value: groupNeeds,
};

export const proposedNeedsEntry: EntryType = {
  ...needsEntry,
  items: { name: 'need', choose: chooseNeed(proposedJobHashEntry) },
};
