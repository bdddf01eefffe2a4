/** Entries that are one simple value: scripts, flags, tags, stages, timeouts, coverage, allowed failures, tokens. */
import { isValidPattern } from '../../conditions/pattern.js';
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { DEFAULT_STAGES } from '../keywords/values.js';
import { get, type Json, type Value } from '../value.js';
import { attribute, config, optional, type Requirement } from './check.js';
import { type Entry, type EntryType, flatten } from './entry.js';
import { asList, toJson } from './json.js';
import { allowedKeys, requiredKeys } from './require-keys.js';
import { beDuration, maxEntries } from './require-limits.js';
import {
  beBoolean,
  beHash,
  beHashOrBoolean,
  beIntegerOrIntegers,
  beNestedStrings,
  bePresent,
  beScript,
  beString,
  beStringOrStrings,
  beStrings,
} from './require-type.js';
import { isArray, isBlank, isString } from './shape.js';

const PRE_STAGE = '.pre';
const POST_STAGE = '.post';

/** This many tags are already too many. */
const MAX_TAGS = 50;

/** The longest `timeout`: a month as Rails counts it. */
const MAX_TIMEOUT_SECONDS = 2_629_746;

export const commandsEntry: EntryType = {
  name: 'commands',
  checks: [config(beScript)],
  value: entry => flatLines(entry.config),
};

function flatLines(value: Value | undefined): Json {
  return value === undefined ? [] : flatten(value).map(toJson);
}

export const booleanEntry: EntryType = { name: 'boolean', checks: [config(beBoolean)] };

export const stringsEntry: EntryType = { name: 'array of strings', checks: [config(beStrings)] };

export const stageEntry: EntryType = { name: 'stage', checks: [config(beString)] };

export const tagsEntry: EntryType = {
  name: 'tags',
  checks: [
    config(beStrings, (value, subject) => {
      if (isArray(value)) {
        maxEntries(
          MAX_TAGS - 1,
          'tags.limit',
          `must be less than the limit of ${MAX_TAGS} tags`,
        )(value, subject);
      }
    }),
  ],
};

/** `stages` get `.pre` and `.post` around them before they are looked at (`config/edge_stages_injector.rb`). */
export const stagesEntry: EntryType = {
  name: 'stages',
  checks: [config(beNestedStrings)],
  value: entry => edgedStages(entry),
};

function edgedStages(entry: Entry): Json {
  if (!isArray(entry.config) || entry.config.items.length === 0) return [];
  return wrapStages(flatten(entry.config).map(stage => (stage.kind === 'scalar' ? stage.text : '')));
}

function wrapStages(stages: readonly string[]): readonly string[] {
  return [PRE_STAGE, ...stages.filter(stage => stage !== PRE_STAGE && stage !== POST_STAGE), POST_STAGE];
}

export const defaultStages: readonly string[] = wrapStages(DEFAULT_STAGES);

export const timeoutEntry: EntryType = { name: 'timeout', checks: [config(beDuration(MAX_TIMEOUT_SECONDS))] };

const bePattern: Requirement = (value, subject) => {
  if (isString(value) && isValidPattern(value.text)) return;
  subject.fault('coverage.regexp', 'must be a regular expression with re2 syntax');
};

export const coverageEntry: EntryType = {
  name: 'coverage',
  checks: [config(bePattern)],
  value: entry => {
    const text = isString(entry.config) ? entry.config.text : '';
    return text.slice(1, -1);
  },
};

export const allowFailureEntry: EntryType = {
  name: 'allow failure',
  checks: [
    config(beHashOrBoolean, allowedKeys(keywordNames(keywordTables.allowFailure))),
    optional('exit_codes', beIntegerOrIntegers),
  ],
  value: entry => {
    const codes = get(entry.config, 'exit_codes');
    const value = entry.config && toJson(entry.config);
    return codes === undefined || isBlank(codes) ? value : { exit_codes: asList(toJson(codes)) };
  },
};

export const hooksEntry: EntryType = {
  name: 'hooks',
  checks: [config(beHash, allowedKeys(keywordNames(keywordTables.hooks)))],
  children: { pre_get_sources_script: { type: commandsEntry } },
};

const idTokenEntry: EntryType = {
  name: 'id token',
  checks: [
    config(requiredKeys('aud'), allowedKeys(keywordNames(keywordTables.idToken))),
    attribute('aud', beStringOrStrings),
  ],
};

export const idTokensEntry: EntryType = { name: 'id tokens', checks: [config(beHash)], each: idTokenEntry };

export const publishEntry: EntryType = { name: 'publish', checks: [config(beString)] };

/** A hidden job or any other key that starts with a dot: it must hold something, no matter what. */
export const hiddenEntry: EntryType = { name: 'hidden', checks: [config(bePresent)] };
