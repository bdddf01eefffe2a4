import { describe, expect, it } from 'vitest';
import { type Project, type ProjectVariable, UNKNOWN_PROJECT } from '../../../src/conditions/project.js';
import type { Job } from '../../../src/config/job.js';
import { Membership, membershipOf } from '../../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../../src/pipeline/membership/sighting.js';
import { resolveText } from '../../config/resolve-text.js';

interface Asked {
  readonly membership: Membership;
  readonly job: (name: string) => Job;
  /** A pipeline with the first job and without the second. */
  readonly without: (added: string, missing: string) => Sighting | null;
}

function ask(text: string, project: Project = UNKNOWN_PROJECT): Asked {
  const config = resolveText(text, {}, { project });
  const membership = new Membership(config);
  const job = (name: string): Job => {
    const found = config.jobs.find(each => each.name === name);
    if (found === undefined) throw new Error(`there is no job ${name}`);
    return found;
  };
  const without: Asked['without'] = (added, missing) =>
    membership.find(
      jobs => jobs.solver.and(jobs.includes(job(added)), jobs.solver.not(jobs.includes(job(missing)))),
      sighting => sighting.decisionOf(added)?.form != null && sighting.decisionOf(missing)?.form === null,
    );
  return { membership, job, without };
}

const PAIR = `
a: {script: x, rules: [{if: $CI_COMMIT_TAG}, {if: $CI_PIPELINE_SOURCE == "merge_request_event"}]}
b: {script: x, rules: [{if: $CI_COMMIT_TAG}]}
c: {script: x}
`;

