import { describe, expect, test } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { type ChildPipeline, childOf, childrenOf, startChild } from '../../src/pipeline/child-pipeline.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import { type ContextInput, describeContext } from '../../src/pipeline/pipeline-context.js';
import { samplePipelines } from '../../src/pipeline/sample-pipelines.js';

const ROOT = '.gitlab-ci.yml';

function configOf(root: string, files: Readonly<Record<string, string>> = {}): Config {
  return resolveConfig({
    root: ROOT,
    files: memoryFiles({ ...files, [ROOT]: root }),
    undeclared: 'unknown',
  });
}

function childOfJob(config: Config, name = 'go'): Config | null {
  const job = config.jobs.find(each => each.name === name);
  return job === undefined ? null : childOf(config, job);
}

function started(config: Config, input: ContextInput, name = 'go'): ChildPipeline | null {
  const context = describeContext(input);
  const composition = composePipeline(config, context);
  const decision = composition.decisions.find(({ job }) => job.name === name);
  return decision === undefined
    ? null
    : startChild({ config, job: decision.job, by: decision.by, composition, context });
}

const jobsOf = (child: ChildPipeline | null): string[] | undefined =>
  child?.composition.pipeline?.jobs.map(({ name }) => name);

describe('the configuration of a child', () => {
  test('merges all files of the list, the last one on top', () => {
    const config = configOf('go: {trigger: {include: [a.yml, {local: /b.yml}]}}', {
      'a.yml': 'build: {script: a, stage: test}',
      'b.yml': 'build: {script: b}\ndeploy: {needs: [build], script: d}',
    });
    const child = childOfJob(config);
    expect(child?.complete).toBe(true);
    expect(child?.problems).toEqual([]);
    expect(child?.root).toBe(ROOT);
    expect(child?.files.map(({ path }) => path)).toEqual(['a.yml', 'b.yml']);
    expect(child?.jobs.map(({ name }) => name)).toEqual(['build', 'deploy']);
    expect(child?.jobs[0]?.attributes.options).toMatchObject({ script: ['b'] });
    expect(child?.parent?.job.name).toBe('go');
  });

  test.each([
    ['a text', 'ci/a.yml'],
    ['a list of one', '[ci/a.yml]'],
    ['a hash in a list', '[{local: /ci/a.yml}]'],
  ])('has the path of its file as its root when it is one: %s', (_, include) => {
    const config = configOf(`go: {trigger: {include: ${include}}}`, { 'ci/a.yml': 'a: {script: a}' });
    expect(childOfJob(config)?.root).toBe('ci/a.yml');
  });

  test('is not complete when a job makes a part of it', () => {
    const config = configOf(
      'make: {script: make, artifacts: {paths: [x.yml]}}\ngo: {stage: deploy, trigger: {include: [a.yml, {artifact: x.yml, job: make}]}}',
      { 'a.yml': 'a: {script: a}' },
    );
    const child = childOfJob(config);
    expect(config.valid).toBe(true);
    expect(child?.valid).toBe(true);
    expect(child?.complete).toBe(false);
    expect(child?.unresolved.map(({ reason }) => reason)).toEqual(['the job make makes it']);
    expect(child?.jobs.map(({ name }) => name)).toEqual(['a']);
  });

  test('has its own problems', () => {
    const config = configOf('go: {trigger: {include: [missing.yml]}}');
    expect(config.valid).toBe(true);
    expect(childOfJob(config)?.problems.map(({ kind }) => kind)).toContain('include.local-missing');
  });

  test('takes inputs of its include', () => {
    const config = configOf('go: {trigger: {include: [{local: a.yml, inputs: {name: x}}]}}', {
      'a.yml': 'spec: {inputs: {name: {}}}\n---\n"$[[ inputs.name ]]-job": {script: a}',
    });
    expect(childOfJob(config)?.jobs.map(({ name }) => name)).toEqual(['x-job']);
  });

  test('sees variables that the job passes on in its paths', () => {
    const files = { 'a.yml': 'a: {script: a}', 'b.yml': 'b: {script: b}' };
    const config = configOf(
      'variables: {KIND: b}\ngo: {trigger: {include: [{local: $NAME.yml}]}, variables: {NAME: $KIND}}',
      files,
    );
    expect(childOfJob(config)?.jobs.map(({ name }) => name)).toEqual(['b']);
    const silent = configOf(
      'go: {trigger: {include: [{local: $NAME.yml}], forward: {yaml_variables: false}}, variables: {NAME: a}}',
      files,
    );
    expect(childOfJob(silent)?.complete).toBe(false);
    const ruled = configOf(
      'go: {trigger: {include: [{local: $NAME.yml}]}, variables: {NAME: a}, rules: [{if: $X, variables: {NAME: b}}]}',
      files,
    );
    expect(childOfJob(ruled)?.complete).toBe(false);
  });

  test('is not told where the files depend on the pipeline, and for jobs of other kinds', () => {
    const files = { 'a.yml': 'a: {script: a}' };
    const config = configOf(
      'go: {trigger: {include: [{local: a.yml, rules: [{if: $X}]}]}}\nother: {trigger: group/project}\njob: {script: x}',
      files,
    );
    for (const name of ['go', 'other', 'job']) expect(childOfJob(config, name)).toBeNull();
  });

  test('may have children of its own, but these have none', () => {
    const config = configOf('go: {trigger: {include: a.yml}}', {
      'a.yml': 'go: {trigger: {include: a.yml}}',
    });
    const child = childOfJob(config);
    const grandchild = child ? childOfJob(child) : null;
    expect(grandchild?.jobs.map(({ name }) => name)).toEqual(['go']);
    expect(grandchild && childOfJob(grandchild)).toBeNull();
  });
});

