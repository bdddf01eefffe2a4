import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/config/files.js';
import { type MigrationAnswer, migrateConfig } from '../../src/migration/migrate-config.js';
import { ROOT, textOf } from './migrate-text.js';

type Migrated = Extract<MigrationAnswer, { kind: 'migrated' }>;

function migrated(lines: readonly string[], preserve: boolean): Migrated {
  const options = { root: ROOT, files: memoryFiles({ [ROOT]: `${lines.join('\n')}\n` }) };
  const answer = migrateConfig({ options, target: 'proposed', from: null, preserve });
  if (answer.kind !== 'migrated') throw new Error(`it is ${answer.kind}`);
  return answer;
}

function verdict({ migration }: Migrated, job: string): string {
  return migration.comparison.jobs.find(finding => finding.job === job)?.verdict ?? 'gone';
}

const IDLE = [
  'stages: [build, test, deploy]',
  'build: {stage: build, script: x}',
  'notify: {stage: test, script: x, when: on_failure}',
  'unit: {stage: test, script: x}',
  'deploy:',
  '  stage: deploy # the last',
  '  script: x',
];

describe('H1, a job behind one that is skipped', () => {
  it('is kept by needs on the others', () => {
    const plain = migrated(IDLE, false);
    expect(verdict(plain, 'deploy')).toBe('changed');
    expect(plain.repairs).toMatchObject([
      { hazard: 'H1', jobs: ['deploy'], verdict: 'preserved', helps: true, left: [], applied: false },
    ]);
    expect(plain.migration.files[0]?.edits).toEqual([]);
    const kept = migrated(IDLE, true);
    expect(verdict(kept, 'deploy')).toBe('preserved');
    expect(kept.repairs).toMatchObject([{ applied: true }]);
    expect(textOf(kept.migration)).toContain(
      '  stage: deploy # the last\n  needs: [build, unit]\n  script: x\n',
    );
  });

  it('waits for nobody where all that comes before waits for a failure', () => {
    const kept = migrated(
      ['a: {stage: build, script: x, when: on_failure}', 'b:', '  script: x # all'],
      true,
    );
    expect(verdict(kept, 'b')).toBe('preserved');
    expect(textOf(kept.migration)).toContain('b:\n  script: x # all\n  needs: []\n');
  });

  it('keeps what is downloaded', () => {
    const text = [...IDLE, '  dependencies: [unit]'];
    const kept = migrated(text, true);
    expect(verdict(kept, 'deploy')).toBe('preserved');
    expect(textOf(kept.migration)).toContain('- job: build\n      artifacts: false\n    - unit\n');
    expect(textOf(kept.migration)).not.toContain('dependencies');
  });

  it('needs jobs that are not in every pipeline of it optionally', () => {
    const text = [...IDLE, 'lint: {stage: build, script: x, rules: [{if: $CI_COMMIT_TAG}]}'];
    const kept = migrated(text, true);
    expect(verdict(kept, 'deploy')).toBe('preserved');
    expect(textOf(kept.migration)).toContain('- job: lint\n      optional: true\n');
  });

  it('is repaired also where a canceled job stops it all the same', () => {
    const text = [...IDLE, 'lint: {stage: build, script: x, allow_failure: true}'];
    const { repairs, migration } = migrated(text, true);
    expect(repairs).toMatchObject([
      { hazard: 'H1', verdict: 'changed', helps: true, left: ['H3'], applied: true },
    ]);
    expect(textOf(migration)).toContain('needs: [build, unit, lint]');
  });

  it('has no form when more jobs would be needed than GitLab allows', () => {
    const many = Array.from({ length: 50 }, (_, index) => `job${index}: {stage: build, script: x}`);
    const { repairs } = migrated([...IDLE, ...many], true);
    expect(repairs).toEqual([]);
  });
});

describe('H2, a job behind a manual one in its needs', () => {
  const text = [
    'stages: [build, deploy]',
    'approve: {stage: build, script: x, when: manual}',
    'deploy: {stage: deploy, script: x, needs: [approve]}',
  ];

  it('has no equal form: a blocker makes it wait, and the pipeline too', () => {
    const { repairs, migration } = migrated(text, true);
    expect(repairs).toMatchObject([
      { hazard: 'H2', jobs: ['deploy'], verdict: 'changed', helps: false, applied: false },
    ]);
    expect(textOf(migration)).not.toContain('blocker');
  });
});

describe('H4, a job that waits for a failure', () => {
  it('gets better, so nothing is offered', () => {
    const text = [
      'stages: [build, test, deploy]',
      'build: {stage: build, script: x}',
      'unit: {stage: test, script: x}',
      'rollback: {stage: deploy, script: x, needs: [build, unit], when: on_failure}',
    ];
    const answer = migrated(text, true);
    expect(verdict(answer, 'rollback')).toBe('changed');
    expect(answer.repairs).toEqual([]);
  });
});
