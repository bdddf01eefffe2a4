/** The proposed syntax for control flow: today's, with the keywords it adds, narrows and drops. */
import type { Keyword, KeywordTable } from '../../../src/config/keywords/keyword.js';
import { keywordTablesOf, proposedKeywords } from '../../../src/config/keywords/proposed.js';
import type { EntryName } from '../../../src/config/keywords/tables.js';
import { ENTRY_LIMITS } from './limits.js';
import { pipelineSchema } from './schema.js';
import { conditional, type JsonSchema } from './value.js';

const NOTE = 'Proposed: no GitLab runs it yet.';

export function proposedSchema(): JsonSchema {
  const tables = keywordTablesOf('proposed');
  const marked = Object.fromEntries(
    Object.entries(tables).map(([entry, table]) => [
      entry,
      mark(table, proposedKeywords[entry as EntryName]),
    ]),
  );
  return pipelineSchema(
    {
      title: 'GitLab CI/CD configuration, proposed syntax',
      description: `GitLab CI/CD configuration with the proposed keywords for control flow. ${NOTE}`,
    },
    { ...marked, job: { ...marked.job, ...marked.triggerJob, ...marked.job } },
    {
      ...ENTRY_LIMITS,
      job: { allOf: [ONE_RELATION, ...JOB_CONTROL, ...RULES_CONTROL, TRIGGER_CONTROL] },
      rule: { allOf: RULE_CONTROL },
    },
  );
}

function mark(table: KeywordTable, proposed: KeywordTable = {}): KeywordTable {
  return Object.fromEntries(
    Object.entries(table).map(([name, keyword]): [string, Keyword] => [
      name,
      name in proposed ? { ...keyword, summary: `${keyword.summary} ${NOTE}` } : keyword,
    ]),
  );
}

/** A keyword without a value is one that is not there. */
const has = (name: string, value: JsonSchema = { not: { type: 'null' } }): JsonSchema => ({
  required: [name],
  properties: { [name]: value },
});
const lacks = (name: string): JsonSchema => ({ not: has(name) });
const both = (...schemas: readonly JsonSchema[]): JsonSchema => ({ allOf: schemas });
const either = (...schemas: readonly JsonSchema[]): JsonSchema => ({ anyOf: schemas });
const never = (schema: JsonSchema, description: string): JsonSchema => ({ not: schema, description });

const isExecution = (...values: readonly string[]): JsonSchema => has('execution', { enum: values });
const blocks = has('blocker', { const: true });

const ONE_RELATION = never(
  both(has('needs'), has('dependencies')),
  '`needs` and `dependencies` exclude each other.',
);

const NO_DELAY = 'A delayed job needs a `delay`.';
const IDLE_DELAY = 'Only a delayed job has a `delay`.';
const IDLE_BLOCKER = 'Only a manual job is a `blocker`.';

/** What a job does not write, those that it extends may. */
const alone = (schema: JsonSchema): JsonSchema => both(lacks('extends'), schema);

const JOB_CONTROL: readonly JsonSchema[] = [
  never(alone(both(isExecution('delayed'), lacks('delay'))), NO_DELAY),
  never(
    both(has('delay'), either(isExecution('automatic', 'manual'), alone(lacks('execution')))),
    IDLE_DELAY,
  ),
  never(both(blocks, either(isExecution('automatic', 'delayed'), alone(lacks('execution')))), IDLE_BLOCKER),
];

/** What an entry says by itself; what it leaves out is the job's. */
const RULE_CONTROL: readonly JsonSchema[] = [
  never(both(has('delay'), isExecution('automatic', 'manual')), IDLE_DELAY),
  never(both(blocks, isExecution('automatic', 'delayed')), IDLE_BLOCKER),
];

const rulesHave = (schema: JsonSchema): JsonSchema => ({
  required: ['rules'],
  // Draft 7 knows no other word for "some item".
  properties: { rules: { type: 'array', contains: { type: 'object', ...schema } } },
});

const RULES_CONTROL: readonly JsonSchema[] = [
  never(alone(both(lacks('delay'), rulesHave(both(isExecution('delayed'), lacks('delay'))))), NO_DELAY),
  never(
    both(
      either(isExecution('automatic', 'manual'), alone(lacks('execution'))),
      rulesHave(both(has('delay'), lacks('execution'))),
    ),
    IDLE_DELAY,
  ),
  never(
    both(
      either(isExecution('automatic', 'delayed'), alone(lacks('execution'))),
      rulesHave(both(blocks, lacks('execution'))),
    ),
    IDLE_BLOCKER,
  ),
  never(
    both(
      has('dependencies'),
      rulesHave(has('needs', { anyOf: [{ type: 'string' }, { minItems: 1, type: 'array' }] })),
    ),
    '`needs` and `dependencies` exclude each other.',
  ),
];

/** A trigger job runs nothing itself. */
const TRIGGER_CONTROL = conditional(has('trigger'), {
  not: either(
    isExecution('delayed'),
    { required: ['delay'] },
    { required: ['async'] },
    has('allow_failure', { type: 'object' }),
  ),
});
