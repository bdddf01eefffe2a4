import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, test } from 'vitest';
import { answerMigrationRequest } from '../../src/cli/migrate/answer-request.js';
import type { MigrateFlags } from '../../src/cli/migrate/flags.js';
import type { MigrationReport } from '../../src/cli/migrate/migration-report.js';

const schema = JSON.parse(readFileSync('schemas/migration.schema.json', 'utf8'));
const validate = new Ajv({ allowUnionTypes: true }).compile(schema);

const FLAGS: MigrateFlags = { to: 'proposed', format: 'json' };

function report(files: Readonly<Record<string, string>>, request: object = {}): MigrationReport {
  const answer = answerMigrationRequest({ files, ...request }, FLAGS);
  if ('error' in answer) throw new Error(answer.error);
  expect(validate(answer), JSON.stringify(validate.errors)).toBe(true);
  return answer;
}

describe('the answer for programs', () => {
  test('holds text, diff and verdicts', () => {
    const { files, verdict, jobs } = report({
      '.gitlab-ci.yml': 'a: {script: x, when: delayed, start_in: 1 day}\n',
    });
    expect(files).toEqual([
      {
        file: '.gitlab-ci.yml',
        changed: true,
        output: 'a: {script: x, execution: delayed, delay: 1 day}\n',
        diff: expect.stringContaining('+a: {script: x, execution: delayed'),
      },
    ]);
    expect(verdict).toBe('preserved');
    expect(jobs).toEqual([{ name: 'a', configuration: '.gitlab-ci.yml', verdict: 'preserved' }]);
  });

  test('holds a counterexample that simulate --batch takes, and its repair', () => {
    const text = [
      'stages: [build, test, deploy]',
      'build: {stage: build, script: x}',
      'notify: {stage: test, script: x, when: on_failure}',
      'deploy: {stage: deploy, script: x}',
      '',
    ].join('\n');
    const { jobs, repairs, files } = report({ '.gitlab-ci.yml': text });
    expect(files).toMatchObject([{ changed: false, output: text, diff: '' }]);
    expect(jobs[2]?.counterexample).toMatchObject({
      hazard: 'H1',
      events: [{ event: 'success', jobs: ['build'] }],
      before: { jobs: { deploy: 'pending' } },
      after: { jobs: { deploy: 'skipped' } },
      command: expect.stringContaining('--semantics both'),
    });
    expect(repairs).toMatchObject([{ hazard: 'H1', jobs: ['deploy'], applied: false }]);
  });

  test('says what would have to be known, and where notes stand', () => {
    const files = {
      '.gitlab-ci.yml':
        'include: {project: a/b, file: c.yml}\na: {script: x, execution: manual}\nb: {script: x}\n',
    };
    const { jobs, notes, verdict } = report(files, { to: 'current' });
    expect(jobs).toMatchObject([
      { name: 'a', verdict: 'changed', counterexample: { hazard: 'H7' } },
      { name: 'b', verdict: 'unproven', reason: expect.stringContaining('read') },
    ]);
    expect(verdict).toBe('changed');
    expect(notes).toMatchObject([
      { file: '.gitlab-ci.yml', job: 'a', range: { start: { line: 2, column: 16 } } },
    ]);
  });

  test('tells child pipelines apart', () => {
    const files = {
      '.gitlab-ci.yml': 'start: {trigger: {include: child.yml}, when: manual, allow_failure: false}\n',
      'child.yml': 'a: {script: x, when: manual, allow_failure: false}\n',
    };
    const answer = report(files);
    expect(answer.files.map(({ file, changed }) => [file, changed])).toEqual([
      ['.gitlab-ci.yml', true],
      ['child.yml', true],
    ]);
    expect(answer.configurations.map(({ file, startedBy }) => [file, startedBy])).toEqual([
      ['.gitlab-ci.yml', undefined],
      ['child.yml', 'start'],
    ]);
    expect(answer.jobs.map(({ name, configuration }) => [name, configuration])).toEqual([
      ['start', '.gitlab-ci.yml'],
      ['a', 'child.yml'],
    ]);
  });

  test('leaves a file in the right syntax alone', () => {
    const files = { 'a.yml': 'a: {script: x}\n' };
    expect(report(files, { root: 'a.yml', to: 'current' })).toMatchObject({
      verdict: 'preserved',
      files: [{ changed: false, output: files['a.yml'] }],
    });
  });

  test('names the marker before the keywords', () => {
    const files = { '.gitlab-ci.yml': '# ci-lint-dialect: proposed\na: {script: x}\n' };
    expect(report(files, { to: 'current' }).configurations).toMatchObject([{ from: 'proposed' }]);
  });

  test.each([
    [{ files: { '.gitlab-ci.yml': 'a: {scrip: x}' } }, /not valid in the syntax of today/],
    [
      { files: { '.gitlab-ci.yml': 'a: {script: x, execution: often, blocker: true}' } },
      /not valid in the proposed syntax/,
    ],
    [
      { files: { '.gitlab-ci.yml': 'a: {script: x, execution: manual}' }, to: 'only-except' },
      /for that of today/,
    ],
  ])('says why it does nothing for %j', (request, error) => {
    expect(answerMigrationRequest(request, FLAGS)).toMatchObject({ error: expect.stringMatching(error) });
  });

  test.each([
    [{}, 'files has no .gitlab-ci.yml'],
    [{ files: { x: 'a' }, root: 'x', to: 'later' }, 'to should be proposed, current or only-except'],
    [{ files: { x: 'a' }, root: 'x', from: 1 }, 'from should be proposed or current'],
    [{ files: ['a'] }, 'files should be an object'],
  ])('refuses %j', (request, message) => {
    expect(() => answerMigrationRequest(request, FLAGS)).toThrow(message);
  });
});
