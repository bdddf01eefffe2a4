/** Jobs and trigger jobs (`entry/job.rb`, `bridge.rb`). */
import type { Dialect } from '../dialect.js';
import { keywordNames } from '../keywords/keyword.js';
import { DROPPED_KEYWORDS, keywordTablesOf } from '../keywords/proposed.js';
import { keywordTables } from '../keywords/tables.js';
import { JOB_WHEN, TRIGGER_WHEN } from '../keywords/values.js';
import { get } from '../value.js';
import { artifactsEntry, pagesEntry } from './artifacts.js';
import { cachesEntry } from './cache.js';
import { addFault, attribute, config, hasKey, optional, presentValue, when } from './check.js';
import { controlRelations, jobControlChecks, MAX_DELAY_SECONDS, triggerControlChecks } from './control.js';
import { type Check, type Child, type Entry, type EntryType, isSpecified, isValid } from './entry.js';
import { imageEntry, servicesEntry } from './image.js';
import { jobInputsEntry, validDefaults } from './inputs.js';
import { needItems, needsEntry, proposedNeedsEntry } from './needs.js';
import { parallelEntry } from './parallel.js';
import {
  NOT_WITH_RULES,
  POLICIES,
  processableChecks,
  processableChildren,
  whenCheck,
} from './processable.js';
import { releaseEntry } from './release.js';
import { allowedKeys, exclusiveKeys } from './require-keys.js';
import { beDuration } from './require-limits.js';
import { beBoolean, beHashOrBoolean, bePresent, beString, beStrings } from './require-type.js';
import { retryEntry } from './retry.js';
import { proposedRulesEntry } from './rules.js';
import {
  allowFailureEntry,
  commandsEntry,
  coverageEntry,
  hooksEntry,
  idTokensEntry,
  publishEntry,
  tagsEntry,
  timeoutEntry,
} from './script.js';
import { isArray, isBlank, isBoolean, isHash, isString } from './shape.js';
import { beSteps } from './steps.js';
import { triggerEntry } from './trigger.js';

function isDelayed(entry: Entry): boolean {
  const value = get(entry.config, 'when');
  return isString(value) && value.text === 'delayed';
}

const noStartIn: Check = attribute('start_in', (value, subject) => {
  if (!isBlank(value)) subject.fault('start-in.blank', 'must be blank');
});

/** True for a job that publishes a Pages site: by its `pages` keyword, or by its name unless `pages: false`. */
export function isPagesJob(entry: Entry): boolean {
  const pages = get(entry.config, 'pages');
  if (!isBlank(pages)) return true;
  return entry.key === 'pages' && !(isBoolean(pages) && pages.value === false);
}

const noPublish: Check = attribute('publish', (value, subject) => {
  if (isBlank(value)) return;
  subject.fault('pages.publish-only-pages', 'can only be used within a `pages` job');
});

/** Artifacts come only from needed jobs, so `dependencies` may name no others. */
const dependenciesAmongNeeds: Check = entry => {
  const dependencies = presentValue(entry, 'dependencies');
  const needs = entry.children.get('needs');
  if (!isArray(dependencies) || isBlank(dependencies) || needs === undefined || !isValid(needs)) return;
  const items = needItems(needs);
  if (items.length === 0) return;
  const jobs = new Set(items.filter(({ kind }) => kind === 'job').map(({ value }) => value.name));
  if (jobs.size === 0) {
    addFault(
      entry,
      'dependencies.same-pipeline',
      'needs corresponding to dependencies must be from the same pipeline',
      {
        value: dependencies,
      },
    );
    return;
  }
  const missing = dependencies.items.filter(item => item.kind === 'scalar' && !jobs.has(item.text));
  if (missing.length === 0) return;
  const names = [...missing.map(item => (item.kind === 'scalar' ? item.text : ''))];
  addFault(
    entry,
    'dependencies.not-in-needs',
    `dependencies the ${names.join(', ')} should be part of needs`,
    {
      at: missing[0]?.node,
      data: { jobs: names },
    },
  );
};

const scriptChecks: readonly Check[] = [
  config(
    exclusiveKeys('script', 'run'),
    exclusiveKeys('before_script', 'run'),
    exclusiveKeys('after_script', 'run'),
  ),
  when(entry => !hasKey(entry, 'run'), attribute('script', bePresent)),
];

