/** `default` and `workflow` (`entry/default.rb`, `entry/workflow.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { WORKFLOW_RULE_WHEN } from '../keywords/values.js';
import { artifactsEntry } from './artifacts.js';
import { cachesEntry } from './cache.js';
import { config, optional } from './check.js';
import type { EntryType } from './entry.js';
import { imageEntry, servicesEntry } from './image.js';
import { allowedKeys } from './require-keys.js';
import { maxLength } from './require-limits.js';
import { beHash, beString } from './require-type.js';
import { retryEntry } from './retry.js';
import { autoCancelEntry, rulesEntry } from './rules.js';
import { booleanEntry, commandsEntry, hooksEntry, idTokensEntry, tagsEntry, timeoutEntry } from './script.js';

const MAX_PIPELINE_NAME = 255;

/** Keywords that may stand at the top level or in `default`, but not in both. */
export const GLOBAL_KEYWORDS = ['before_script', 'after_script', 'cache', 'image', 'services'] as const;

export const defaultEntry: EntryType = {
  name: 'default',
  checks: [config(beHash, allowedKeys(keywordNames(keywordTables.default)))],
  children: {
    before_script: { type: commandsEntry },
    after_script: { type: commandsEntry },
    hooks: { type: hooksEntry },
    cache: { type: cachesEntry },
    image: { type: imageEntry },
    services: { type: servicesEntry },
    interruptible: { type: booleanEntry },
    timeout: { type: timeoutEntry },
    retry: { type: retryEntry },
    tags: { type: tagsEntry },
    artifacts: { type: artifactsEntry },
    id_tokens: { type: idTokensEntry },
  },
};

export const workflowEntry: EntryType = {
  name: 'workflow',
  checks: [
    config(beHash, allowedKeys(keywordNames(keywordTables.workflow))),
    optional('name', beString, maxLength(MAX_PIPELINE_NAME)),
  ],
  children: {
    rules: {
      type: rulesEntry,
      meta: { allowedWhen: WORKFLOW_RULE_WHEN, allowedKeys: keywordNames(keywordTables.workflowRule) },
    },
    auto_cancel: { type: autoCancelEntry },
  },
};
