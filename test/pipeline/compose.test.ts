import { describe, expect, test } from 'vitest';
import { type Composition, composePipeline } from '../../src/pipeline/compose.js';
import { describeDecision } from '../../src/pipeline/decision-text.js';
import { type ContextInput, describeContext } from '../../src/pipeline/pipeline-context.js';
import { configOf } from './configuration.js';

const compose = (text: string, context: ContextInput = {}): Composition =>
  composePipeline(configOf(text), describeContext(context));

const names = (composition: Composition): string[] | undefined =>
  composition.pipeline?.jobs.map(({ name }) => name);

const decided = ({ decisions }: Composition): Record<string, string> =>
  Object.fromEntries(decisions.map(({ job, form, by }) => [job.name, describeDecision(by, form !== null)]));

const SHOP = `
stages: [build, test, deploy]
ship:
  stage: deploy
  script: ship
  rules:
    - if: $CI_COMMIT_TAG
      when: never
    - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH
      when: manual
    - changes: [ship/**/*]
build:
  stage: build
  script: make
lint:
  script: lint
  except: [tags]
`;

describe('who is in the pipeline', () => {
  test('by stage, then in the order of the file; with the rule that decided', () => {
    const composition = compose(SHOP);
    expect(names(composition)).toEqual(['build', 'lint', 'ship']);
    expect(decided(composition)).toEqual({
      build: 'no conditions',
      lint: 'only and except let it in',
      ship: 'rule 2: if $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH, when: manual',
    });
    expect(composition.pipeline?.jobs[2]).toMatchObject({
      execution: 'manual',
      blocker: true,
      allowFailure: false,
    });
  });

  test('other events, other pipelines', () => {
    expect(names(compose(SHOP, { tag: 'v1' }))).toEqual(['build']);
    expect(names(compose(SHOP, { branch: 'x', changes: ['README.md'] }))).toEqual(['build', 'lint']);
    expect(names(compose(SHOP, { branch: 'x', changes: ['ship/a/b.sh'] }))).toEqual([
      'build',
      'lint',
      'ship',
    ]);
    // Nobody knows what changed, so every `changes` holds.
    expect(names(compose(SHOP, { branch: 'x' }))).toEqual(['build', 'lint', 'ship']);
  });

  test('jobs without rules are not in merge request pipelines, and jobs outside .pre and .post make one', () => {
    const composition = compose(SHOP, { source: 'merge_request_event', changes: ['a'] });
    expect(composition).toMatchObject({ pipeline: null, reason: 'filtered_by_rules', errors: [] });
    expect(decided(composition).build).toBe('without rules it is in branch and tag pipelines only');
    expect(decided(composition).ship).toBe('none of its 3 rules match');
    const edges = 'first: {stage: .pre, script: x}\nlast: {stage: .post, script: x}\n';
    expect(compose(edges).reason).toBe('filtered_by_rules');
    expect(names(compose(`${edges}middle: {script: x}\n`))).toEqual(['first', 'middle', 'last']);
  });

  test('variables: of the pipeline over those of the job over those of the workflow and the file over predefined ones', () => {
    const text = `
variables: {WHO: file, CI_COMMIT_BRANCH: hidden}
workflow:
  rules:
    - if: $CI_COMMIT_TAG
      variables: {WHO: workflow}
    - when: always
file: {script: x, rules: [{if: $WHO == "file"}]}
workflow job: {script: x, rules: [{if: $WHO == "workflow"}]}
job: {script: x, variables: {WHO: job}, rules: [{if: $WHO == "job"}]}
person: {script: x, variables: {WHO: job}, rules: [{if: $WHO == "person"}]}
shadow: {script: x, rules: [{if: $CI_COMMIT_BRANCH == "hidden"}]}
alone: {script: x, inherit: {variables: false}, rules: [{if: $WHO}]}
manual: {script: x, when: manual, rules: [{if: $CI_JOB_MANUAL}]}
`;
    expect(names(compose(text))).toEqual(['file', 'job', 'shadow', 'manual']);
    expect(names(compose(text, { tag: 'v1' }))).toEqual(['workflow job', 'job', 'shadow', 'manual']);
    expect(names(compose(text, { variables: { WHO: 'person' } }))).toEqual([
      'person',
      'shadow',
      'alone',
      'manual',
    ]);
  });

  test('the job is unknown to workflow rules', () => {
    const text =
      'workflow: {rules: [{if: $CI_JOB_NAME == null}]}\na: {script: x, rules: [{if: $CI_JOB_NAME == "a"}]}\n';
    expect(names(compose(text))).toEqual(['a']);
  });
});

