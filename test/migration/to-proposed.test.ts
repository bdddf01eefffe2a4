import { describe, expect, it } from 'vitest';
import { formDifferences } from './form-differences.js';
import { migrated, migration, textOf } from './migrate-text.js';

/** One job with these lines. */
function job(...lines: readonly string[]): string {
  return ['job:', '  script: make', ...lines.map(line => `  ${line}`), ''].join('\n');
}

/** Migrates, checks that all jobs say what they should, and gives the new text without the lines of `script`. */
function lines(text: string): readonly string[] {
  const { before, after, files } = migration(text);
  expect(after.problems.filter(({ rejected }) => rejected)).toEqual([]);
  expect(formDifferences(before, after)).toEqual([]);
  return (files[0]?.text ?? '').split('\n').filter(line => line !== '' && !line.includes('script: x'));
}

describe('keywords of a job', () => {
  it.each([
    [['when: on_failure'], ['when: on_failure']],
    [['when: manual'], ['execution: manual', 'allow_failure: true']],
    [
      ['when: manual', 'allow_failure: true'],
      ['execution: manual', 'allow_failure: true'],
    ],
    [
      ['when: manual', 'allow_failure: false'],
      ['execution: manual', 'blocker: true'],
    ],
    [
      ['when: manual', 'allow_failure: {exit_codes: 3}'],
      ['execution: manual', 'blocker: true', 'allow_failure: {exit_codes: 3}'],
    ],
    [
      ['when: delayed', 'start_in: 5 minutes'],
      ['execution: delayed', 'delay: 5 minutes'],
    ],
    [
      ['start_in: 1 day', '"when": "delayed" # later'],
      ['delay: 1 day', '"execution": "delayed" # later'],
    ],
  ])('writes %s as %s', (before, after) => {
    expect(migrated(job(...before))).toBe(job(...after));
  });

  it('leaves a file with nothing to migrate as it is', () => {
    const text = '\uFEFFjob:\r\n  script: make # all\r\n  allow_failure: true\r\n';
    const { files } = migration(text);
    expect(files).toMatchObject([{ edits: [], text }]);
  });

  it('keeps flow style, byte order mark and line ends', () => {
    const text =
      '\uFEFF# top\r\njob: {script: x, when: manual, allow_failure: false} # one\r\nother:\r\n  script: x\r\n  when: manual';
    expect(migrated(text)).toBe(
      '\uFEFF# top\r\njob: {script: x, execution: manual, blocker: true} # one\r\nother:\r\n  script: x\r\n  execution: manual\r\n  allow_failure: true',
    );
  });
});

describe('bases', () => {
  it('keeps what children say of allow_failure over the default of a manual base', () => {
    const text = `
.manual:
  when: manual
plain:
  extends: .manual
  script: x
strict:
  extends: .manual
  script: x
  allow_failure: false
coded:
  extends: .manual
  script: x
  allow_failure: {exit_codes: [1]}
automatic:
  extends: .manual
  script: x
  when: always
`;
    expect(lines(text)).toEqual([
      '.manual:',
      '  execution: manual',
      '  allow_failure: true',
      'plain:',
      '  extends: .manual',
      'strict:',
      '  extends: .manual',
      '  allow_failure: false',
      '  blocker: true',
      'coded:',
      '  extends: .manual',
      '  allow_failure: {exit_codes: [1]}',
      '  blocker: true',
      'automatic:',
      '  extends: .manual',
      '  when: always',
      '  execution: automatic',
      '  allow_failure: false',
    ]);
  });

  it('says on_success where a manual job extends one for failures', () => {
    const text = `
.failed: {when: on_failure}
job:
  extends: .failed
  script: x
  when: manual
`;
    expect(lines(text)).toEqual([
      '.failed: {when: on_failure}',
      'job:',
      '  extends: .failed',
      '  execution: manual',
      '  when: on_success',
      '  allow_failure: true',
    ]);
  });

  it('translates hidden jobs that nobody uses by themselves', () => {
    expect(lines('.base:\n  when: manual\n.rule: {if: $A, when: never}\njob:\n  script: x\n')).toEqual([
      '.base:',
      '  execution: manual',
      '  allow_failure: true',
      '.rule: {if: $A, included: false}',
      'job:',
    ]);
  });

  it('writes below a merge key that would win', () => {
    const text = `
.by-hand: &by-hand
  when: manual
plain:
  script: x
  <<: *by-hand
strict:
  allow_failure: false
  <<: *by-hand
  script: x
`;
    expect(lines(text)).toEqual([
      '.by-hand: &by-hand',
      '  execution: manual',
      '  allow_failure: true',
      'plain:',
      '  <<: *by-hand',
      'strict:',
      '  <<: *by-hand',
      '  blocker: true',
      '  allow_failure: false',
    ]);
  });
});

