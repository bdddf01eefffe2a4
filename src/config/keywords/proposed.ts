/** Keywords of the proposed syntax for control flow, on top of today's. No GitLab runs them yet. */
import type { Dialect } from '../dialect.js';
import { type KeywordTable, keyword, pick } from './keyword.js';
import { type EntryName, keywordTables } from './tables.js';

export const EXECUTIONS = ['automatic', 'manual', 'delayed'] as const;
/** As today, a trigger job cannot be delayed by a keyword of its own. */
export const TRIGGER_EXECUTIONS = ['automatic', 'manual'] as const;
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

const needKeywords: KeywordTable = {
  allow_failure: keyword('Whether a failure of the needed job counts as success here.', null, 'boolean', {
    default: false,
  }),
};

/** What the proposed syntax adds to an entry or changes in it. */
export const proposedKeywords: Readonly<Partial<Record<EntryName, KeywordTable>>> = {
  job: jobKeywords,
  triggerJob: {
    ...pick(jobKeywords, 'blocker', 'included', 'when'),
    execution: keyword('How the trigger job starts once it may run.', null, 'string', {
      values: TRIGGER_EXECUTIONS,
      default: 'automatic',
    }),
    allow_failure: keyword(
      'Whether the pipeline goes on when the job fails; says nothing about manual jobs.',
      null,
      'boolean',
      { default: false },
    ),
  },
  rule: pick(jobKeywords, 'execution', 'delay', 'blocker', 'included', 'when', 'allow_failure'),
  need: needKeywords,
  jobNeed: needKeywords,
};

/** Keywords of today that the proposed syntax has no place for. */
export const DROPPED_KEYWORDS = ['start_in'] as const;

const proposedTables: Readonly<Record<EntryName, KeywordTable>> = {
  ...keywordTables,
  ...Object.fromEntries(
    Object.entries(proposedKeywords).map(([entry, added]) => [
      entry,
      { ...without(keywordTables[entry as EntryName], DROPPED_KEYWORDS), ...added },
    ]),
  ),
};

/** The keywords of every entry in a syntax. */
export function keywordTablesOf(dialect: Dialect): Readonly<Record<EntryName, KeywordTable>> {
  return dialect === 'proposed' ? proposedTables : keywordTables;
}

function without(table: KeywordTable, names: readonly string[]): KeywordTable {
  return Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));
}
