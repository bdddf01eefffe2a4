import { describe, expect, it } from 'vitest';
import { keywordTables } from '../../../src/config/keywords/tables.js';
import { attributesOf, problemsIn, problemsOfJob } from './resolve-text.js';

describe('image and services', () => {
  it.each([
    ['image: ""', ['value.blank «""»']],
    ['image: []', ['type.hash-or-string «[]»', 'type.string «image»', 'value.blank «image»']],
    ['image: {name: a, ports: [80]}', ['keys.disallowed «ports»']],
    ['image: {name: a, entrypoint: x}', ['type.array-of-strings «x»']],
    ['image: {name: a, pull_policy: sometimes}', ['value.not-in-list «sometimes»']],
    ['image: {name: a, pull_policy: [always, often]}', ['value.unknown-many «often»']],
    ['image: {name: a, docker: {platform: 1}}', ['image.executor-opts «1»']],
    ['image: {name: a, kubernetes: {user: 1000}}', []],
    ['services: {name: a}', ['type.array «name: a»']],
    ['services: [{alias: a}]', ['type.string «alias: a»', 'value.blank «alias: a»']],
    ['services: [null]', []],
  ])('%s', (keywords, problems) => {
    expect(problemsOfJob(keywords)).toEqual(problems);
  });

  it('take the forms GitLab gives them', () => {
    const services = 'services: [a, {name: b, alias: c, command: [x, [y]], variables: {A: 1}}]';
    expect(
      attributesOf(`image: {name: r, docker: {user: u}, pull_policy: always}\n${services}`),
    ).toMatchObject({
      image: { name: 'r', executor_opts: { docker: { user: 'u' } }, pull_policy: ['always'] },
      services: [{ name: 'a' }, { name: 'b', alias: 'c', command: ['x', 'y'], variables: { A: '1' } }],
    });
  });
});

describe('artifacts and cache', () => {
  it.each([
    ['artifacts: {paths: x}', ['type.array-of-strings «x»']],
    ['artifacts: {path: [x]}', ['keys.unknown «path»']],
    ['artifacts: {access: null, public: null}', ['keys.exclusive «public»']],
    ['artifacts: {expose_as: a}', ['value.blank «artifacts»']],
    [
      'artifacts: {expose_as: a!, paths: [x*]}',
      ['artifacts.expose-as-star «x*»', 'artifacts.expose-as-format «a!»'],
    ],
    ['artifacts: {expire_in: soon}', ['duration.invalid «soon»']],
    ['artifacts: {expire_in: never}', []],
    ['artifacts: {access: me}', ['access.allowed «me»']],
    ['artifacts: {reports: x}', ['type.hash «x»']],
    ['artifacts: {reports: {jest: x}}', ['keys.unknown «jest»']],
    ['artifacts: {reports: {junit: [1]}}', ['type.strings-or-string «1»']],
    [
      'artifacts: {reports: {coverage_report: {coverage_format: lcov, path: x}}}',
      ['coverage-report.format «lcov»'],
    ],
    ['cache: x', ['cache.type «x»']],
    ['cache: [{}, {}, {}, {}, {}]', ['cache.too-many «{}»']],
    ['cache: {policy: read}', ['cache.policy «read»']],
    ['cache: {policy: xpushy}', []],
    ['cache: {key: a/b}', ['key.slash «a/b»']],
    ['cache: {key: a%2Fb}', ['key.slash «a%2Fb»']],
    ['cache: {key: ..}', ['key.dots «..»']],
    ['cache: {key: 1}', ['key.type «1»']],
    ['cache: {key: {prefix: a}}', ['keys.one-of «key»']],
    ['cache: {key: {files: []}}', ['matrix.too-few «[]»']],
    ['cache: {key: {files: [a, b, c]}}', ['entries.too-many «c»']],
    ['cache: {fallback_keys: [a, b, c, d, e, f]}', ['cache.fallback-keys «f»']],
    ['cache: {when: never}', ['when.allowed «never»']],
    ['pages: {expire_in: x}', ['duration.invalid «x»']],
    ['pages: {expire_in: $DAYS}', []],
  ])('%s', (keywords, problems) => {
    expect(problemsOfJob(keywords)).toEqual(problems);
  });

  it('get their defaults', () => {
    const cache = {
      key: 'default',
      policy: 'pull-push',
      when: 'on_success',
      unprotect: false,
      fallback_keys: [],
    };
    expect(attributesOf('cache: [{}, {key: {files: [a]}}]').cache).toEqual([
      cache,
      { ...cache, key: { files: ['a'] } },
    ]);
    expect(attributesOf('artifacts: {name: , reports: {junit: a}}').artifacts).toEqual({
      reports: { junit: ['a'] },
    });
  });
});

