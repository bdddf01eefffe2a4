import { buildKeywords, processableKeywords } from './job.js';
import { type KeywordTable, keyword, pick } from './keyword.js';

/** Keywords of `default` (`entry/default.rb`): what jobs take when they do not say otherwise. */
export const defaultKeywords: KeywordTable = {
  ...pick(
    buildKeywords,
    'before_script',
    'after_script',
    'hooks',
    'cache',
    'image',
    'services',
    'timeout',
    'retry',
    'tags',
    'artifacts',
    'id_tokens',
    'identity',
  ),
  ...pick(processableKeywords, 'interruptible'),
};

/** Top-level keywords (`entry/root.rb`); every other key is a job. */
export const rootKeywords: KeywordTable = {
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
  ...pick(buildKeywords, 'image', 'services', 'cache', 'before_script', 'after_script'),
};

export const inheritKeywords: KeywordTable = {
  default: keyword('All, none or some of the defaults.', 'inheritdefault', ['boolean', 'strings']),
  variables: keyword('All, none or some of the top-level variables.', 'inheritvariables', [
    'boolean',
    'strings',
  ]),
};

export const hooksKeywords: KeywordTable = {
  pre_get_sources_script: keyword(
    'Commands before the repository is fetched.',
    'hookspre_get_sources_script',
    'script',
  ),
};

export const variableKeywords: KeywordTable = {
  value: keyword('The value.', 'variables', 'scalar'),
  description: keyword('What people read in the form of a new pipeline.', 'variablesdescription', 'string'),
  expand: keyword('Whether variables in the value are expanded.', 'variablesexpand', 'boolean', {
    since: '15.6',
  }),
  options: keyword('The values people can choose from.', 'variablesoptions', 'strings', { since: '15.7' }),
};

export const jobVariableKeywords: KeywordTable = pick(variableKeywords, 'value', 'expand');
