import { describe, expect, it } from 'vitest';
import { PathSet } from '../../../src/conditions/path-set.js';
import { PIPELINE_TYPES, type PipelineType } from '../../../src/conditions/pipeline-types.js';
import { Solver } from '../../../src/conditions/solver/solver.js';
import { cpuTime } from '../../cpu-time.js';

function types(...ids: string[]): PipelineType[] {
  return PIPELINE_TYPES.filter(({ id }) => ids.includes(id));
}

const decide = (text: string, ...ids: string[]) => {
  const solver = new Solver(ids.length === 0 ? {} : { types: types(...ids) });
  return solver.decide(solver.expression(text));
};

describe('decide', () => {
  it.each([
    ['$CI_COMMIT_BRANCH', ['push-branch'], 'always'],
    ['$CI_COMMIT_BRANCH', ['push-tag', 'merge-request'], 'never'],
    ['$CI_COMMIT_BRANCH', [], 'sometimes'],
    ['$CI_COMMIT_BRANCH && $CI_COMMIT_TAG', [], 'never'],
    ['$CI_PIPELINE_SOURCE == "merge_request"', [], 'never'],
    ['$CI_PIPELINE_SOURCE', [], 'always'],
    ['$CI_JOB_ID == null', [], 'always'],
    ['$A == "x" && $A == "y"', [], 'never'],
    ['$A == "x" || $A != "x"', [], 'always'],
    ['$A =~ /^v\\d+$/ && $A !~ /^v/', [], 'never'],
    ['$A =~ /^v\\d+$/ && $A !~ /[1]/', [], 'sometimes'],
    ['$A =~ /^(main|dev)$/ && $A != "main" && $A != "dev"', [], 'never'],
    ['$A == "" && $A', [], 'never'],
    ['!$A && $A != "" && $A != null', [], 'sometimes'],
    ['($A || $B) == "x" && $A == ""', [], 'never'],
    [
      '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_COMMIT_BRANCH == "a" && $CI_DEFAULT_BRANCH == "b"',
      [],
      'never',
    ],
    ['$CI_COMMIT_BRANCH != $CI_COMMIT_REF_NAME', ['push-branch'], 'never'],
    ['$CI_COMMIT_BRANCH == "a b"', [], 'never'],
    ['$CI_MERGE_REQUEST_EVENT_TYPE == "merge_train"', ['merge-train'], 'always'],
    ['$CI_COMMIT_REF_PROTECTED == "yes"', [], 'never'],
    ['$A =~ "abc" && $A == "d"', [], 'never'],
    ['$A =~ true', [], 'never'],
    ['$A == ', [], 'never'],
  ])('%s in %j', (text, ids, expected) => expect(decide(text, ...ids)).toBe(expected));

  it('says unknown rather than guess', () => {
    expect(decide('$A =~ /(a|b)*a(a|b){15}$/ && $A !~ /^(a|b)*$/')).toBe('unknown');
    const solver = new Solver({ types: types('push-branch') });
    expect(solver.decide(solver.entry({ changes: { paths: ['$UNKNOWN/*'] } }))).toBe('unknown');
  });

  it('knows where changes are unknown', () => {
    const solver = new Solver();
    const changes = solver.changes({ paths: ['src/*'] });
    expect(solver.decide(changes, types('push-tag', 'web-branch'))).toBe('always');
    expect(solver.decide(changes, types('push-branch'))).toBe('sometimes');
    const other = solver.changes({ paths: ['src/*', 'docs/*'] });
    expect(solver.decide(solver.and(changes, solver.not(other)))).toBe('never');
  });

  it('asks the files of the repository', () => {
    const known = new Solver({ files: new PathSet(['Dockerfile']) });
    expect(known.decide(known.exists({ paths: ['Dockerfile'] }))).toBe('always');
    expect(known.decide(known.exists({ paths: ['*.rb'] }))).toBe('never');
    const unknown = new Solver();
    expect(unknown.decide(unknown.exists({ paths: ['Dockerfile'] }))).toBe('sometimes');
  });

  it('reads policies', () => {
    const solver = new Solver();
    const branches = solver.policy({ refs: ['branches'] }, null);
    expect(solver.decide(branches, types('push-branch', 'chat'))).toBe('always');
    expect(solver.decide(branches, types('merge-request'))).toBe('never');
    // A tag may be called so.
    expect(solver.witness(branches, types('push-tag'))?.variables.get('CI_COMMIT_REF_NAME')).toBe('branches');
    const pattern = solver.policy({ refs: ['/^release/'] }, { refs: ['release-1'], variables: ['$SKIP'] });
    expect(solver.decide(pattern, types('push-branch'))).toBe('sometimes');
    expect(solver.decide(pattern, types('merge-request'))).toBe('never');
    const nothing = solver.policy({ refs: ['main'] }, { refs: ['/^main$/'] });
    expect(solver.decide(nothing)).toBe('never');
  });

  it('takes what the settings and the configuration declare', () => {
    const variables = new Map([
      ['ALWAYS', { set: 'always' as const, values: ['a', 'b'] }],
      ['NEVER', { set: 'never' as const }],
      ['CI_DEFAULT_BRANCH', { values: ['trunk'] }],
    ]);
    const solver = new Solver({ variables });
    expect(solver.decide(solver.expression('$ALWAYS'))).toBe('always');
    expect(solver.decide(solver.expression('$ALWAYS == "c"'))).toBe('never');
    expect(solver.decide(solver.expression('$NEVER'))).toBe('never');
    expect(solver.decide(solver.expression('$CI_DEFAULT_BRANCH == "trunk"'))).toBe('always');
    const scope = {
      variables: new Map([
        ['NEVER', 'x'],
        ['M', '$N'],
      ]),
      facts: new Map([['CI_JOB_MANUAL', null]]),
    };
    expect(solver.decide(solver.expression('$NEVER == "x"', scope))).toBe('always');
    expect(solver.decide(solver.expression('$M == "$N"', scope))).toBe('sometimes');
    expect(solver.decide(solver.expression('$CI_JOB_MANUAL', scope))).toBe('never');
  });
});

