/** A job written in either syntax is the same job of a pipeline. */
import { describe, expect, it, test } from 'vitest';
import type { Dialect } from '../../src/config/dialect.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import type { PipelineJob } from '../../src/pipeline/pipeline.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { configOf } from './configuration.js';

function jobsOf(text: string, dialect: Dialect): readonly PipelineJob[] {
  const config = configOf(text, dialect);
  expect(config.problems.filter(problem => problem.rejected)).toEqual([]);
  return composePipeline(config, describeContext({ variables: { A: '1' } })).pipeline?.jobs ?? [];
}

function jobOf(keywords: string, dialect: Dialect): PipelineJob | undefined {
  const text = `build: {stage: build, script: x}\njob:\n  script: x\n  ${keywords.replaceAll('\n', '\n  ')}\n`;
  return jobsOf(text, dialect).find(({ name }) => name === 'job');
}

describe('translations that compose to equal jobs', () => {
  it.each([
    ['', ''],
    ['when: on_success', 'when: on_success'],
    ['when: on_failure', 'when: on_failure'],
    ['when: always', 'when: always'],
    ['when: manual', 'execution: manual\nallow_failure: true'],
    ['when: manual\nallow_failure: true', 'execution: manual\nallow_failure: true'],
    ['when: manual\nallow_failure: false', 'execution: manual\nblocker: true'],
    [
      'when: manual\nallow_failure: {exit_codes: [3, 4]}',
      'execution: manual\nblocker: true\nallow_failure: {exit_codes: [3, 4]}',
    ],
    ['when: delayed\nstart_in: 1 hour', 'execution: delayed\ndelay: 1 hour'],
    ['rules: [{if: $A, when: never}, {when: always}]', 'rules: [{if: $A, included: false}, {when: always}]'],
    ['rules: [{if: $B, when: never}, {when: always}]', 'rules: [{if: $B, included: false}, {when: always}]'],
    ['rules: [{if: $A, when: manual}]', 'rules: [{if: $A, execution: manual, blocker: true}]'],
    [
      'rules: [{if: $A, when: manual, allow_failure: true}]',
      'rules: [{if: $A, execution: manual, allow_failure: true}]',
    ],
    ['when: manual\nrules: [{if: $A}]', 'execution: manual\nallow_failure: true\nrules: [{if: $A}]'],
    [
      'when: manual\nrules: [{if: $A, when: on_success}]',
      'execution: manual\nallow_failure: true\nrules: [{if: $A, execution: automatic}]',
    ],
    [
      'when: manual\nallow_failure: false\nrules: [{if: $A, when: on_failure}]',
      'execution: manual\nblocker: true\nrules: [{if: $A, execution: automatic, when: on_failure}]',
    ],
    [
      'allow_failure: true\nrules: [{if: $A, when: delayed, start_in: 5 min}]',
      'allow_failure: true\nrules: [{if: $A, execution: delayed, delay: 5 min}]',
    ],
    ['needs: [build]\nwhen: manual', 'needs: [build]\nexecution: manual\nallow_failure: true'],
    ['rules: [{if: $A, needs: [build]}]', 'rules: [{if: $A, needs: [build]}]'],
    ['rules: [{if: $B}]', 'rules: [{if: $B}]'],
  ])('%j and %j', (current, proposed) => {
    expect(jobOf(proposed, 'proposed')).toEqual(jobOf(current, 'current'));
  });
});

describe('what only the proposed syntax can say', () => {
  it.each([
    ['execution: manual', { execution: 'manual', blocker: false, allowFailure: false }],
    ['execution: manual\nwhen: on_failure', { execution: 'manual', when: 'on_failure', blocker: false }],
    ['execution: manual\nblocker: true\nallow_failure: true', { blocker: true, allowFailure: true }],
    [
      'execution: delayed\ndelay: 1 day\nwhen: always',
      { execution: 'delayed', startIn: '1 day', when: 'always' },
    ],
    [
      'execution: delayed\ndelay: 1 day\nrules: [{if: $A, delay: 1 hour}]',
      { execution: 'delayed', startIn: '1 hour' },
    ],
    [
      'execution: delayed\ndelay: 1 day\nrules: [{if: $A, execution: automatic}]',
      { execution: 'automatic', startIn: null },
    ],
    ['execution: manual\nblocker: true\nrules: [{if: $A, execution: automatic}]', { blocker: false }],
    ['execution: manual\nrules: [{if: $A, blocker: true}]', { execution: 'manual', blocker: true }],
    ['rules: [{if: $A, allow_failure: {exit_codes: 3}}]', { allowFailure: { exitCodes: [3] } }],
    ['async: true', { async: true }],
    ['async: false', { async: false }],
    [
      'needs: [{job: build, allow_failure: true}]',
      { needs: [{ job: 'build', artifacts: true, optional: false, allowFailure: true }] },
    ],
    [
      'rules: [{if: $A, needs: [{job: build, allow_failure: true, artifacts: false}]}]',
      { needs: [{ job: 'build', artifacts: false, optional: false, allowFailure: true }] },
    ],
  ])('%j', (keywords, facts) => {
    expect(jobOf(keywords, 'proposed')).toMatchObject(facts);
  });

  it.each([
    ['included: false', false],
    ['included: true', true],
    ['included: false\nrules: [{if: $A}]', false],
    ['included: false\nrules: [{if: $A, included: true}]', true],
    ['rules: [{if: $A, included: false}, {when: always}]', false],
    ['rules: [{if: $A, included: true}]', true],
    ['rules: [{if: $B, included: true}]', false],
  ])('whether a job is in the pipeline: %j', (keywords, isIn) => {
    expect(jobOf(keywords, 'proposed') !== undefined).toBe(isIn);
  });

  test('copies of a job share what it says', () => {
    const text =
      'a: {script: x, parallel: 2, execution: manual, blocker: true}\nb: {script: x, stage: deploy, needs: [{job: a, allow_failure: true}]}';
    const [one, two, after] = jobsOf(text, 'proposed');
    expect([one?.blocker, two?.blocker]).toEqual([true, true]);
    expect(after?.needs?.map(need => [need.job, need.allowFailure])).toEqual([
      ['a 1/2', true],
      ['a 2/2', true],
    ]);
  });
});

test('CI_JOB_MANUAL follows the start of the job', () => {
  const rules = 'rules: [{if: $CI_JOB_MANUAL}]';
  expect(jobOf(`execution: manual\n${rules}`, 'proposed')).toBeDefined();
  expect(jobOf(`execution: delayed\ndelay: 1 h\n${rules}`, 'proposed')).toBeDefined();
  expect(jobOf(rules, 'proposed')).toBeUndefined();
});
