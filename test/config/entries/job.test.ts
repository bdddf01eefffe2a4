import { describe, expect, it } from 'vitest';
import { attributesOf, jobsIn, problemsIn, problemsOfJob } from './resolve-text.js';

describe('jobs', () => {
  it.each([
    ['tag: x', ['keys.unknown «tag»']],
    ['run: [{name: a, script: b}]', ['keys.exclusive «run»']],
    ['when: sometimes', ['when.allowed «sometimes»']],
    ['when: 1', ['type.string «1»', 'when.allowed «1»']],
    ['start_in: 5 minutes', ['start-in.blank «5 minutes»']],
    ['when: delayed', ['duration.invalid «job»', 'duration.limit «job»']],
    ['when: delayed\nstart_in: 8 days', ['duration.limit «8 days»']],
    ['when: delayed\nstart_in: 7 days', []],
    ['when: delayed\nstart_in: 30', ['duration.invalid «30»', 'duration.limit «30»']],
    ['rules: [{when: never}]\nonly: [main]', ['rules.with-only «only»']],
    ['rules: [{when: never}]\nonly:', []],
    ['rules:\nonly: [main]', []],
    ['rules: []', ['value.blank «[]»']],
    ['rules: {if: $A}', ['type.hashes-and-arrays «if: $A»']],
    ['resource_group: 1', ['type.string «1»']],
    ['allow_failure: maybe', ['type.hash-or-boolean «maybe»']],
    ['allow_failure: {exit_codes: [1, x]}', ['type.integers «x»']],
    ['allow_failure: {}', []],
    ['publish: public', ['pages.publish-only-pages «public»']],
    ['pages: true\npublish: site', []],
    ['timeout: 60', ['duration.invalid «60»', 'duration.limit «60»']],
    ['timeout: 31 days', ['duration.limit «31 days»']],
    ['timeout: 1 month', []],
    ['coverage: x', ['coverage.regexp «x»']],
    ['coverage: //', []],
    ['interruptible: "yes"', ['type.boolean «"yes"»']],
    ['hooks: {post_get_sources_script: x}', ['keys.unknown «post_get_sources_script»']],
    ['id_tokens: {A: {}}', ['keys.required «A»', 'type.strings-or-string «A»']],
    ['inherit: {default: [imago]}', ['value.unknown-many «imago»']],
    ['inherit: {variables: A}', ['inherit.type «A»']],
    ['secrets: {A: {vault: b}}', []],
    ['identity: google_cloud', []],
  ])('%j', (keywords, problems) => {
    expect(problemsOfJob(keywords)).toEqual(problems);
  });

  it.each([
    ['script: []', ['value.blank «[]»']],
    ['script: [[]]', []],
    ['script: [a, {b: c}]', ['type.string-or-nested «b: c»']],
    ['script: [[[[[[[[[[[a]]]]]]]]]]]', ['type.string-or-nested «[a]»']],
    ['script: [[[[[[[[[[a]]]]]]]]]]', []],
    ['run: []', []],
    ['run: [{name: a-b, script: x}]', expect.arrayContaining(['run.schema «a-b»'])],
    ['run: [{name: a, step: {git: {url: u, rev: r}}}]', []],
    ['run: [{name: a, constructor: x, script: y}]', expect.arrayContaining(['run.schema «constructor»'])],
  ])('%j', (text, problems) => {
    expect(problemsIn(`job: {${text}}`)).toEqual(problems);
  });

  it('refuses names beyond 255 characters, counted as characters', () => {
    expect(problemsIn(`${'ü'.repeat(255)}: {script: x}`)).toEqual([]);
    expect(problemsIn(`${'ü'.repeat(256)}: {script: x}`)[0]).toMatch(/^name\.too-long/);
  });

  it.each([
    ['', { when: 'on_success', allow_failure: false, only: { refs: ['branches', 'tags'] }, except: null }],
    ['when: manual', { when: 'manual', allow_failure: true }],
    ['when: manual\nallow_failure: false', { allow_failure: false }],
    ['allow_failure: {exit_codes: 3}', { allow_failure: false, allow_failure_criteria: { exit_codes: [3] } }],
    ['rules: [{if: $A}]', { only: null, rules: [{ if: '$A' }] }],
    ['only: {variables: [$A]}', { only: { refs: ['branches', 'tags'], variables: ['$A'] } }],
    ['except: [main]', { except: { refs: ['main'] } }],
    ['timeout: 1h 30', { job_timeout: 3630 }],
    ['coverage: /x/i', { coverage_regex: 'x/' }],
    ['retry: 2', { retry: { max: 2 } }],
    ['retry: {when: always, exit_codes: 1}', { retry: { when: ['always'], exit_codes: [1] } }],
    [
      'variables: {A: 1, B: {value: x, expand: false}, C: }',
      {
        job_variables: [
          { key: 'A', value: '1' },
          { key: 'B', value: 'x', raw: true },
          { key: 'C', value: '' },
        ],
      },
    ],
    ['inherit: {variables: [A]}', { root_variables_inheritance: ['A'] }],
    ['inputs: {a: {default: x}}', { inputs: { a: { default: 'x', type: 'string' } } }],
    ['pages: {publish: dist}', { artifacts: { paths: ['dist'] }, pages: { publish: 'dist' } }],
    ['release: {tag_name: v1, description: d}', { release: { tag_name: 'v1', description: 'd' } }],
  ])('%j has attributes', (keywords, attributes) => {
    expect(attributesOf(keywords)).toMatchObject(attributes);
  });

  it('publishes the folder of a job named pages', () => {
    const [pages, other] = jobsIn('pages: {script: x}\nother: {script: x, pages: false}');
    expect(pages?.attributes).toMatchObject({ options: { artifacts: { paths: ['public'] } } });
    expect(other?.attributes).not.toHaveProperty('options.artifacts');
  });

  it('loses the default of only under workflow rules', () => {
    const [job] = jobsIn('workflow: {rules: [{when: always}]}\nj: {script: x}');
    expect(job?.only).toBeNull();
  });

  it('is warned of when its last rule has nothing but a when', () => {
    expect(problemsOfJob('rules: [{if: $A}, {when: always}]')).toEqual([
      'rules.double-pipelines «when: always»',
    ]);
    expect(problemsOfJob('rules: [{when: always, variables: {A: b}}]')).toEqual([]);
    expect(problemsOfJob('rules: [{when: never}]')).toEqual([]);
    expect(problemsOfJob('rules: [{when: always}]', 'workflow: {rules: [{when: always}]}')).toEqual([]);
  });
});

