/** Keywords of a file's header: `spec` (`config/header/*.rb`). */
import { includeKeywords } from './execution.js';
import { type KeywordTable, keyword, pick } from './keyword.js';
import { INPUT_TYPES } from './values.js';

/** What a component may tell its configuration about itself. */
export const COMPONENT_FACTS = ['name', 'reference', 'sha', 'version'] as const;

export const specKeywords: KeywordTable = {
  inputs: keyword('The inputs that the file takes.', 'specinputs', 'map:specInput', { since: '15.11' }),
  include: keyword('Files with more inputs.', 'specinclude', ['entries:specInclude', 'string'], {
    since: '18.6',
  }),
  component: keyword('What the component tells about itself.', 'speccomponent', 'strings', {
    values: COMPONENT_FACTS,
    since: '18.6',
  }),
  description: keyword('What the file is for, at most 256 characters.', 'spec', 'string'),
};

/** Keywords of one of `spec:inputs` (`config/header/input.rb`). */
export const specInputKeywords: KeywordTable = {
  default: keyword(
    'The value when none is given; without it, the input is required.',
    'specinputsdefault',
    'any',
    {
      since: '15.11',
    },
  ),
  description: keyword('What people read.', 'specinputsdescription', ['string', 'integer'], {
    since: '16.5',
  }),
  options: keyword('The values that are allowed, at most 50.', 'specinputsoptions', 'list', {
    since: '16.6',
  }),
  regex: keyword('An RE2 pattern that the value has to match.', 'specinputsregex', 'string', {
    since: '16.5',
  }),
  type: keyword('The type of the value; `string` when not given.', 'specinputstype', 'string', {
    values: INPUT_TYPES,
  }),
  rules: keyword('Options and default that depend on other inputs.', 'specinputs', 'entries:specInputRule'),
};

export const specInputRuleKeywords: KeywordTable = {
  if: keyword('An expression over other inputs.', 'specinputs', 'expression'),
  options: keyword('The values that are allowed when the rule matches.', 'specinputs', 'list'),
  default: keyword('The value when none is given and the rule matches.', 'specinputs', 'any'),
};

/** Keywords of one of `spec:include` (`config/header/include.rb`). */
export const specIncludeKeywords: KeywordTable = pick(
  includeKeywords,
  'local',
  'file',
  'remote',
  'project',
  'ref',
  'integrity',
);
