import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import {
  migrateOnlyExcept,
  type OnlyExceptMigration,
} from '../../../src/migration/only-except/migrate-only-except.js';
import type { Reading } from '../../../src/migration/only-except/ref-term.js';

const ROOT = '.gitlab-ci.yml';

type Files = Readonly<Record<string, string>>;

function migrate(text: string, files: Files = {}, reading: Reading = 'usual'): OnlyExceptMigration {
  const config = resolveConfig({ root: ROOT, files: memoryFiles({ [ROOT]: text, ...files }) });
  return migrateOnlyExcept(config, { reading });
}

/** The new text of the root file; a second run changes nothing. */
function migrated(text: string, files: Files = {}, reading: Reading = 'usual'): string {
  const texts = newTexts(migrate(text, files, reading));
  const again = migrate(texts[ROOT] ?? '', { ...files, ...texts }, reading);
  expect(again.files.flatMap(({ edits }) => edits)).toEqual([]);
  expect(again.after.problems.filter(({ rejected }) => rejected)).toEqual([]);
  return texts[ROOT] ?? '';
}

function newTexts({ files }: OnlyExceptMigration): Record<string, string> {
  return Object.fromEntries(files.map(({ source, text }) => [source.path, text]));
}

function verdicts(text: string, reading: Reading = 'exact', files: Files = {}): Record<string, string> {
  const { jobs } = migrate(text, files, reading);
  return Object.fromEntries(
    jobs.map(({ job, verdict }) => [
      job,
      'reason' in verdict ? `${verdict.kind}: ${verdict.reason}` : verdict.kind,
    ]),
  );
}

describe('text', () => {
  it('puts rules where the policies stood, in the style of the place', () => {
    expect(
      migrated(`job:
    script: [make]
    only:
    - web
    - main
    stage: test
other: {script: [make], only: [tags], stage: test}
`),
    ).toBe(`job:
    script: [make]
    rules:
    - if: $CI_PIPELINE_SOURCE == "web"
    - if: $CI_COMMIT_BRANCH == "main"
    stage: test
other: {script: [make], rules: [{if: $CI_COMMIT_TAG}], stage: test}
`);
  });

  it('takes both policies together, wherever they stand', () => {
    expect(
      migrated(`job:
  except:
    - main
  script: make

  only: [branches]

other:
  script: make
`),
    ).toBe(`job:
  rules:
    - if: $CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != "main"
  script: make

other:
  script: make
`);
  });

  it('keeps comments with what they speak of', () => {
    expect(
      migrated(`job:
  script: make
  # who may deploy
  only: # branches only
    # what customers see
    - main
    - next # what they will see
  # never by itself
  except: # at night
    - schedules # the nightly run
    # - web
  # the last
  when: manual
`),
    ).toBe(`job:
  script: make
  # who may deploy
  rules: # branches only
    # never by itself
    # at night
    - if: $CI_PIPELINE_SOURCE == "schedule" # the nightly run
      when: never
    # what customers see
    - if: $CI_COMMIT_BRANCH == "main"
    - if: $CI_COMMIT_BRANCH == "next" # what they will see
    # - web
  # the last
  when: manual
`);
  });

  it('keeps line endings and the missing end of the last line', () => {
    expect(migrated('job:\r\n  script: make\r\n  only:\r\n    - main')).toBe(
      'job:\r\n  script: make\r\n  rules:\r\n    - if: $CI_COMMIT_BRANCH == "main"',
    );
  });

  it('takes the place of rules without a value', () => {
    expect(
      migrated(`.base:
  rules: [{when: always}]
job:
  extends: .base
  script: make
  rules:
  only: [main]
`),
    ).toContain(`job:
  extends: .base
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
`);
  });

  it('writes conditions of several lines on one, where they were folded', () => {
    expect(
      migrated(
        'job:\n  script: make\n  only:\n    variables:\n      - >\n        $A == "x" &&\n        $B\n',
      ),
    ).toBe(
      'job:\n  script: make\n  rules:\n    - if: ($CI_COMMIT_BRANCH || $CI_COMMIT_TAG) && $A == "x" && $B\n',
    );
  });

  it('takes the last of two equal keys, as GitLab does', () => {
    expect(migrated('job:\n  only: [tags] # old\n  script: make\n  only: [main]\n')).toBe(
      'job:\n  script: make\n  rules:\n    # old\n    - if: $CI_COMMIT_BRANCH == "main"\n',
    );
  });

  it('migrates trigger jobs', () => {
    expect(migrated('job:\n  trigger: group/app\n  only: [tags]\n')).toBe(
      'job:\n  trigger: group/app\n  rules:\n    - if: $CI_COMMIT_TAG\n',
    );
  });

  it('leaves files without policies as they are', () => {
    const text = 'job:\n  script: make # only here\n';
    expect(migrated(text)).toBe(text);
    expect(migrate(text).jobs).toEqual([]);
  });

  it('quotes what YAML would read otherwise', () => {
    expect(migrated('job:\n  script: make\n  only: ["/x(: y)?/"]\n')).toBe(
      `job:\n  script: make\n  rules:\n    - if: "$CI_COMMIT_BRANCH =~ /x(: y)?/ || $CI_COMMIT_TAG =~ /x(: y)?/"\n`,
    );
  });
});