const jobEntry: EntryType = {
  name: 'job',
  checks: [
    ...processableChecks(NOT_WITH_RULES),
    config(allowedKeys(keywordNames(keywordTables.job))),
    ...scriptChecks,
    whenCheck(JOB_WHEN),
    optional('dependencies', beStrings),
    optional('allow_failure', beHashOrBoolean),
    optional('manual_confirmation', beString),
    optional('run', beSteps),
    when(isDelayed, attribute('start_in', beDuration(MAX_DELAY_SECONDS))),
    when(entry => hasKey(entry, 'rules') || !isDelayed(entry), noStartIn),
    when(entry => !isPagesJob(entry), noPublish),
  ],
  composedChecks: [dependenciesAmongNeeds, validDefaults],
  children: {
    ...processableChildren,
    before_script: { type: commandsEntry },
    script: { type: commandsEntry },
    after_script: { type: commandsEntry },
    hooks: { type: hooksEntry },
    cache: { type: cachesEntry },
    image: { type: imageEntry },
    services: { type: servicesEntry },
    timeout: { type: timeoutEntry },
    retry: { type: retryEntry },
    tags: { type: tagsEntry },
    artifacts: { type: artifactsEntry },
    needs: { type: needsEntry, meta: { needTypes: ['job', 'cross_dependency'] } },
    coverage: { type: coverageEntry },
    release: { type: releaseEntry },
    parallel: { type: parallelEntry },
    allow_failure: { type: allowFailureEntry },
    id_tokens: { type: idTokensEntry },
    publish: { type: publishEntry },
    pages: { type: pagesEntry },
    inputs: { type: jobInputsEntry },
  },
};

const triggerOrPipeline: Check = entry => {
  const hasTrigger = isSpecified(entry.children.get('trigger'));
  if (hasTrigger || bridgeNeeds(entry).length > 0) return;
  addFault(entry, 'bridge.trigger-or-needs', 'config should contain either a trigger or a needs:pipeline', {
    at: entry.anchor,
    missing: true,
  });
};

const oneBridgeNeed: Check = entry => {
  const items = bridgeNeeds(entry);
  if (items.length < 2) return;
  addFault(entry, 'bridge.one-need', 'config should contain at most one bridge need', {
    at: items[1]?.at.node,
  });
};

/** The needs of a trigger job that mirror the status of another pipeline (Premium). */
export function bridgeNeeds(entry: Entry): ReturnType<typeof needItems> {
  const needs = entry.children.get('needs');
  return needs && isValid(needs) ? needItems(needs).filter(({ kind }) => kind === 'bridge') : [];
}

const triggerJobEntry: EntryType = {
  name: 'bridge',
  checks: [
    ...processableChecks(NOT_WITH_RULES),
    config(allowedKeys(keywordNames(keywordTables.triggerJob))),
    whenCheck(TRIGGER_WHEN),
    optional('allow_failure', beBoolean),
  ],
  composedChecks: [triggerOrPipeline, oneBridgeNeed],
  children: {
    ...processableChildren,
    trigger: { type: triggerEntry },
    needs: { type: needsEntry, meta: { needTypes: ['job', 'bridge'] } },
    parallel: { type: parallelEntry, meta: { parallelStrategies: ['matrix'] } },
  },
};

const proposedProcessable: Readonly<Record<string, Child>> = {
  rules: { type: proposedRulesEntry },
};

const proposedJobEntry: EntryType = {
  name: 'job',
  checks: [
    ...processableChecks(POLICIES),
    config(allowedKeys([...keywordNames(keywordTablesOf('proposed').job), ...DROPPED_KEYWORDS])),
    ...scriptChecks,
    ...jobControlChecks,
    optional('dependencies', beStrings),
    optional('allow_failure', beHashOrBoolean),
    optional('manual_confirmation', beString),
    optional('run', beSteps),
    when(entry => !isPagesJob(entry), noPublish),
  ],
  composedChecks: [...controlRelations, validDefaults],
  children: {
    ...jobEntry.children,
    ...proposedProcessable,
    needs: { type: proposedNeedsEntry, meta: { needTypes: ['job', 'cross_dependency'] } },
  },
};

const proposedTriggerJobEntry: EntryType = {
  name: 'bridge',
  checks: [
    ...processableChecks(POLICIES),
    config(allowedKeys([...keywordNames(keywordTablesOf('proposed').triggerJob), ...DROPPED_KEYWORDS])),
    ...triggerControlChecks,
    optional('allow_failure', beBoolean),
  ],
  // GitLab cannot see the trigger of a job with other faults and says that there is none; here nobody has to.
  composedChecks: [
    when(({ faults }) => faults.length === 0, triggerOrPipeline),
    oneBridgeNeed,
    ...controlRelations,
  ],
  children: {
    ...triggerJobEntry.children,
    ...proposedProcessable,
    needs: { type: proposedNeedsEntry, meta: { needTypes: ['job', 'bridge'] } },
  },
};

export function isTriggerJob(entry: Entry): boolean {
  return entry.type === triggerJobEntry || entry.type === proposedTriggerJobEntry;
}

const JOB_TYPES = {
  current: { job: jobEntry, trigger: triggerJobEntry },
  proposed: { job: proposedJobEntry, trigger: proposedTriggerJobEntry },
} as const;

/** Which keywords make a visible key a job (`entry/jobs.rb`): `needs` alone makes it a trigger job. */
export function jobTypeOf(
  value: Parameters<typeof isHash>[0],
  dialect: Dialect = 'current',
): EntryType | null {
  if (!isHash(value)) return null;
  const types = JOB_TYPES[dialect];
  if (value.entries.has('script') || value.entries.has('run')) return types.job;
  return value.entries.has('trigger') || value.entries.has('needs') ? types.trigger : null;
}