describe('rules', () => {
  it.each([
    [['- when: never'], ['- included: false']],
    [['- {if: $A, when: never}'], ['- {if: $A, included: false}']],
    [
      ['- if: $A', '  when: manual'],
      ['- if: $A', '  execution: manual', '  blocker: true'],
    ],
    [
      ['- when: manual # hand', '  allow_failure: true'],
      ['- execution: manual # hand', '  allow_failure: true'],
    ],
    [
      ['- allow_failure: false', '  when: manual'],
      ['- blocker: true', '  execution: manual'],
    ],
    [
      ['- start_in: 5 minutes', '  when: delayed'],
      ['- delay: 5 minutes', '  execution: delayed'],
    ],
  ])('writes %s as %s', (before, after) => {
    expect(migrated(job('rules:', ...before.map(line => `  ${line}`)))).toBe(
      job('rules:', ...after.map(line => `  ${line}`)),
    );
  });

  it('says what a rule no longer takes from the job', () => {
    const text = `
leaking:
  script: x
  when: manual
  rules:
    - if: $A
      when: on_success
    - if: $B
      allow_failure: false
    - if: $C
failing:
  script: x
  when: on_failure
  rules:
    - when: manual
tolerant:
  script: x
  allow_failure: true
  rules:
    - when: manual
`;
    expect(lines(text)).toEqual([
      'leaking:',
      '  execution: manual',
      '  allow_failure: true',
      '  rules:',
      '    - if: $A',
      '      when: on_success',
      '      execution: automatic',
      '    - if: $B',
      '      allow_failure: false',
      '      blocker: true',
      '    - if: $C',
      'failing:',
      '  when: on_failure',
      '  rules:',
      '    - execution: manual',
      '      blocker: true',
      '      when: on_success',
      'tolerant:',
      '  allow_failure: true',
      '  rules:',
      '    - execution: manual',
    ]);
  });

  it('leaves keywords without a value', () => {
    const text = job('when: always', 'rules:', '  - allow_failure: null');
    expect(migrated(text)).toBe(text);
  });

  it('starts a delayed trigger job at once, as GitLab does', () => {
    const text = 'job:\n  trigger: group/project\n  rules:\n    - when: delayed\n      start_in: 1 hour\n';
    expect(lines(text)).toEqual([
      'job:',
      '  trigger: group/project',
      '  rules:',
      '    - execution: automatic',
    ]);
  });

  it('leaves the rules of the workflow, and gives a job that shares them its own', () => {
    const text = `
.gate: &gate
  - if: $CI_COMMIT_TAG # no tags
    when: never
  - when: always
workflow:
  rules: *gate
job:
  script: x
  rules:
    - !reference [.gate]
    - when: manual
`;
    expect(lines(text)).toEqual([
      '.gate: &gate',
      '  - if: $CI_COMMIT_TAG # no tags',
      '    when: never',
      '  - when: always',
      'workflow:',
      '  rules: *gate',
      'job:',
      '  rules:',
      '    - if: $CI_COMMIT_TAG',
      '      included: false',
      '    - when: always',
      '    - execution: manual',
      '      blocker: true',
    ]);
    expect(migration(text).notes.map(({ message }) => message)).toEqual([
      '`job` got entries of rules of its own: others need the text that they shared in another form.',
    ]);
  });

  it('gives the workflow its own where several jobs share the text', () => {
    const text = `
.gate:
  rules:
    - if: $CI_COMMIT_TAG
      when: never
    - when: always
workflow:
  rules:
    - !reference [.gate, rules]
one: {script: x, rules: !reference [.gate, rules]}
two: {script: y, extends: .gate}
`;
    expect(lines(text).slice(0, 10)).toEqual([
      '.gate:',
      '  rules:',
      '    - if: $CI_COMMIT_TAG',
      '      included: false',
      '    - when: always',
      'workflow:',
      '  rules:',
      '    - if: $CI_COMMIT_TAG',
      '      when: never',
      '    - when: always',
    ]);
  });

  it('rewrites a shared text once where all jobs want the same', () => {
    const text = `
.rules:
  rules:
    - if: $A
      when: manual
one:
  extends: .rules
  script: x
two:
  script: x
  rules:
    - - !reference [.rules, rules]
    - when: never
`;
    expect(migration(text).notes).toEqual([]);
    expect(lines(text).slice(0, 5)).toEqual([
      '.rules:',
      '  rules:',
      '    - if: $A',
      '      execution: manual',
      '      blocker: true',
    ]);
  });
  it('keeps the comment of a first keyword that goes', () => {
    const text = `child:
  trigger: group/project
  rules:
    - start_in: 1 day # a day
      when: delayed
    - start_in: 1 day
      # one more
      when: delayed
`;
    expect(lines(text).slice(3)).toEqual([
      '    - # a day',
      '      execution: automatic',
      '    -',
      '      # one more',
      '      execution: automatic',
    ]);
  });

  it('writes out aliases of a word that is another one now', () => {
    const text = `job:
  script: x
  rules:
    - if: $A
      when: &no never # why
    - {if: $B, when: *no}
    - if: $C
      when: &by manual
    - {if: $D, when: *by}
other:
  script: [echo, *no]
  rules: [{when: *no}]
workflow:
  rules: [{if: $C, when: *no}, {when: always}]
`;
    expect(lines(text)).toEqual([
      'job:',
      '  rules:',
      '    - if: $A',
      '      included: false # why',
      '    - {if: $B, included: false}',
      '    - if: $C',
      '      execution: &by manual',
      '      blocker: true',
      '    - {if: $D, execution: *by, blocker: true}',
      'other:',
      '  script: [echo, never]',
      '  rules: [{included: false}]',
      'workflow:',
      '  rules: [{if: $C, when: never}, {when: always}]',
    ]);
  });
});