describe('environment, release and retry', () => {
  it.each([
    [
      'environment: [x]',
      ['environment.type «[x]»', 'value.blank «environment»', 'environment.name «environment»'],
    ],
    ['environment: größe', ['environment.name «größe»']],
    ['environment: /a', ['environment.name «/a»']],
    ['environment: review/$CI_COMMIT_REF_SLUG', []],
    ['environment: {name: a, action: go}', ['environment.action «go»']],
    ['environment: {name: a, url: 1}', ['release.url «1»']],
    ['environment: {name: a, deployment_tier: x, auto_stop_in: y}', []],
    ['environment: {name: a, kubernetes: {dashboard: {namespace: b}}}', ['value.blank «kubernetes»']],
    [
      'environment: {name: a, kubernetes: {agent: b, managed_resources: {enabled: 1}}}',
      ['kubernetes.schema «1»'],
    ],
    ['release: {tag_name: v}', ['type.string «release»', 'value.blank «release»']],
    ['release: {tag_name: v, description: d, released_at: yesterday}', ['release.datetime «yesterday»']],
    [
      'release: {tag_name: v, description: d, released_at: "2024-02-30T10:00:00Z"}',
      ['release.datetime «"2024-02-30T10:00:00Z"»'],
    ],
    ['release: {tag_name: v, description: d, released_at: "2024-02-29T10:00:00Z"}', []],
    ['release: {tag_name: v, description: d, ref: a..b}', ['release.ref «a..b»']],
    ['release: {tag_name: v, description: d, assets: {links: [1]}}', []],
    ['retry: 3', ['number.at-most «3»']],
    ['retry: -1', ['number.at-least «-1»']],
    ['retry: x', ['retry.type «x»']],
    ['retry: {max: 1.5}', ['number.integer «1.5»']],
    ['retry: {max: "1"}', []],
    ['retry: {when: boredom}', ['value.not-in-list «boredom»']],
    ['retry: {when: [always, boredom]}', ['value.unknown-many «boredom»']],
    ['retry: {exit_codes: x}', ['type.integers «x»']],
    ['retry: {}', []],
  ])('%s', (keywords, problems) => {
    expect(new Set(problemsOfJob(keywords))).toEqual(new Set(problems));
  });
});

describe('released_at', () => {
  it.each([
    '2024-12-01',
    '2024-W01-1',
    '20240101T000000Z',
    '2024-02-29T10:00:00+02:00',
    '2024-01-01T10:00',
    '2024-001',
  ])('takes %s', date => {
    expect(problemsOfJob(`release: {tag_name: v, description: d, released_at: "${date}"}`)).toEqual([]);
  });

  it.each([
    '',
    'yesterday',
    '2024-13-01',
    '2023-02-29',
    '2024-01-01 10:00:00',
    '2024-01-01T25:00',
    '2024/01/01',
  ])('refuses %j', date => {
    expect(problemsOfJob(`release: {tag_name: v, description: d, released_at: "${date}"}`)).toEqual([
      `release.datetime «"${date}"»`,
    ]);
  });
});

