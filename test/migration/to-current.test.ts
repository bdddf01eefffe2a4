import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/config/files.js';
import { migrateConfig } from '../../src/migration/migrate-config.js';
import type { Migration } from '../../src/migration/migration.js';
import { ROOT, textOf } from './migrate-text.js';

function lowering(text: string, files: Readonly<Record<string, string>> = {}): Migration {
  const options = { root: ROOT, files: memoryFiles({ [ROOT]: text, ...files }) };
  const answer = migrateConfig({ options, target: 'current', from: 'proposed', preserve: false });
  if (answer.kind !== 'migrated') throw new Error(`it is ${answer.kind}`);
  return answer.migration;
}

/** One job with these lines. */
function job(...lines: readonly string[]): string {
  return ['job:', '  script: make', ...lines.map(line => `  ${line}`), ''].join('\n');
}

describe('keywords of a job', () => {
  it.each([
    [
      ['execution: manual', 'allow_failure: true'],
      ['when: manual', 'allow_failure: true'],
    ],
    [
      ['execution: manual', 'blocker: true'],
      ['when: manual', 'allow_failure: false'],
    ],
    [
      ['execution: manual', 'blocker: true', 'allow_failure: {exit_codes: 3}'],
      ['when: manual', 'allow_failure: {exit_codes: 3}'],
    ],
    [
      ['execution: delayed # soon', 'delay: 5 minutes'],
      ['when: delayed # soon', 'start_in: 5 minutes'],
    ],
    [['execution: automatic', 'when: always'], ['when: always']],
    [['"execution": automatic'], ['"when": on_success']],
    [['included: true', 'blocker: false'], []],
    [['included: false'], ['rules:', '  - when: never']],
    [
      ['included: false', 'only: [main]'],
      ['rules:', '  - when: never'],
    ],
  ])('writes %s as %s', (before, after) => {
    const { files, notes, after: config } = lowering(job(...before));
    expect(files[0]?.text).toBe(job(...after));
    expect(notes).toEqual([]);
    expect(config.valid).toBe(true);
  });

  it('leaves a file with nothing to migrate as it is', () => {
    const text = '\uFEFFjob:\r\n  script: make # all\r\n  allow_failure: true\r\n';
    expect(lowering(text).files).toMatchObject([{ edits: [], text }]);
  });

  it('says in its marker which syntax it is now', () => {
    const text = '# ci-lint-dialect: proposed\n\njob: {script: make}\n';
    expect(textOf(lowering(text))).toBe('# ci-lint-dialect: current\n\njob: {script: make}\n');
  });
});

it('the other way, the marker says so too, and the result is known for what it is', () => {
  const text = '# ci-lint-dialect: current\njob: {script: make, when: delayed, start_in: 1 day}\n';
  const proposed = '# ci-lint-dialect: proposed\njob: {script: make, execution: delayed, delay: 1 day}\n';
  const ask = (from: string) =>
    migrateConfig({
      options: { root: ROOT, files: memoryFiles({ [ROOT]: from }) },
      target: 'proposed',
      from: null,
      preserve: false,
    });
  const answer = ask(text);
  expect(answer.kind === 'migrated' && textOf(answer.migration)).toBe(proposed);
  expect(ask(proposed).kind).toBe('same');
});

describe('what today cannot say', () => {
  it.each([
    [
      'H6',
      ['execution: manual', 'when: on_failure', 'blocker: true'],
      ['when: manual', 'allow_failure: false'],
      /after a failure only/,
    ],
    ['H7', ['execution: manual'], ['when: manual'], /block nobody and fail the pipeline/],
    [
      'exit codes of a job that blocks nobody',
      ['execution: manual', 'allow_failure: {exit_codes: [3]}'],
      ['when: manual', 'allow_failure: true'],
      /some exit codes/,
    ],
    [
      'a blocker that may fail',
      ['execution: manual', 'blocker: true', 'allow_failure: true'],
      ['when: manual', 'allow_failure: false'],
      /hold the pipeline and may fail/,
    ],
    [
      'a delay after a failure',
      ['execution: delayed', 'delay: 1 day', 'when: on_failure'],
      ['when: delayed', 'start_in: 1 day'],
      /wait its delay after a failure/,
    ],
    ['async', ['async: true'], [], /wait for a callback/],
  ])('tells of %s', (_name, before, after, note) => {
    const { files, notes } = lowering(job(...before));
    expect(files[0]?.text).toBe(job(...after));
    expect(notes.map(({ message }) => message)).toEqual([expect.stringMatching(note)]);
    expect(notes[0]).toMatchObject({ job: 'job', at: { source: { path: ROOT } } });
  });

  it('tells of needs that forgive a failure, and takes them for needs', () => {
    const text = [
      'lint: {stage: build, script: x}',
      'fix:',
      '  script: x',
      '  needs:',
      '    - job: lint',
      '      allow_failure: true # it may',
      '    - {job: other, allow_failure: false}',
      'other: {stage: build, script: x}',
      '',
    ].join('\n');
    const { files, notes, comparison } = lowering(text);
    expect(files[0]?.text).toContain('    - job: lint\n      # it may\n    - {job: other}\n');
    expect(notes.map(({ message }) => message)).toEqual([expect.stringContaining('when `lint` has failed')]);
    expect(comparison.jobs.find(finding => finding.job === 'fix')?.verdict).toBe('changed');
  });

  it('shows what the nearest form does otherwise', () => {
    const { comparison } = lowering(
      `build: {stage: build, script: x}\n${job('execution: manual', 'when: on_failure')}`,
    );
    const finding = comparison.jobs.find(({ job: name }) => name === 'job');
    expect(finding).toMatchObject({ verdict: 'changed', counterexample: { hazard: 'H6' } });
  });
});