describe('why there is no pipeline', () => {
  test('the workflow says no', () => {
    const text = 'workflow: {rules: [{if: $CI_COMMIT_TAG}]}\na: {script: x}\n';
    expect(compose(text)).toMatchObject({ pipeline: null, reason: 'workflow_rules', decisions: [] });
    expect(names(compose(text, { tag: 'v1' }))).toEqual(['a']);
  });

  test('a needed job is not in it, which GitLab says of every such need', () => {
    const text = `
stages: [one, two]
a: {stage: one, script: x, rules: [{if: $CI_COMMIT_TAG}]}
b: {stage: two, script: x, needs: [a]}
c: {stage: two, script: x, needs: [{job: a, optional: true}]}
d: {stage: two, script: x, needs: [a], rules: [{if: $NEVER}]}
e: {stage: two, script: x, dependencies: [a]}
`;
    expect(compose(text)).toMatchObject({
      pipeline: null,
      reason: 'config_error',
      errors: [
        "'b' job needs 'a' job, but 'a' does not exist in the pipeline. This might be because of the only, except, or rules keywords. To need a job that sometimes does not exist in the pipeline, use needs:optional.",
      ],
    });
    expect(names(compose(text, { tag: 'v1' }))).toEqual(['a', 'b', 'c', 'e']);
  });

  test('GitLab refuses the configuration, whatever the event', () => {
    const composition = compose('a: {script: x, stage: nowhere}\n');
    expect(composition.reason).toBe('invalid_config');
    expect(composition.errors[0]).toContain('chosen stage nowhere does not exist');
  });

  test('too many needs', () => {
    const many = Array.from({ length: 51 }, (_, at) => `j${at}`);
    const text = `${many.map(name => `${name}: {stage: build, script: x}`).join('\n')}\nall: {script: x, needs: [${many.join(', ')}]}\n`;
    expect(compose(text)).toMatchObject({
      reason: 'config_error',
      errors: [
        'all: one job can only need 50 others, but you have listed 51. See needs keyword documentation for more details',
      ],
    });
  });

  test('variables that lead back to themselves', () => {
    const text = 'variables: {A: "$B", B: "x${A}", C: "$C"}\na: {script: x}\n';
    expect(compose(text)).toMatchObject({
      reason: 'config_error',
      errors: ['a: circular variable reference detected: ["A", "B"]'],
    });
  });
});

test('rules shape the job: needs, delay, allow_failure, auto-cancel', () => {
  const text = `
workflow:
  auto_cancel: {on_job_failure: none}
  rules:
    - if: $CI_COMMIT_BRANCH
      auto_cancel: {on_job_failure: all}
build: {stage: build, script: x}
test:
  script: x
  when: manual
  rules:
    - if: $CI_COMMIT_BRANCH
      when: delayed
      start_in: 1 hour
      needs: [build]
`;
  const { pipeline } = compose(text);
  expect(pipeline?.cancelOnFailure).toBe(true);
  expect(pipeline?.jobs[1]).toMatchObject({
    execution: 'delayed',
    startIn: '1 hour',
    // The job-level manual made it true, and the rule does not change that.
    allowFailure: true,
    schedulingType: 'dag',
    needs: [{ job: 'build', artifacts: true, optional: false }],
  });
});