describe('how jobs start', () => {
  it('leaves `when` and `allow_failure` at the job', () => {
    const { after } = migrate('job:\n  script: make\n  when: manual\n  only: [main]\n');
    const [job] = after.jobs;
    expect([job?.when.value, job?.allowFailure.value, job?.rules?.[0]?.when]).toEqual(['manual', true, null]);
  });

  it('repeats `when` where a rule has nothing else', () => {
    const workflow = 'workflow: {rules: [{when: always}]}\n';
    expect(migrated(`${workflow}job:\n  script: make\n  when: manual\n  except: [web]\n`)).toBe(
      `${workflow}job:\n  script: make\n  when: manual\n  rules:\n    - if: $CI_PIPELINE_SOURCE == "web"\n      when: never\n    - when: manual\n`,
    );
  });

  it('moves a delay into the rules', () => {
    expect(
      migrated('job:\n  script: make\n  when: delayed\n  start_in: 1 day # later\n  only: [main, next]\n'),
    ).toBe(
      'job:\n  script: make\n  rules:\n    # later\n    - if: $CI_COMMIT_BRANCH == "main" || $CI_COMMIT_BRANCH == "next"\n      when: delayed\n      start_in: 1 day\n',
    );
  });

  it('moves a delay of a job that adds to the policies of its base', () => {
    expect(
      migrated(`.base:
  script: make
  only: [main]
a:
  extends: .base
  when: delayed
  start_in: 1 day
  except: [web]
b: {extends: .base}
`),
    ).toBe(`.base:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
a:
  extends: .base
  rules:
    - if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE != "web"
      when: delayed
      start_in: 1 day
b: {extends: .base}
`);
  });

  it('leaves a delay that stands elsewhere', () => {
    const text = `
.later: {when: delayed, start_in: 1 day}
job: {extends: .later, script: make, only: [main]}
`;
    expect(verdicts(text).job).toMatch(/^impossible: `when` has to move/);
    expect(migrated(text)).toBe(text);
  });

  it('says never, and tells of it, where no pipeline has the job', () => {
    const text = 'job:\n  script: make\n  only: [feature/*]\nother: {script: make}\n';
    expect(migrated(text)).toContain('  rules:\n    - when: never\n');
    expect(migrate(text).notes.map(({ message }) => message)).toEqual([
      '`only` and `except` let the job into no pipeline at all, and so do its rules.',
    ]);
  });

  it('knows that workflow rules drop the default', () => {
    expect(
      migrated(`workflow: {rules: [{when: always}]}
job:
  script: make
  except: [main]
`),
    ).toContain(
      '  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n      when: never\n    - when: on_success\n',
    );
  });
});