describe('text that jobs share', () => {
  it('is rewritten once where it is right for all', () => {
    const text = [
      '.manual: {execution: manual, blocker: true}',
      'a: {extends: .manual, script: x}',
      'b: {extends: .manual, script: x}',
      '',
    ].join('\n');
    const { files, notes } = lowering(text);
    expect(files[0]?.text).toBe(
      text.replace('execution: manual, blocker: true', 'when: manual, allow_failure: false'),
    );
    expect(notes).toEqual([]);
  });

  it('leaves what is right for most, and gives the others keys of their own', () => {
    const text = [
      '.manual: {execution: manual}',
      'a: {extends: .manual, script: x, blocker: true}',
      'b: {extends: .manual, script: x, allow_failure: true}',
      'c: {extends: .manual, script: x, execution: automatic}',
      '',
    ].join('\n');
    expect(lowering(text).files[0]?.text).toBe(
      [
        '.manual: {when: manual}',
        'a: {extends: .manual, script: x, allow_failure: false}',
        'b: {extends: .manual, script: x, allow_failure: true}',
        'c: {extends: .manual, script: x, when: on_success}',
        '',
      ].join('\n'),
    );
  });

  it('gives a job a list of rules where the list of others says something else for it', () => {
    const text = [
      '.rules:',
      '  rules:',
      '    - if: $CI_COMMIT_TAG',
      '      execution: manual',
      'a: {extends: .rules, script: x, allow_failure: true}',
      'b:',
      '  extends: .rules',
      '  script: x',
      '  included: false',
      '',
    ].join('\n');
    const { files, notes, after } = lowering(text);
    expect(after.valid).toBe(true);
    expect(files[0]?.text).toContain('      when: manual\n');
    expect(files[0]?.text).toContain(
      'b:\n  extends: .rules\n  rules:\n    - if: $CI_COMMIT_TAG\n      when: never\n',
    );
    expect(notes).toMatchObject([
      { job: 'b', message: expect.stringContaining('a list of rules of its own') },
    ]);
  });

  it('is rewritten as it stands where all who inherit it replace it', () => {
    const text = `.base:
  allow_failure: {exit_codes: 3}
  rules: [{if: $A, execution: automatic}]
.other: {extends: .base, execution: manual, when: on_failure}
job:
  extends: .other
  script: make
  rules: [{if: $B, execution: automatic}]
`;
    expect(textOf(lowering(text))).toContain('exit_codes: 3}\n  rules: [{if: $A, when: on_success}]\n');
  });

  it('migrates every local file once', () => {
    const text = 'include: [{local: a.yml}, {local: b.yml}]\nc: {extends: .a, script: x}\n';
    const migration = lowering(text, {
      'a.yml': '.a: {execution: manual, allow_failure: true}\n',
      'b.yml': 'b: {extends: .a, script: x}\n',
    });
    expect(textOf(migration, 'a.yml')).toBe('.a: {when: manual, allow_failure: true}\n');
    expect(migration.files.map(({ edits }) => edits.length > 0)).toEqual([false, true, false]);
  });
});

describe('delays beside rules', () => {
  it('go into the entries, where GitLab takes them', () => {
    const text = [
      'job:',
      '  script: x',
      '  execution: delayed',
      '  delay: 1 hour',
      '  rules:',
      '    - if: $CI_COMMIT_TAG',
      '',
    ].join('\n');
    expect(lowering(text).files[0]?.text).toBe(
      [
        'job:',
        '  script: x',
        '  rules:',
        '    - if: $CI_COMMIT_TAG',
        '      when: delayed',
        '      start_in: 1 hour',
        '',
      ].join('\n'),
    );
  });
});
