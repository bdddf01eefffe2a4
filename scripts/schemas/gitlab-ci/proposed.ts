/** The proposed syntax for control flow: today's, with the keywords it adds, narrows and drops. */
import type { Keyword, KeywordTable } from '../../../src/config/keywords/keyword.js';
import { DROPPED_KEYWORDS, proposedKeywords } from '../../../src/config/keywords/proposed.js';
import { type EntryName, keywordTables } from '../../../src/config/keywords/tables.js';
import { ENTRY_LIMITS } from './limits.js';
import { pipelineSchema } from './schema.js';
import { conditional, type JsonSchema } from './value.js';

const NOTE = 'Proposed: no GitLab runs it yet.';

export function proposedSchema(): JsonSchema {
  const current = { ...keywordTables, job: { ...keywordTables.job, ...keywordTables.triggerJob } };
  const changed = Object.entries(proposedKeywords).map(([entry, table]) => [
    entry,
    { ...without(current[entry as EntryName], DROPPED_KEYWORDS), ...marked(table) },
  ]);
  return pipelineSchema(
    {
      title: 'GitLab CI/CD configuration, proposed syntax',
      description: `GitLab CI/CD configuration with the proposed keywords for control flow. ${NOTE}`,
    },
    { ...current, ...Object.fromEntries(changed) },
    {
      ...ENTRY_LIMITS,
      job: { allOf: [ONE_RELATION, ...EXECUTION_LIMITS] },
      rule: { allOf: EXECUTION_LIMITS },
    },
  );
}

const ONE_RELATION: JsonSchema = {
  not: { required: ['needs', 'dependencies'] },
  description: '`needs` and `dependencies` exclude each other.',
};

const isExecution = (value: string): JsonSchema => ({
  required: ['execution'],
  properties: { execution: { const: value } },
});

/** A delay belongs to delayed jobs, which need one, and a blocker is a manual job. */
const EXECUTION_LIMITS: readonly JsonSchema[] = [
  conditional(isExecution('delayed'), { required: ['delay'] }, { not: { required: ['delay'] } }),
  conditional({ required: ['blocker'], properties: { blocker: { const: true } } }, isExecution('manual')),
];

function without(table: KeywordTable, names: readonly string[]): KeywordTable {
  return Object.fromEntries(Object.entries(table).filter(([name]) => !names.includes(name)));
}

function marked(table: KeywordTable): KeywordTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, keyword]): [string, Keyword] => [
      name,
      { ...keyword, summary: `${keyword.summary} ${NOTE}` },
    ]),
  );
}