describe('shared text', () => {
  it('rewrites a hidden job for all that extend it', () => {
    expect(
      migrated(`.base:
  script: make
  only: [main]
a: {extends: .base}
b: {extends: .base}
`),
    ).toBe(`.base:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
a: {extends: .base}
b: {extends: .base}
`);
  });

  it('gives jobs that add to a hidden job their own', () => {
    expect(
      migrated(`.base:
  script: make
  only: {refs: [main]}
a: {extends: .base}
b:
  extends: .base
  only:
    variables: [$B]
c:
  extends: .base
  except: [web]
`),
    ).toBe(`.base:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
a: {extends: .base}
b:
  extends: .base
  rules:
    - if: $CI_COMMIT_BRANCH == "main" && $B
c:
  extends: .base
  rules:
    - if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE != "web"
`);
  });

  it('gives a job rules of its own whose bases each have a part', () => {
    const text = `.main:
  only: [main]
.day:
  except: [schedules]
a:
  extends: [.main, .day]
  script: make
b:
  extends: .day
  script: make
c:
  extends: .main
  script: make
`;
    const { notes } = migrate(text);
    expect(notes.map(({ job, message }) => `${job}: ${message}`)).toEqual([
      'a: The job gets rules of its own: those that it inherits are not right for it.',
    ]);
    expect(migrated(text)).toBe(`.main:
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
.day:
  rules:
    - if: $CI_PIPELINE_SOURCE == "schedule"
      when: never
    - if: $CI_COMMIT_BRANCH || $CI_COMMIT_TAG
a:
  extends: [.main, .day]
  rules:
    - if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE != "schedule"
  script: make
b:
  extends: .day
  script: make
c:
  extends: .main
  script: make
`);
  });

  it('rewrites a base whose policies every job replaces', () => {
    expect(
      migrated(`.base:
  script: make
  only: [main]
a:
  extends: .base
  only: [tags]
`),
    ).toBe(`.base:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
a:
  extends: .base
  rules:
    - if: $CI_COMMIT_TAG
`);
  });

  it('turns an anchored policy into anchored rules', () => {
    expect(
      migrated(`a:
  script: make
  only: &mine
    - main
b:
  script: make
  only: *mine
`),
    ).toBe(`a:
  script: make
  rules: &mine
    - if: $CI_COMMIT_BRANCH == "main"
b:
  script: make
  rules: *mine
`);
  });

  it('writes aliases out where jobs make different things of them', () => {
    expect(
      migrated(`a:
  script: make
  only: &mine [main]
b:
  script: make
  only: *mine
  except: [web]
`),
    ).toBe(`a:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
b:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main" && $CI_PIPELINE_SOURCE != "web"
`);
  });

  it('leaves an anchor that something else needs', () => {
    const text = `a:
  script: make
  only: &mine [main]
b:
  script: make
  tags: *mine
`;
    expect(verdicts(text).a).toBe('impossible: the text around it cannot be edited without loss');
    expect(migrated(text)).toBe(text);
  });

  it('follows merge keys', () => {
    expect(
      migrated(`.base: &base
  script: make
  only: [main]
a:
  <<: *base
b:
  <<: *base
  only: [tags]
`),
    ).toBe(`.base: &base
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
a:
  <<: *base
b:
  <<: *base
  rules:
    - if: $CI_COMMIT_TAG
`);
  });

  it('writes references out', () => {
    expect(
      migrated(`.base:
  only: [main]
a:
  script: make
  only: !reference [.base, only]
`),
    ).toBe(`.base:
  only: [main]
a:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
`);
  });

  it('rewrites a null, with which the default holds again', () => {
    expect(
      migrated(`.base:
  script: make
  only: [main]
a: {extends: .base}
b:
  extends: .base
  only:
`),
    ).toBe(`.base:
  script: make
  rules:
    - if: $CI_COMMIT_BRANCH == "main"
a: {extends: .base}
b:
  extends: .base
  rules:
    - if: $CI_COMMIT_BRANCH || $CI_COMMIT_TAG
`);
  });

  it('rewrites local includes and child pipelines', () => {
    const files = {
      'lib.yml': '.lib:\n  only: [main]\n',
      'child.yml': 'inner:\n  script: make\n  only: [tags]\n',
    };
    const text = `include: lib.yml
a: {extends: .lib, script: make}
b:
  trigger: {include: child.yml}
`;
    expect(newTexts(migrate(text, files))).toEqual({
      [ROOT]: text,
      'lib.yml': '.lib:\n  rules:\n    - if: $CI_COMMIT_BRANCH == "main"\n',
      'child.yml': 'inner:\n  script: make\n  rules:\n    - if: $CI_COMMIT_TAG\n',
    });
  });
});

