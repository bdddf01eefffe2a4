import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { describe, expect, test } from 'vitest';
import { toJson } from '../../../src/config/entries/json.js';
import { loadDocuments } from '../../../src/config/load/documents.js';
import { JOB_STATUSES } from '../../../src/pipeline/processing/job-status.js';
import { EVENT_NAMES, parseScenario } from '../../../src/pipeline/scenario/parse-scenario.js';
import { simulateConfig } from '../../../src/pipeline/simulation-report.js';
import { Source } from '../../../src/syntax/source.js';
import { parseYaml } from '../../../src/syntax/yaml/parse.js';
import { configOf } from '../configuration.js';

interface Schema {
  readonly definitions: { readonly status: { readonly enum: readonly string[] } };
  readonly properties: {
    readonly transitions: {
      readonly items: { readonly properties: { readonly event: { readonly enum: readonly string[] } } };
    };
  };
}

const read = (name: string): Schema =>
  JSON.parse(
    readFileSync(fileURLToPath(new URL(`../../../schemas/${name}.schema.json`, import.meta.url)), 'utf8'),
  );

const compile = (name: string): ValidateFunction => new Ajv({ allowUnionTypes: true }).compile(read(name));

const accepts = compile('scenario');

const readText = (text: string): unknown => {
  const documents = loadDocuments(parseYaml(new Source('x.yml', text)));
  return documents.ok ? toJson(documents.content) : null;
};

describe('the schema of scenario files', () => {
  test('knows the statuses and events that we know', () => {
    const schema = read('scenario');
    expect(schema.definitions.status.enum).toEqual(JOB_STATUSES);
    expect([...schema.properties.transitions.items.properties.event.enum].sort()).toEqual(
      [...EVENT_NAMES].sort(),
    );
  });

  test.each([
    'file: .gitlab-ci.yml',
    'config: {a: {script: x}}\ninit: {expect: {pipeline: pending, stages: {}, jobs: {a: absent}}}',
    'file: x\ncontext: {source: push, tag: v1, variables: {A: 1}, changes: null, exists: [a]}\nsemantics: proposed',
    'file: x\ntransitions: [{event: retry}, {event: drop, jobs: [a], exit_code: 3, fetches: {b: [a]}}]',
    'file: x\ninit: {reason: workflow_rules}',
  ])('accepts what the parser accepts: %j', text => {
    expect(parseScenario('x.yml', text)).toMatchObject({ ok: true });
    expect(accepts(readText(text))).toBe(true);
  });

  test.each([
    'init: {}',
    'config: {}\nfile: x',
    'file: x\ninnit: {}',
    'file: x\ntransitions: [{event: explode, jobs: [a]}]',
    'file: x\ntransitions: [{event: drop}]',
    'file: x\ninit: {expect: {jobs: {a: done}}}',
    'file: x\ninit: {includes: {stages: {build: absent}}}',
    'file: x\nsemantics: future',
    'file: x\ncontext: {sauce: push}',
    'file: x\ncontext: {protected: maybe}',
  ])('refuses what the parser refuses: %j', text => {
    expect(parseScenario('x.yml', text)).toMatchObject({ ok: false });
    expect(accepts(readText(text))).toBe(false);
  });
});

test('the report of a simulation has the shape of its schema', () => {
  const config = configOf(
    'a: {stage: build, script: x}\nb: {script: x, rules: [{if: $B}]}\nc: {script: x, needs: [a]}\n',
  );
  const fits = compile('simulation');
  for (const semantics of ['current', 'proposed', 'both'] as const) {
    const report = simulateConfig(config, {
      context: { changes: ['x'], variables: { B: '1' } },
      events: [{ event: 'drop', jobs: ['a', 'nobody'] }, { event: 'retry' }],
      semantics,
      explore: 'traces',
    });
    expect(report.outlook?.c?.runs).toMatchObject({
      answer: 'yes',
      trace: [{ event: 'success', jobs: ['a'] }],
    });
    expect(fits(JSON.parse(JSON.stringify(report))), JSON.stringify(fits.errors)).toBe(true);
  }
  const none = simulateConfig(config, {
    context: { source: 'merge_request_event' },
    events: [],
    semantics: 'both',
  });
  expect(fits(JSON.parse(JSON.stringify(none))), JSON.stringify(fits.errors)).toBe(true);
});
