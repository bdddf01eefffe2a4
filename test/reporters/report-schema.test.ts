import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { expect, test } from 'vitest';
import { render } from '../../src/reporters/json.js';
import { finding, fixOf, OPTIONS, report } from './sample.js';

const schema: object = JSON.parse(
  readFileSync(new URL('../../schemas/report.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ strict: true }).compile(schema);

test('every report fits its schema', () => {
  const plain = finding('biuld');
  const full = finding('biuld', {
    job: 'deploy',
    gitlabMessage: 'undefined need',
    related: [{ message: '', at: plain.at }],
    witness: { summary: 's', context: { source: 'push', variables: {} }, command: 'ci-lint simulate' },
    fixes: () => [fixOf(plain, 'build', 'suggestion')],
  });
  for (const text of [render(report(), OPTIONS), render(report(plain, full), OPTIONS)]) {
    expect(validate(JSON.parse(text)), JSON.stringify(validate.errors)).toBe(true);
  }
});

test('the schema refuses what is not in the contract', () => {
  const sample = JSON.parse(render(report(finding('biuld')), OPTIONS)) as { diagnostics: object[] };
  expect(validate({ ...sample, version: 2 })).toBe(false);
  expect(validate({ ...sample, diagnostics: [{ ...sample.diagnostics[0], extra: 1 }] })).toBe(false);
});
