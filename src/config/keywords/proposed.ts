/** Keywords of the proposed syntax for control flow, on top of today's. No GitLab runs them yet. */
import { type KeywordTable, keyword, pick } from './keyword.js';
import type { EntryName } from './tables.js';

export const EXECUTIONS = ['automatic', 'manual', 'delayed'] as const;
export const PROPOSED_WHEN = ['on_success', 'on_failure', 'always'] as const;

const jobKeywords: KeywordTable = {
  execution: keyword('How the job starts once it may run.', null, 'string', {
    values: EXECUTIONS,
    default: 'automatic',
  }),
  delay: keyword('How long a job with `execution: delayed` waits: a second to a week.', null, 'duration'),
  blocker: keyword('Whether the manual job holds the pipeline back until it is played.', null, 'boolean', {
    default: false,
  }),
  included: keyword('Whether the job is added to the pipeline.', null, 'boolean', { default: true }),
  when: keyword('Which outcome of the jobs before it lets the job run.', null, 'string', {
    values: PROPOSED_WHEN,
    default: 'on_success',
  }),
  allow_failure: keyword(
    'Whether the pipeline goes on when the job fails; says nothing about manual jobs.',
    null,
    ['boolean', 'entry:allowFailure'],
    { default: false },
  ),
  async: keyword(
    'Whether the job waits for a callback after its script succeeded, which then decides its outcome.',
    null,
    'boolean',
    { default: false },
  ),
};

/** What the proposed syntax adds to an entry or changes in it. */
export const proposedKeywords: Readonly<Partial<Record<EntryName, KeywordTable>>> = {
  job: jobKeywords,
  rule: {
    ...pick(jobKeywords, 'execution', 'delay', 'blocker', 'included', 'when'),
    allow_failure: keyword(
      'Whether the pipeline goes on when the job fails; says nothing about manual jobs.',
      null,
      'boolean',
      { default: false },
    ),
  },
  need: {
    allow_failure: keyword('Whether a failure of the needed job counts as success here.', null, 'boolean', {
      default: false,
    }),
  },
};

/** Keywords of today that the proposed syntax has no place for. */
export const DROPPED_KEYWORDS = ['start_in'] as const;