describe('find', () => {
  it('composes the pipeline that it shows', () => {
    const { without } = ask(PAIR);
    const sighting = without('a', 'b');
    expect(sighting?.input).toEqual({ source: 'merge_request_event' });
    expect(sighting?.assumes).toBe('nothing');
    expect(sighting && describeSighting(sighting)).toBe(
      'a merge request pipeline (`CI_PIPELINE_SOURCE=merge_request_event`)',
    );
    expect(without('b', 'a')).toBeNull();
  });

  it('knows where jobs without rules are', () => {
    const { without } = ask(PAIR);
    expect(without('a', 'c')?.type.id).toBe('merge-request');
    expect(without('c', 'a')?.input).toEqual({ source: 'push', branch: 'main' });
    const workflow = ask(`workflow: {rules: [{if: $CI_MERGE_REQUEST_IID}]}\n${PAIR}`);
    expect(workflow.without('a', 'c')).toBeNull();
    expect(workflow.membership.isNever(jobs => jobs.includes(workflow.job('b')))).toBe(true);
  });

  it('prefers pipelines without variables of the project', () => {
    const text = (condition: string) => `
a: {script: x, rules: [{when: on_success}]}
b: {script: x, rules: [{if: '${condition}', when: never}, {when: on_success}]}
`;
    expect(ask(text('$SKIP || $CI_COMMIT_TAG')).without('a', 'b')?.input).toEqual({
      source: 'push',
      tag: 'v1.0.0',
    });
    const assumed = ask(text('$SKIP == "yes"')).without('a', 'b');
    expect(assumed?.assumes).toBe('variables');
    expect(assumed?.input.variables).toEqual({ SKIP: 'yes' });
    expect(ask(text('$SKIP == "yes" && $TOO == "yes"')).without('a', 'b')).toBeNull();
  });

  it('tells unusual pipelines apart', () => {
    const sighting = ask(`
a: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == "api"}]}
b: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == "web"}]}
`).without('a', 'b');
    expect(sighting).toMatchObject({ assumes: 'unusual', input: { source: 'api' } });
  });

  it('is silent where files decide', () => {
    const { without } = ask(`
a: {script: x, rules: [{when: on_success}]}
b: {script: x, rules: [{exists: [Dockerfile]}]}
`);
    expect(without('a', 'b')).toBeNull();
  });

  it('changes files as it needs', () => {
    const { without } = ask(`
a: {script: x, rules: [{changes: [src/**/*]}]}
b: {script: x, rules: [{changes: [src/*.rb]}]}
`);
    const changes = without('a', 'b')?.input.changes;
    expect(changes).toHaveLength(1);
    expect(changes?.[0]).toMatch(/^src\//);
    expect(without('b', 'a')).toBeNull();
  });
});

it('follows variables of the workflow and of jobs', () => {
  const { membership, job } = ask(`
workflow:
  rules:
    - if: $CI_COMMIT_TAG
      variables: {KIND: release}
    - if: $CI_COMMIT_BRANCH
variables: {KIND: test}
release: {script: x, rules: [{if: $KIND == "release" && $CI_COMMIT_TAG}]}
tagged: {script: x, rules: [{if: $CI_COMMIT_TAG}]}
own: {script: x, variables: {KIND: own}, rules: [{if: $KIND == "own"}]}
stage: {script: x, stage: test, rules: [{if: $CI_JOB_STAGE == "deploy"}]}
`);
  const typeOf = (name: string) =>
    membership.find(
      jobs => jobs.includes(job(name)),
      sighting => sighting.decisionOf(name)?.form != null,
    );
  expect(typeOf('release')).toMatchObject({ assumes: 'nothing', type: { id: 'push-tag' } });
  expect(typeOf('own')?.type.id).toBe('push-branch');
  expect(membership.isNever(jobs => jobs.includes(job('stage')))).toBe(true);
});

it('knows no pipeline where the workflow allows none', () => {
  const { membership, job } = ask(`
workflow: {rules: [{if: $CI_COMMIT_TAG, when: never}]}
a: {script: x, rules: [{if: $CI_COMMIT_TAG}, {when: manual}]}
`);
  expect(membership.isNever(jobs => jobs.includes(job('a')))).toBe(true);
  const { solver } = membership.jobs;
  expect(membership.jobs.decisions(job('a')).map(formula => solver.decide(formula))).toEqual([
    'never',
    'never',
  ]);
  expect(membership.jobs.ownDecisions(job('a')).map(formula => solver.decide(formula))).toEqual([
    'sometimes',
    'sometimes',
  ]);
});

describe('conditions', () => {
  it('are settled where nothing else can change them', () => {
    const text = (workflow: string) => `
include: {remote: https://example.com/ci.yml}
${workflow}
ruled: {script: x, rules: [{if: $CI_COMMIT_TAG}]}
free: {script: x, rules: [{if: $FREE}]}
open: {script: x}
`;
    const settled = (workflow: string) => {
      const config = resolveText(text(workflow));
      return config.jobs.map(job => membershipOf(config).conditions.isSettled(job));
    };
    expect(settled('')).toEqual([false, false, false]);
    expect(settled('workflow: {rules: [{if: $CI_COMMIT_TAG}]}')).toEqual([true, false, false]);
  });

  it('depend on the pipeline where includes have rules', () => {
    const config = resolveText(
      'include:\n  - local: a.yml\n    rules: [{if: $CI_COMMIT_BRANCH}]\njob: {script: x}\n',
      { 'a.yml': 'other: {script: x}\n' },
    );
    expect(membershipOf(config).conditions.isWhole).toBe(false);
  });
});

it('answers for a thousand jobs quickly', () => {
  const conditions = Array.from({ length: 300 }, (_, index) =>
    index % 2 === 0
      ? `$CI_COMMIT_BRANCH == "b${index}" && $V${index % 7}`
      : `$CI_COMMIT_TAG =~ /^v${index}\\./ || $W${index % 5} == "x"`,
  );
  const rules = (at: number) =>
    [0, 1, 2, 3, 4].map(k => `{if: '${conditions[(at * 37 + k * 11) % conditions.length]}'}`).join(', ');
  const jobs = Array.from({ length: 1_000 }, (_, at) => `j${at}: {script: x, rules: [${rules(at % 500)}]}`);
  const { without } = ask(jobs.join('\n'));
  const started = performance.now();
  for (let at = 0; at < 500; at++) expect(without(`j${at + 500}`, `j${at}`)).toBeNull();
  expect(performance.now() - started).toBeLessThan(5_000);
});

describe('with what the settings say of the project', () => {
  const projectWith = (variables: Record<string, Partial<ProjectVariable>>, more: Partial<Project> = {}) => ({
    ...UNKNOWN_PROJECT,
    ...more,
    variables: new Map(
      Object.entries(variables).map(([name, given]): [string, ProjectVariable] => [
        name,
        { set: 'sometimes', isProtected: false, ...given },
      ]),
    ),
  });
  const BY_VARIABLE = `
a: {script: x}
b: {script: x, rules: [{if: $ENV == "prod"}]}
`;

  it('knows that a value never comes', () => {
    const isNever = ({ membership, job }: Asked) => membership.isNever(jobs => jobs.includes(job('b')));
    expect(isNever(ask(BY_VARIABLE))).toBe(false);
    expect(isNever(ask(BY_VARIABLE, projectWith({ ENV: { values: ['production'] } })))).toBe(true);
    expect(isNever(ask(BY_VARIABLE, projectWith({ ENV: { set: 'never' } })))).toBe(true);
    // Whoever starts a pipeline may give another value than the project.
    expect(isNever(ask(BY_VARIABLE, projectWith({ ENV: { value: 'x', set: 'always' } })))).toBe(false);
  });

  it('takes a variable that the project has for no assumption', () => {
    const found = ask(
      `${BY_VARIABLE}\nc: {script: x, rules: [{if: $ENV == "dev"}]}`,
      projectWith({ ENV: { value: 'prod', set: 'always' } }),
    );
    expect(found.without('b', 'c')).toMatchObject({
      assumes: 'nothing',
      input: { source: 'merge_request_event', variables: { ENV: 'prod' } },
    });
  });

  it('looks in pipelines of the default branch and of the types that there are', () => {
    const text = 'a: {script: x}\nb: {script: x, rules: [{if: $CI_COMMIT_BRANCH != $CI_DEFAULT_BRANCH}]}';
    const trunk = projectWith({}, { defaultBranch: 'trunk' });
    expect(ask(text, trunk).without('a', 'b')?.input).toEqual({
      source: 'push',
      branch: 'trunk',
      default_branch: 'trunk',
    });
    const scheduled = 'a: {script: x}\nb: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == "schedule"}]}';
    const pushes = projectWith({ CI_PIPELINE_SOURCE: { values: ['push'] } });
    expect(ask(scheduled, pushes).without('b', 'a')).toBeNull();
    expect(ask(scheduled, pushes).membership.isNever(jobs => jobs.solver.inTypes(['schedule-branch']))).toBe(
      true,
    );
  });

  it('looks at the files that there are, without saying that others never will be', () => {
    const text =
      'a: {script: x, rules: [{exists: [Dockerfile]}]}\nb: {script: x, rules: [{exists: [Makefile]}]}';
    const here = ask(text, projectWith({}, { paths: () => ['Dockerfile'] }));
    expect(here.without('a', 'b')).toMatchObject({
      assumes: 'nothing',
      input: { source: 'merge_request_event' },
    });
    expect(here.without('b', 'a')).toBeNull();
    expect(here.membership.isNever(jobs => jobs.includes(here.job('b')))).toBe(false);
    expect(ask(text).without('a', 'b')).toBeNull();
  });

  it('does not ask for files that no rule asks for', () => {
    const paths = () => {
      throw new Error('nobody asked');
    };
    expect(ask(PAIR, projectWith({}, { paths })).without('a', 'b')?.type.id).toBe('merge-request');
  });
});