describe('the pipeline of a child', () => {
  const CHILD = `
on-branch: {script: x, rules: [{if: $CI_COMMIT_BRANCH}]}
on-tag: {script: x, rules: [{if: $CI_COMMIT_TAG}]}
on-merge-request: {script: x, rules: [{if: $CI_MERGE_REQUEST_IID}]}
as-child: {script: x, rules: [{if: $CI_PIPELINE_SOURCE == "parent_pipeline"}]}
as-schedule: {script: x, rules: [{if: $CI_PIPELINE_SCHEDULE_DESCRIPTION}]}
`;
  const config = configOf('go: {trigger: {include: a.yml}, rules: [{when: always}]}', { 'a.yml': CHILD });

  test.each([
    ['a branch', { source: 'push' }, ['on-branch', 'as-child']],
    ['a tag', { source: 'push', tag: 'v1' }, ['on-tag', 'as-child']],
    ['a merge request', { source: 'merge_request_event' }, ['on-merge-request', 'as-child']],
    ['a schedule', { source: 'schedule' }, ['on-branch', 'as-child']],
  ] as const)('is of the commit of its parent: %s', (_, input, expected) => {
    expect(jobsOf(started(config, input))).toEqual(expected);
  });

  test('has the changes of its parent', () => {
    const changed = configOf('go: {trigger: {include: a.yml}}', {
      'a.yml': 'a: {script: a, rules: [{changes: [src/*]}]}',
    });
    expect(jobsOf(started(changed, { changes: ['src/x'] }))).toEqual(['a']);
    expect(jobsOf(started(changed, { changes: ['docs/x'] }))).toBeUndefined();
    expect(jobsOf(started(changed, {}))).toEqual(['a']);
  });

  test('has the branch and the protection of its parent', () => {
    const child = started(config, { source: 'push', branch: 'feature', default_branch: 'trunk' });
    expect(child?.context.predefined.get('CI_COMMIT_BRANCH')).toBe('feature');
    expect(child?.context.predefined.get('CI_DEFAULT_BRANCH')).toBe('trunk');
    expect(child?.context.predefined.get('CI_COMMIT_REF_PROTECTED')).toBe('false');
  });

  const passing = (forward: string): Config =>
    configOf(
      `variables: {ROOT: r, OVER: root}\ngo: {trigger: {include: a.yml${forward}}, variables: {OWN: $ROOT-$CI_COMMIT_BRANCH, OVER: job}, rules: [{if: $CI, variables: {RULE: $OVER}}]}`,
      { 'a.yml': 'variables: {OWN: child}\na: {script: a}' },
    );
  const given = (config: Config): Record<string, string> =>
    Object.fromEntries(started(config, { variables: { ASKED: 'yes' } })?.context.variables ?? []);

  test('is given the variables of the file, the job and the rule that decided', () => {
    expect(given(passing(''))).toEqual({ ROOT: 'r', OVER: 'job', OWN: 'r-main', RULE: 'job' });
  });

  test('is given those of the pipeline only when asked to', () => {
    expect(given(passing(', forward: {pipeline_variables: true}'))).toMatchObject({
      ASKED: 'yes',
      ROOT: 'r',
    });
    expect(given(passing(', forward: {yaml_variables: false}'))).toEqual({});
  });

  test('takes given variables over its own', () => {
    const over = configOf('go: {trigger: {include: a.yml}, variables: {MODE: parent}}', {
      'a.yml': 'variables: {MODE: child}\na: {script: a, rules: [{if: $MODE == "child"}]}\nb: {script: b}',
    });
    expect(jobsOf(started(over, {}))).toEqual(['b']);
  });
});