describe('verdicts', () => {
  it('proves the exact reading', () => {
    expect(verdicts('a: {script: make, only: [main]}\nb: {script: make, except: [tags]}\n')).toEqual({
      a: 'proven',
      b: 'proven',
    });
  });

  it('shows a pipeline in which the usual reading differs', () => {
    const { jobs } = migrate('a:\n  script: make\n  only: [main]\n');
    const [verdict] = jobs.map(job => job.verdict);
    expect(verdict?.kind).toBe('differs');
    expect(verdict?.kind === 'differs' && verdict.sighting?.input).toEqual({ source: 'push', tag: 'main' });
  });

  it('proves the usual reading where it is the same', () => {
    expect(verdicts('a: {script: make, only: [/^v/]}\n', 'usual')).toEqual({ a: 'proven' });
  });

  it('leaves what it cannot know', () => {
    const text = (include: string): string => `include: ${include}
a: {script: make, except: [/^wip-/]}
b: {script: make, only: [main]}
c: {extends: .far, script: make, only: [main]}
`;
    const far = '{project: g/p, file: far.yml}';
    expect(verdicts(text(far))).toEqual({
      a: expect.stringMatching(/^impossible: it would be wrong if an include/),
      b: 'proven',
      c: 'impossible: it would be wrong if what it extends, which could not be read, has `only`, `except` or `rules` too',
    });
    expect(verdicts(text(far), 'usual')).toMatchObject({
      a: expect.stringMatching(/^unproven: an include/),
      c: 'differs',
    });
  });

  it('leaves an `except` whose default an include may take away', () => {
    const text = `include:
  - local: more.yml
    rules: [{if: $CI_COMMIT_TAG}]
a: {script: make, except: [/^wip-/]}
b: {script: make, only: [main]}
`;
    const found = verdicts(text, 'exact', { 'more.yml': 'workflow: {rules: [{when: always}]}\n' });
    expect(found).toEqual({
      a: expect.stringMatching(/an include that depends on the pipeline/),
      b: 'proven',
    });
  });

  it('leaves what inputs decide', () => {
    const lib = 'spec: {inputs: {ref: {}}}\n---\na: {script: make, only: ["$[[ inputs.ref ]]"]}\n';
    expect(verdicts('include: {local: lib.yml, inputs: {ref: main}}\n', 'exact', { 'lib.yml': lib })).toEqual(
      {
        a: 'impossible: inputs decide what it says',
      },
    );
  });

  it('leaves what GitLab refuses', () => {
    expect(verdicts('a: {script: make, only: ["/(?!x)/"]}\n')).toEqual({
      a: 'impossible: GitLab refuses the configuration as it is',
    });
  });

  it('leaves jobs whose variables make all comparisons wrong', () => {
    const text = 'a: {script: make, only: [main], variables: {CI_COMMIT_BRANCH: x, CI_COMMIT_TAG: x}}\n';
    expect(verdicts(text).a).toMatch(/^impossible: the solver/);
  });
});