describe('needs beside dependencies', () => {
  const before = 'build: {stage: build, script: x}\nlint: {stage: build, script: x}\n';

  it('takes artifacts from the dependencies alone, and keeps their comments', () => {
    const text = `${before}job:
  needs: # all
    - build
    - job: lint # quick
  dependencies: # few
    - build # this
  script: y
`;
    expect(migrated(text)).toBe(`${before}job:
  needs: # all
    - build
    - job: lint # quick
      artifacts: false
  # few
  # this
  script: y
`);
  });

  it('removes dependencies below a text that ends in a question mark', () => {
    const text = `${before}job:\n  script: y\n  needs: [build]\n  manual_confirmation: Sure?\n  dependencies:\n  - build\n`;
    expect(migrated(text)).toBe(
      `${before}job:\n  script: y\n  needs: [build]\n  manual_confirmation: Sure?\n`,
    );
  });

  it('does not touch what a job without needs inherits', () => {
    const text = `${before}.base:
  dependencies: [build]
one:
  extends: .base
  script: x
two:
  extends: .base
  needs: [build, lint]
  script: x
`;
    expect(lines(text)).toEqual([
      '.base:',
      '  dependencies: [build]',
      'one:',
      '  extends: .base',
      'two:',
      '  extends: .base',
      '  dependencies: null',
      '  needs: [build, {job: lint, artifacts: false}]',
    ]);
  });

  it('waits for all earlier jobs by name where some rules alone have needs', () => {
    const text = `${before}job:
  stage: test
  script: x
  dependencies: [build] # only it
  rules: [{if: $A, needs: [lint, build]}, {if: $B}]
`;
    expect(lines(text)).toEqual([
      'job:',
      '  stage: test',
      '  needs:',
      '    - job: build',
      '      artifacts: true',
      '      optional: true',
      '    - job: lint',
      '      artifacts: false',
      '      optional: true',
      '  # only it',
      '  rules: [{if: $A, needs: [{job: lint, artifacts: false}, build]}, {if: $B}]',
    ]);
    const { comparison } = migration(text);
    expect(comparison.jobs.find(finding => finding.job === 'job')?.verdict).toBe('preserved');
  });

  it('tells of jobs that others would inherit such needs from', () => {
    const text = `${before}job:
  stage: test
  script: x
  dependencies: [build]
  rules: [{if: $A, needs: [build]}, {if: $B}]
child: {extends: job, rules: [{if: $C}]}
`;
    const { notes } = migration(text);
    expect(notes).toMatchObject([{ job: 'job', message: expect.stringContaining('has no form for that') }]);
  });

  it('leaves dependencies where an entry with needs leaves the job out', () => {
    const rules = 'rules: [{if: $A, needs: [build], when: never}, {if: $B}]';
    const own = `job:\n  stage: test\n  dependencies: [build]\n  ${rules}\n`;
    expect(lines(`${before}${own}  script: x\n`).join('\n')).toBe(
      own.replace('when: never', 'included: false').trimEnd(),
    );
  });

  it('keeps the comments of dependencies that come back from another file', () => {
    const other = 'job:\n  dependencies: [lint]\n';
    const text = `include: other.yml\n${before}job:
  stage: test
  script: x
  needs: [build]
  dependencies: # why
    - build # this
`;
    const { after, files } = migration(text, { 'other.yml': other });
    expect(after.valid).toBe(true);
    expect(files[0]?.text).toContain(
      '  dependencies: null\n  script: x\n  needs: [build]\n  # why\n  # this\n',
    );
  });
});

