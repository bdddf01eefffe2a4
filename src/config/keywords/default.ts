import { buildKeywords, processableKeywords } from './job.js';
import { type KeywordTable, keyword } from './keyword.js';

/** Keywords of `default` (`entry/default.rb`): what jobs take when they do not say otherwise. */
export const defaultKeywords = {
  before_script: buildKeywords.before_script,
  after_script: buildKeywords.after_script,
  hooks: buildKeywords.hooks,
  cache: buildKeywords.cache,
  image: buildKeywords.image,
  services: buildKeywords.services,
  interruptible: processableKeywords.interruptible,
  timeout: buildKeywords.timeout,
  retry: buildKeywords.retry,
  tags: buildKeywords.tags,
  artifacts: buildKeywords.artifacts,
  id_tokens: buildKeywords.id_tokens,
  identity: buildKeywords.identity,
} as const satisfies KeywordTable;

/** Top-level keywords (`entry/root.rb`); every other key is a job. */
export const rootKeywords = {
  default: keyword('Values that jobs take when they do not set them.', 'default', 'entry:default', {
    since: '12.3',
  }),
  include: keyword('Other files of configuration.', 'include', [
    'string',
    'entry:include',
    'entries:include',
  ]),
  stages: keyword('The stages, in their order.', 'stages', 'nested-strings'),
  variables: keyword('Variables of all jobs.', 'variables', 'map:variable'),
  workflow: keyword('When pipelines are created, and how they behave.', 'workflow', 'entry:workflow', {
    since: '12.5',
  }),
  image: buildKeywords.image,
  services: buildKeywords.services,
  cache: buildKeywords.cache,
  before_script: buildKeywords.before_script,
  after_script: buildKeywords.after_script,
} as const satisfies KeywordTable;

export const inheritKeywords = {
  default: keyword('All, none or some of the defaults.', 'inheritdefault', ['boolean', 'strings']),
  variables: keyword('All, none or some of the top-level variables.', 'inheritvariables', [
    'boolean',
    'strings',
  ]),
} as const satisfies KeywordTable;

export const hooksKeywords = {
  pre_get_sources_script: keyword(
    'Commands before the repository is fetched.',
    'hookspre_get_sources_script',
    'script',
  ),
} as const satisfies KeywordTable;

export const jobVariableKeywords = {
  value: keyword('The value.', 'variables', 'scalar'),
  expand: keyword('Whether variables in the value are expanded.', 'variablesexpand', 'boolean', {
    since: '15.6',
  }),
} as const satisfies KeywordTable;

export const variableKeywords = {
  value: jobVariableKeywords.value,
  description: keyword('What people read in the form of a new pipeline.', 'variablesdescription', 'string'),
  expand: jobVariableKeywords.expand,
  options: keyword('The values people can choose from.', 'variablesoptions', 'strings', { since: '15.7' }),
} as const satisfies KeywordTable;