describe('witness', () => {
  it('is a pipeline', () => {
    const solver = new Solver({ types: types('push-branch', 'merge-request') });
    const deploy = solver.entry({
      if: '$CI_COMMIT_BRANCH =~ /^release\\// && $DEPLOY == "yes"',
      changes: { paths: ['src/**/*.rb'] },
    });
    const witness = solver.witness(deploy);
    expect(witness?.type.id).toBe('push-branch');
    expect(Object.fromEntries(witness?.variables ?? [])).toEqual({
      CI_PIPELINE_SOURCE: 'push',
      CI_COMMIT_BRANCH: expect.stringMatching(/^release\/./),
      DEPLOY: 'yes',
    });
    expect(witness?.changes?.[0]).toMatch(/^src\/.*\.rb$/);
  });

  it('is null where there is none', () => {
    const solver = new Solver();
    expect(solver.witness(solver.expression('$A == "x" && $A == "y"'))).toBeNull();
    expect(solver.witness(solver.never)).toBeNull();
  });

  it('names what it assumes of unknown files', () => {
    const solver = new Solver();
    expect(solver.witness(solver.exists({ paths: ['a'] }))?.exists).toEqual([
      { clause: { paths: ['a'] }, holds: true },
    ]);
  });
});

it('finds the entries that never decide', () => {
  const solver = new Solver();
  const entries = [{ if: '$CI_COMMIT_TAG' }, { if: '$CI_COMMIT_TAG =~ /^v/' }, {}, { if: '$A' }];
  expect(solver.decisions(entries).map(formula => solver.decide(formula))).toEqual([
    'sometimes',
    'never',
    'sometimes',
    'never',
  ]);
});

it('interns equal questions', () => {
  const solver = new Solver();
  const a = solver.expression('$A');
  const b = solver.expression('$B');
  expect(solver.and(a, b)).toBe(solver.and(b, a, solver.always));
  expect(solver.not(solver.not(a))).toBe(a);
  expect(solver.or(a, solver.always)).toBe(solver.always);
  expect(solver.expression('$A', { variables: new Map([['C', 'x']]) })).toBe(a);
  expect(solver.expression('$A', { variables: new Map([['A', 'x']]) })).not.toBe(a);
});

it('answers a thousand jobs quickly', () => {
  const solver = new Solver();
  const branches = Array.from(
    { length: 60 },
    (_, index) => `$CI_COMMIT_BRANCH == "b${index}" && $V${index % 7}`,
  );
  const tags = Array.from(
    { length: 60 },
    (_, index) => `$CI_COMMIT_TAG =~ /^v${index}\\./ || $W${index % 5} == "x"`,
  );
  const conditions = [...branches, ...tags, '$CI_PIPELINE_SOURCE == "schedule"', '$CI_MERGE_REQUEST_IID'];
  const spent = cpuTime(() => {
    for (let job = 0; job < 1_000; job++) {
      const entries = [0, 1, 2, 3, 4].map(at => ({
        if: conditions[(job * 37 + at * 11) % conditions.length],
      }));
      const included = solver.or(...solver.decisions(entries));
      expect(solver.decide(included)).toBe('sometimes');
    }
  });
  expect(spent).toBeLessThan(10_000);
});

describe('variables that follow from others', () => {
  const solver = new Solver({ types: types('push-branch') });
  const witnessOf = (text: string) =>
    Object.fromEntries(solver.witness(solver.expression(text))?.variables ?? []);

  it('fit together in witnesses', () => {
    expect(witnessOf('$CI_PROJECT_PATH == "group/sub/a" && $CI_PROJECT_NAMESPACE')).toMatchObject({
      CI_PROJECT_NAMESPACE: 'group/sub',
    });
    expect(witnessOf('$CI_PROJECT_NAMESPACE == "group" && $CI_PROJECT_PATH =~ /a$/')).toMatchObject({
      CI_PROJECT_PATH: expect.stringMatching(/^group\/.*a$/),
    });
    expect(witnessOf('$CI_COMMIT_REF_SLUG && $CI_COMMIT_BRANCH == "Fix/A"')).toMatchObject({
      CI_COMMIT_REF_SLUG: 'fix-a',
    });
  });

  it('contradict each other where the base is known', () => {
    const apart = solver.expression('$CI_PROJECT_PATH == "group/a" && $CI_PROJECT_NAMESPACE == "other"');
    expect(solver.decide(apart)).toBe('never');
    const open = solver.expression('$CI_PROJECT_PATH =~ /^group\\/a/ && $CI_PROJECT_NAMESPACE == "other"');
    expect(solver.decide(open)).toBe('unknown');
    expect(solver.witness(open)).toBeNull();
  });
});