describe('files', () => {
  it('migrates included files once, and those of child pipelines with them', () => {
    const files = {
      'base.yml': '.manual:\n  when: manual\n  allow_failure: false\n',
      'child.yml': 'include: base.yml\ninner:\n  extends: .manual\n  script: x\n',
    };
    const text = `include: base.yml
outer:
  extends: .manual
  script: x
child:
  trigger:
    include: child.yml
  when: manual
  allow_failure: false
`;
    const done = migration(text, files);
    expect(textOf(done, 'base.yml')).toBe('.manual:\n  execution: manual\n  blocker: true\n');
    expect(textOf(done, 'child.yml')).toBe(files['child.yml']);
    expect(textOf(done)).toContain('  execution: manual\n  blocker: true\n');
    expect(done.children).toMatchObject([{ job: 'child', comparison: { verdict: 'preserved' } }]);
    expect(done.comparison.verdict).toBe('preserved');
  });

  it('does not touch a when that is an input', () => {
    const base =
      'spec:\n  inputs:\n    when: {default: manual}\n---\njob:\n  script: x\n  when: $[[ inputs.when ]]\n';
    const done = migration('include: base.yml\nother: {script: x, when: manual}\n', { 'base.yml': base });
    expect(textOf(done, 'base.yml')).toBe(base);
    expect(textOf(done)).toContain('execution: manual');
    expect(done.notes).toMatchObject([{ job: 'job', message: expect.stringContaining('is an input') }]);
  });

  it('gives jobs keys of their own over text from elsewhere', () => {
    const foreign = '.manual:\n  when: manual\ntheirs:\n  script: x\n  when: manual\n';
    const text = 'include: {project: group/ci, file: base.yml}\njob:\n  extends: .manual\n  script: x\n';
    const done = migration(text, {}, { foreign: () => foreign });
    expect(textOf(done).split('\n')).toEqual(
      expect.arrayContaining(['  execution: manual', '  when: on_success', '  allow_failure: true']),
    );
    expect(done.notes.map(({ job: name }) => name)).toEqual(expect.arrayContaining(['job', 'theirs']));
  });

  it('turns only and except into rules first', () => {
    const text = 'job:\n  script: x\n  only: [main] # main\n  when: manual\n  allow_failure: false\n';
    const done = migration(text);
    expect(textOf(done)).toContain('  rules: # main\n');
    expect(textOf(done)).toContain('  execution: manual\n');
    expect(done.comparison.verdict).toBe('preserved');
    expect(migrated(textOf(done))).toBe(textOf(done));
  });

  it('says of jobs what is kept and what is not', () => {
    const text = `
stages: [build, deploy]
build: {stage: build, script: x}
ask: {stage: build, script: x, when: manual}
deploy:
  stage: deploy
  script: x
  needs: [build, ask]
`;
    const { comparison } = migration(text);
    expect(comparison.jobs).toMatchObject([
      { job: 'build', verdict: 'preserved' },
      { job: 'ask', verdict: 'preserved' },
      { job: 'deploy', verdict: 'changed', counterexample: { hazard: 'H2' } },
    ]);
  });
});