describe('trigger jobs', () => {
  it.each([
    ['{trigger: a/b}', []],
    ['{trigger: a/b, script: x}', ['keys.exclusive «script»', 'keys.unknown «trigger»']],
    ['{trigger: a/b, image: x}', ['keys.unknown «image»', 'bridge.trigger-or-needs «t»']],
    ['{trigger: []}', ['trigger.type «[]»']],
    ['{trigger: {}}', ['value.blank «{}»', 'type.string «trigger»', 'value.blank «trigger»']],
    ['{trigger: {project: a/b, strategy: wait}}', ['trigger.strategy «wait»']],
    ['{trigger: {project: a/b, inputs: x}}', ['type.hash «x»']],
    ['{trigger: {include: a.yml, project: b}}', ['keys.unknown «project»']],
    ['{trigger: {include: []}}', []],
    ['{trigger: {include: {local: a.yml}}}', ['type.array-or-string «local: a.yml»']],
    ['{trigger: {include: [a, b, c, d]}}', ['include.too-long «d»']],
    ['{trigger: {include: [{artifact: a.yml}]}}', ['include.artifact-job «a.yml»']],
    ['{trigger: {include: [{project: a/b}]}}', ['include.file-missing-key «a/b»']],
    [
      '{trigger: {include: [{local: a, integrity: sha256-YWJj}]}}',
      ['include.integrity-remote-only «sha256-YWJj»'],
    ],
    ['{trigger: a/b, when: delayed}', ['when.allowed «delayed»', 'bridge.trigger-or-needs «t»']],
    ['{trigger: a/b, parallel: 2}', ['parallel.bridge-number «2»']],
    [
      '{trigger: a/b, allow_failure: {exit_codes: 1}}',
      ['type.boolean «exit_codes: 1»', 'bridge.trigger-or-needs «t»'],
    ],
    ['{needs: [o]}', ['bridge.trigger-or-needs «t»']],
    ['{needs: [{pipeline: a/b}]}', []],
    ['{needs: [{pipeline: a/b}, {pipeline: c/d}]}', ['bridge.one-need «pipeline: c/d»']],
    ['{trigger: a/b, needs: [{pipeline: x, job: o}]}', ['needs.invalid-types «pipeline: x, job: o»']],
  ])('%s', (job, problems) => {
    expect(problemsIn(`o: {script: x}\nt: ${job}`)).toEqual(problems);
  });
});
