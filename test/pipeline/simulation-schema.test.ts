import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { type SimulationRequest, simulateConfig } from '../../src/pipeline/simulation-report.js';
import { configOf } from './configuration.js';

const schema: object = JSON.parse(
  readFileSync(new URL('../../schemas/simulation.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

const JOBS = `
stages: [build, test, deploy]
build: {stage: build, script: x, artifacts: {paths: [out]}}
test: {stage: test, script: x, needs: [build], allow_failure: {exit_codes: [3]}}
ask: {stage: deploy, script: x, when: manual, allow_failure: false}
later: {stage: deploy, script: x, when: delayed, start_in: 1 hour}
tag: {script: x, rules: [{if: $CI_COMMIT_TAG}]}
old: {script: x, only: [tags]}
`;
const PLAIN: SimulationRequest = { context: {}, events: [], semantics: 'current' };

test.each([
  ['a push', JOBS, PLAIN],
  [
    'events',
    JOBS,
    {
      ...PLAIN,
      events: [
        { event: 'drop', jobs: ['build'] },
        { event: 'play', jobs: ['ask'] },
      ],
    },
  ],
  ['both semantics', JOBS, { ...PLAIN, semantics: 'both', events: [{ event: 'success', jobs: ['build'] }] }],
  ['an exploration', JOBS, { ...PLAIN, explore: 'traces' }],
  ['no pipeline', 'a: {script: x, rules: [{if: $A}]}', PLAIN],
  ['a refused configuration', 'a: {scripts: x}', PLAIN],
  ['known changes', JOBS, { ...PLAIN, context: { source: 'merge_request_event', changes: ['a'] } }],
] as [string, string, SimulationRequest][])('the report of %s fits its schema', (_, text, request) => {
  const report = simulateConfig(configOf(text), request);
  expect(validate(JSON.parse(JSON.stringify(report))), JSON.stringify(validate.errors, null, 1)).toBe(true);
  expect(validate({ ...report, extra: 1 })).toBe(false);
});