describe('what is seen in a child', () => {
  const parent = `
go:
  trigger: {include: [a.yml, b.yml], strategy: depend}
  variables: {KIND: deb}
  rules:
    - if: $CI_COMMIT_TAG
`;
  const config = configOf(parent, {
    'a.yml': 'build: {script: a, rules: [{if: $CI_COMMIT_BRANCH}]}',
    'b.yml': 'deploy: {script: b, needs: [build]}',
  });
  const [child] = childrenOf(config);

  test('is looked for in the pipelines that start it', () => {
    const [, deploy] = child?.jobs ?? [];
    if (child === undefined || deploy === undefined) throw new Error('no child');
    const sighting = membershipOf(child).find(
      jobs => jobs.includes(deploy),
      () => true,
    );
    expect(sighting?.context).toMatchObject({ source: 'parent_pipeline', refKind: 'tag' });
    expect(sighting?.composition.reason).toBe('config_error');
    expect(sighting && describeSighting(sighting)).toBe(
      'the child pipeline of `go` in a tag pipeline (`CI_PIPELINE_SOURCE=push`, `CI_COMMIT_TAG=v1.0.0`)',
    );
    expect(sighting && toWitness(child, sighting).command).toBe(
      'ci-lint simulate .gitlab-ci.yml --source push --tag v1.0.0 --child go',
    );
    const [build] = child.jobs;
    expect(
      build &&
        membershipOf(child).find(
          jobs => jobs.includes(build),
          () => true,
        ),
    ).toBeNull();
  });

  test('is of no other type, and nothing is proven of variables that a parent can give', () => {
    const given = configOf(parent, {
      'a.yml': 'variables: {KIND: rpm}\nbuild: {script: a, rules: [{if: $KIND == "rpm"}]}',
      'b.yml': 'push: {script: b, rules: [{if: $CI_PIPELINE_SOURCE == "push"}]}',
    });
    const [first] = childrenOf(given);
    if (first === undefined) throw new Error('no child');
    const { conditions } = membershipOf(first);
    expect(conditions.isWhole).toBe(false);
    expect(first.jobs.map(job => conditions.isSettled(job))).toEqual([false, false]);
    const [, push] = first.jobs;
    expect(push && membershipOf(first).isNever(jobs => jobs.includes(push))).toBe(true);
  });

  test('is composed in the usual pipelines of the parent', () => {
    const usual = configOf('go: {trigger: {include: a.yml}, rules: [{if: $CI_COMMIT_BRANCH}]}', {
      'a.yml':
        'branch: {script: a}\nschedule: {script: a, rules: [{if: $CI_COMMIT_BRANCH == "main"}]}\ninner: {trigger: {include: b.yml}}',
      'b.yml': 'leaf: {script: a}',
    });
    const [outer, inner] = childrenOf(usual);
    const names = (each: Config | undefined): string[][] =>
      each === undefined ? [] : samplePipelines(each).map(({ jobs }) => [...jobs.keys()]);
    expect(names(outer)).toEqual([
      ['branch', 'schedule', 'inner'],
      ['branch', 'inner'],
    ]);
    expect(names(inner)).toEqual([['leaf']]);
    const [sample] = inner === undefined ? [] : samplePipelines(inner);
    expect(inner && sample && toWitness(inner, sample.sighting).command).toBe(
      'ci-lint simulate .gitlab-ci.yml --source push --branch main --child go --child inner',
    );
  });

  test('is one for jobs that start the same, and none for a file that starts itself', () => {
    const twice = configOf(
      '.go: &go {include: a.yml}\none: {trigger: *go}\ntwo: {trigger: *go}\nself: {trigger: {include: .gitlab-ci.yml}}',
      { 'a.yml': 'a: {script: a}' },
    );
    expect(childrenOf(twice).map(({ root }) => root)).toEqual(['a.yml']);
  });
});
