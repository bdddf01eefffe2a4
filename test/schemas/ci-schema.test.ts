import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../scripts/schemas/gitlab-ci/examples.js';
import { keywordTables } from '../../src/config/keywords/tables.js';
import { compileCiSchema } from '../conformance/ci-schema.js';
import { readEditorDocuments } from '../conformance/editor-documents.js';

const check = { current: compileCiSchema('current'), proposed: compileCiSchema('proposed') };

/** Where the schema finds something wrong with a text, the deepest places. */
function faultsOf(text: string, schema: 'current' | 'proposed' = 'current'): string[] {
  const faults = readEditorDocuments('ci.yml', text).flatMap(document => [...check[schema](document)]);
  const depth = Math.max(0, ...faults.map(({ path }) => path.length));
  return [...new Set(faults.filter(({ path }) => path.length === depth).map(({ path }) => path.join('/')))];
}

function isValid(text: string, schema: 'current' | 'proposed' = 'current'): boolean {
  return faultsOf(text, schema).length === 0;
}

describe('accepts', () => {
  test.each([
    ['a job', 'a: {script: make, image: {name: node, entrypoint: [""]}, tags: [x]}'],
    ['anything in hidden jobs', '.a: {nothing: [known]}\n.b: [1]'],
    [
      'references in place of values',
      'a: {rules: !reference [.r, rules], environment: !reference [b, environment]}',
    ],
    [
      'references as items',
      'a: {script: [!reference [.a, script], make], rules: [!reference [x, rules], {when: always}]}',
    ],
    [
      'inputs in place of values',
      'a: {when: "$[[ inputs.w ]]", parallel: "$[[ inputs.n ]]", needs: "$[[ inputs.needs ]]"}',
    ],
    ['keywords without value', 'a: {script: make, rules: null, only:, variables:}'],
    ['a header of its own', 'spec: {inputs: {a:, b: {type: number, default: 1}}}\n---\na: {script: make}'],
    ['merge keys', '.a: &a {script: make}\nb: {<<: *a, stage: test}'],
    [
      'mixed needs',
      'a: {script: make, needs: [b, {job: c, optional: true}, {project: g/p, job: d, ref: main}]}',
    ],
    ['a need of a pipeline', 'a: {needs: {pipeline: group/project}}'],
    ['mixed includes', 'include: [a.yml, {local: b.yml, rules: [{if: $A}]}]'],
    ['a variable as cache policy', 'a: {script: make, cache: {policy: $POLICY, paths: [x]}}'],
    ['premium keywords', 'a: {script: make, identity: google_cloud, secrets: {S: {vault: a/b@c}}}'],
  ])('%s', (_name, text) => {
    expect(faultsOf(text)).toEqual([]);
  });
});

describe('points at', () => {
  test.each([
    ['a: {scirpt: make}', 'a/scirpt'],
    ['a: {script: make, when: sometimes}', 'a/when'],
    ['a: {script: make, artifacts: {access: all, public: true}}', 'a/artifacts'],
    ['a: {script: make, retry: 3}', 'a/retry'],
    ['a: {script: make, parallel: 0}', 'a/parallel'],
    ['a: {script: make, image: [a, b]}', 'a/image/1'],
    ['a: {script: make, rules: [{if: $A, wen: never}]}', 'a/rules/0/wen'],
    ['include: [{project: g/p}]', 'include/0'],
    ['workflow: {rules: [{when: manual}]}', 'workflow/rules/0/when'],
    ['a: {trigger: {project: slug}}', 'a/trigger/project'],
    ['spec: {inputs: {n: {type: number, default: x}}}', 'spec/inputs/n/default'],
    ['default: {environment: x}', 'default/environment'],
    ['script: make', 'script'],
    ['.a: null', '.a'],
  ])('%s', (text, place) => {
    expect(faultsOf(text)).toContain(place);
  });
});

describe('the proposed syntax', () => {
  test.each([
    ['a: {script: make, execution: manual, blocker: true, included: true, async: true}'],
    ['a: {script: make, execution: delayed, delay: 1 day}'],
    ['a: {script: make, needs: [{job: b, allow_failure: true}]}'],
    ['a: {script: make, rules: [{if: $A, execution: delayed, delay: 5 min}, {included: false}]}'],
    ['workflow: {rules: [{if: $A, when: never}]}'],
  ])('accepts %s', text => {
    expect(faultsOf(text, 'proposed')).toEqual([]);
    expect(isValid(text, 'current')).toBe(text.startsWith('workflow'));
  });

  test.each([
    ['a: {script: make, when: manual}'],
    ['a: {script: make, start_in: 1 day}'],
    ['a: {script: make, execution: delayed}'],
    ['a: {script: make, execution: manual, delay: 1 day}'],
    ['a: {script: make, blocker: true}'],
    ['a: {script: make, needs: [b], dependencies: [b]}'],
    ['a: {script: make, rules: [{if: $A, when: never}]}'],
    ['a: {script: make, rules: [{if: $A, delay: 1 day}]}'],
  ])('refuses %s', text => {
    expect(isValid(text, 'proposed')).toBe(false);
  });
});

interface Property {
  readonly title?: string;
  readonly description?: string;
  readonly default?: unknown;
}
interface Definition {
  readonly properties?: Readonly<Record<string, Property>>;
}

function definitions(): Readonly<Record<string, Definition>> {
  const path = fileURLToPath(new URL('../../schemas/current.schema.json', import.meta.url));
  return (JSON.parse(readFileSync(path, 'utf8')) as { definitions: Record<string, Definition> }).definitions;
}

describe('completion and hovers', () => {
  test('every keyword of every table has a title and a description', () => {
    const known = definitions();
    for (const [entry, table] of Object.entries(keywordTables)) {
      if (entry === 'root') continue;
      const properties = known[entry === 'triggerJob' ? 'job' : entry]?.properties ?? {};
      for (const [name, { summary }] of Object.entries(table)) {
        expect(properties[name], `${entry}.${name}`).toMatchObject({ title: name });
        expect(properties[name]?.description).toContain(summary);
      }
    }
  });

  const inJob = Object.entries(EXAMPLES).filter(([path]) => path.startsWith('job.'));
  test.each(inJob)('the examples of %s are valid', (path, examples) => {
    for (const example of examples) {
      expect(check.current({ a: { [path.slice('job.'.length)]: example } })).toEqual([]);
    }
  });

  test('defaults are valid values', () => {
    for (const [name, { default: value }] of Object.entries(definitions().job?.properties ?? {})) {
      if (value !== undefined) expect(check.current({ a: { [name]: value } }), name).toEqual([]);
    }
  });
});
