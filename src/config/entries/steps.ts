/** `run`: the steps a runner executes in place of a script (`app/validators/json_schemas/run_steps.json`). */
import type { Requirement } from './check.js';
import { matchSchema, type Schema } from './schema.js';

const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_]*$/;

const TEXT: Schema = { type: 'string' };
const NAME: Schema = { type: 'string', pattern: IDENTIFIER };

const ENV: Schema = { type: 'object', named: { pattern: IDENTIFIER, schema: TEXT } };
const VALUES: Schema = { type: 'object', named: { pattern: IDENTIFIER, schema: { type: 'any' } } };

const REFERENCE: Schema = {
  type: 'any',
  oneOf: [
    TEXT,
    {
      type: 'object',
      properties: {
        git: {
          type: 'object',
          properties: { url: TEXT, dir: TEXT, rev: TEXT, file: TEXT },
          required: ['url', 'rev'],
        },
      },
      required: ['git'],
    },
    {
      type: 'object',
      properties: {
        oci: {
          type: 'object',
          properties: { registry: TEXT, repository: TEXT, tag: TEXT, dir: TEXT, file: TEXT },
          required: ['registry', 'repository', 'tag'],
        },
      },
      required: ['oci'],
    },
  ],
};

const COMMAND: Schema = {
  type: 'object',
  properties: { command: { type: 'array', items: () => TEXT }, work_dir: TEXT },
  required: ['command'],
};

const STEPS: Schema = { type: 'array', items: () => STEP };

/** One step has exactly one of these forms. */
const STEP: Schema = {
  type: 'any',
  oneOf: [
    {
      type: 'object',
      properties: { name: NAME, env: ENV, inputs: VALUES, step: REFERENCE },
      required: ['name', 'step'],
    },
    {
      type: 'object',
      properties: { env: ENV, steps: STEPS, outputs: VALUES, delegate: TEXT },
      required: ['steps'],
    },
    { type: 'object', properties: { env: ENV, run: TEXT }, required: ['run'] },
    {
      type: 'object',
      properties: { name: NAME, env: ENV, inputs: VALUES, action: TEXT },
      required: ['name', 'action'],
    },
    {
      type: 'object',
      properties: { name: NAME, env: ENV, script: { type: 'string', minLength: 1 } },
      required: ['name', 'script'],
    },
    { type: 'object', properties: { env: ENV, exec: COMMAND }, required: ['exec'] },
  ],
};

export const beSteps: Requirement = (value, subject) => {
  if (value !== undefined) matchSchema(STEPS, value, subject, 'run.schema');
};