describe('rules, only and except', () => {
  it.each([
    ['rules: [{}]', ['value.blank «{}»']],
    ['rules: [[{if: $A}], [[{if: $B}]]]', []],
    ['rules: [{if: "$A =="}]', ['rules.expression «"$A =="»']],
    ['rules: [{if: 1}]', ['rules.expression «1»']],
    ['rules: [{if: null, when: always}]', ['rules.double-pipelines «if: null, when: always»']],
    ['rules: [{when: sometimes}]', ['value.unknown «sometimes»', 'rules.never']],
    ['rules: [{if: $A, start_in: 1h}]', ['keys.disallowed «start_in»']],
    ['rules: [{if: $A, when: delayed, start_in: 1h}]', []],
    ['rules: [{if: $A, auto_cancel: {}}]', ['keys.unknown «auto_cancel»']],
    ['rules: [{changes: x}]', ['changes.type «x»']],
    [
      'rules: [{changes: {compare_to: main}}]',
      ['keys.required «changes»', 'type.array-of-strings «changes»', 'entries.too-many «changes»'],
    ],
    ['rules: [{exists: 1}]', ['exists.type «1»']],
    ['rules: [{exists: {}}]', []],
    ['rules: [{if: $A, variables: {A: {value: b}}}]', ['variables.must-be-string «value: b»']],
    ['rules: [{if: $A, allow_failure: maybe}]', ['type.boolean «maybe»']],
    ['rules: [{if: $A, needs: [{pipeline: a, job: b}]}]', ['needs.invalid-types «pipeline: a, job: b»']],
    ['only: x', ['policy.type «x»']],
    ['only: [/x]', []],
    ['only: [/(/]', ['policy.regexps «/(/»']],
    ['only: {}', ['value.blank «{}»']],
    ['only: {kubernetes: inactive}', ['value.unknown «inactive»']],
    ['except: {variables: [$A, "=="]}', ['rules.expression «"=="»']],
  ])('%s', (keywords, problems) => {
    expect(problemsOfJob(keywords)).toEqual(problems.filter(problem => problem !== 'rules.never'));
  });

  it('refuses more than 50 paths, and points at the first one too many', () => {
    const paths = Array.from({ length: 51 }, (_, index) => `p${index}`);
    expect(problemsOfJob(`rules: [{changes: [${paths}]}]`)).toEqual(['entries.too-many «p50»']);
    expect(problemsOfJob(`rules: [{exists: [${paths.slice(1)}]}]`)).toEqual([]);
  });

  it.each([
    ['rules: [{when: manual}]', ['value.unknown «manual»']],
    ['auto_cancel: {on_new_commit: all}', ['auto-cancel.value «all»']],
    ['rules: [{if: $A, interruptible: true}]', ['keys.unknown «interruptible»']],
  ])('in the workflow: %s', (keywords, problems) => {
    expect(problemsIn(`workflow: {${keywords}}\nj: {script: x}`)).toEqual(problems);
  });
});

describe('variables and inputs', () => {
  it.each([
    ['variables: []', ['type.hash «[]»']],
    ['variables: {A: [x]}', ['variables.string-or-hash «[x]»']],
    ['variables: {A: {description: x}}', ['variables.data-keys «description»']],
    ['variables: {A: {value: [x]}}', ['type.scalar «[x]»']],
    ['variables: {A: , B: true, C: 1.5, 4: x}', []],
    ['variables: {true: x}', ['type.alphanumeric «true»']],
    ['inputs: {a: {}}', ['inputs.job-no-default «a»']],
    ['inputs: {a: {type: number, default: x}}', ['inputs.not-a-number «x»']],
    ['inputs: {a: {type: number, default: "3"}}', []],
    ['inputs: {a: {default: x, options: [y]}}', ['inputs.not-in-options «x»']],
    ['inputs: {a: {default: x, regex: "^y"}}', ['inputs.regex-mismatch «x»']],
    ['inputs: {a: {default: x, regex: "("}}', ['inputs.regex-invalid «"("»']],
    [
      'inputs: {a: {type: boolean, default: true, options: [true]}}',
      ['inputs.options-only-strings «[true]»'],
    ],
    ['inputs: {a: {default: x, options: [x, null]}}', ['inputs.null-option «null»']],
    ['inputs: {a: {default: x, type: text}}', ['value.unknown «text»']],
  ])('%s', (keywords, problems) => {
    expect(problemsOfJob(keywords)).toEqual(problems);
  });

  it.each([
    ['{A: {value: x, options: [y]}}', ['variables.options «x»']],
    ['{A: {value: x, options: [x], description: d, expand: false}}', []],
    ['{A: {value: x, color: red}}', ['variables.data-keys «color»']],
  ])('at the top level: %s', (variables, problems) => {
    expect(problemsIn(`variables: ${variables}\nj: {script: x}`)).toEqual(problems);
  });
});

describe('the tables of keywords', () => {
  const tables = Object.entries(keywordTables);

  it.each(tables)('%s describes each keyword in one line', (_, table) => {
    for (const { summary, docs } of Object.values(table)) {
      expect(summary).toMatch(/^[^\n]+\.$/);
      expect(docs ?? 'none').toMatch(/^[a-z_-]+$/);
    }
  });

  it('point only at tables that exist', () => {
    const known = new Set([
      ...Object.keys(keywordTables),
      'ruleVariable',
      'step',
      'includeRule',
      'childInclude',
    ]);
    const shapes = tables.flatMap(([, table]) => Object.values(table).flatMap(({ accepts }) => accepts));
    const targets = shapes.flatMap(shape => /^(?:entry|entries|map):(.+)$/.exec(shape)?.[1] ?? []);
    expect(targets.filter(name => !known.has(name))).toEqual([]);
  });
});
