import { describe, expect, it, test } from 'vitest';
import { problemsIn, resolveText } from './resolve-text.js';

/** Problems of a job with a script in the proposed syntax, with a job `b` beside it. */
function problemsOf(keywords: string): readonly string[] {
  return problemsIn(`b: {script: x}\na:\n  script: x\n  ${keywords.replaceAll('\n', '\n  ')}\n`, 'proposed');
}

describe('the keywords of a job in the proposed syntax', () => {
  it.each([
    ['execution: automatic'],
    ['execution: manual'],
    ['execution: manual\nblocker: true'],
    ['execution: manual\nblocker: true\nallow_failure: true'],
    ['execution: manual\nblocker: false'],
    ['blocker: false'],
    ['execution: delayed\ndelay: 1 second'],
    ['execution: delayed\ndelay: 1 week'],
    ['execution: delayed\ndelay: 1 hour\nwhen: on_failure'],
    ['execution:\ndelay:\nblocker:\nincluded:\nasync:\nwhen:'],
    ['when: on_success'],
    ['when: on_failure\nexecution: manual'],
    ['when: always'],
    ['included: true'],
    ['included: false'],
    ['async: true'],
    ['allow_failure: {exit_codes: [1, 2]}'],
    ['needs: [{job: b, allow_failure: true}]'],
    ['needs: [{job: b, allow_failure: false, artifacts: false, optional: true}]'],
    ['dependencies: [b]\nstage: deploy'],
    ['only: [main]'],
  ])('accepts %j', keywords => {
    expect(problemsOf(keywords)).toEqual([]);
  });

  it.each([
    ['execution: sometimes', ['execution.allowed «sometimes»']],
    ['execution: on_success', ['execution.allowed «on_success»']],
    ['execution: true', ['type.string «true»', 'execution.allowed «true»']],
    ['when: sometimes', ['when.allowed «sometimes»']],
    ['when: manual', ['control.when «manual»']],
    ['when: delayed', ['control.when «delayed»']],
    ['when: never', ['control.when «never»']],
    ['start_in: 1 hour', ['control.start-in «start_in»']],
    ['when: delayed\nstart_in: 1 hour', ['control.when «delayed»', 'control.start-in «start_in»']],
    ['when: delayed\ndelay: 1 hour', ['control.when «delayed»']],
    ['when: manual\nblocker: true', ['control.when «manual»']],
    ['execution: delayed', ['control.delay-missing «delayed»']],
    ['execution: delayed\nstart_in: 1 hour', ['control.start-in «start_in»']],
    ['execution: delayed\ndelay: 0 seconds', ['duration.invalid «0 seconds»', 'duration.limit «0 seconds»']],
    ['execution: delayed\ndelay: soon', ['duration.invalid «soon»', 'duration.limit «soon»']],
    ['execution: delayed\ndelay: 60', ['duration.invalid «60»', 'duration.limit «60»']],
    ['execution: delayed\ndelay: 8 days', ['duration.limit «8 days»']],
    ['delay: 1 hour', ['control.delay-stray «1 hour»']],
    ['execution: manual\ndelay: 1 hour', ['control.delay-stray «1 hour»']],
    ['blocker: true', ['control.blocker «true»']],
    ['execution: automatic\nblocker: true', ['control.blocker «true»']],
    ['execution: delayed\ndelay: 1 hour\nblocker: true', ['control.blocker «true»']],
    ['blocker: "true"', ['type.boolean «"true"»']],
    ['included: maybe', ['type.boolean «maybe»']],
    ['async: 1', ['type.boolean «1»']],
    ['allow_failure: {codes: 1}', ['keys.unknown «codes»']],
    ['needs: [{job: b, allow_failure: "yes"}]', ['type.boolean «"yes"»']],
    ['needs: [b]\ndependencies: [b]', ['control.needs-dependencies «dependencies»']],
    ['needs: []\ndependencies: []', ['control.needs-dependencies «dependencies»']],
    ['executions: manual', ['keys.unknown «executions»']],
  ])('refuses %j', (keywords, problems) => {
    expect(problemsOf(keywords)).toEqual(problems);
  });
});

describe('a rules entry in the proposed syntax', () => {
  it.each([
    ['rules: [{if: $A, execution: manual, blocker: true}]'],
    ['rules: [{if: $A, execution: delayed, delay: 5 min}]'],
    ['rules: [{if: $A, included: false}, {if: $B, when: always}]'],
    ['rules: [{if: $A, allow_failure: {exit_codes: 3}}]'],
    ['rules: [{if: $A, needs: [{job: b, allow_failure: true}]}]'],
    // What the entry leaves out is the job's.
    ['execution: manual\nrules: [{if: $A, blocker: true}]'],
    ['execution: delayed\ndelay: 1 day\nrules: [{if: $A, delay: 1 hour}, {if: $B, execution: delayed}]'],
    // A delay or a blocker of the job is idle where the entry starts the job in another way.
    ['execution: delayed\ndelay: 1 day\nrules: [{if: $A, execution: manual, blocker: true}]'],
    ['execution: manual\nblocker: true\nrules: [{if: $A, execution: automatic}]'],
    ['dependencies: [b]\nstage: deploy\nrules: [{if: $A, needs: []}]'],
  ])('accepts %j', keywords => {
    expect(problemsOf(keywords)).toEqual([]);
  });

  it.each([
    ['rules: [{when: never}]', ['control.when «never»']],
    ['rules: [{when: manual}]', ['control.when «manual»']],
    ['rules: [{when: sometimes}]', ['when.allowed «sometimes»']],
    ['rules: [{when: delayed, start_in: 1 day}]', ['control.when «delayed»', 'control.start-in «start_in»']],
    ['rules: [{execution: never}]', ['execution.allowed «never»']],
    ['rules: [{execution: delayed}]', ['control.delay-missing «delayed»']],
    ['rules: [{delay: 1 day}]', ['control.delay-stray «1 day»']],
    ['rules: [{blocker: true}]', ['control.blocker «true»']],
    ['execution: manual\nrules: [{delay: 1 day}]', ['control.delay-stray «1 day»']],
    ['execution: delayed\ndelay: 1 day\nrules: [{blocker: true}]', ['control.blocker «true»']],
    ['execution: manual\nrules: [{execution: automatic, blocker: true}]', ['control.blocker «true»']],
    ['rules: [{async: true}]', ['keys.unknown «async»']],
    ['rules: [{included: 0}]', ['type.boolean «0»']],
    ['rules: [{if: $A, execution: delayed, delay: 8 days}]', ['duration.limit «8 days»']],
    ['dependencies: [b]\nstage: deploy\nrules: [{needs: [b]}]', ['control.needs-dependencies «[b]»']],
    ['dependencies: [b]\nstage: deploy\nrules: [{needs: [b], included: false}]', []],
    ['only: [main]\nrules: [{if: $A}]', ['rules.with-only «only»']],
  ])('refuses %j', (keywords, problems) => {
    expect(problemsOf(keywords)).toEqual(problems);
  });
});

describe('trigger jobs in the proposed syntax', () => {
  it.each([
    ['execution: manual, blocker: true, included: true, when: on_failure', []],
    ['execution: delayed', ['execution.allowed «delayed»', 'control.delay-missing «delayed»']],
    ['delay: 1 hour', ['keys.unknown «delay»', 'control.delay-stray «1 hour»']],
    ['async: true', ['keys.unknown «async»']],
    ['when: manual', ['control.when «manual»']],
    ['allow_failure: {exit_codes: 1}', ['type.boolean «exit_codes: 1»']],
  ])('%j', (keywords, problems) => {
    expect(problemsIn(`a: {trigger: g/p, ${keywords}}`, 'proposed')).toEqual(problems);
  });
});

describe('where the proposed keywords may stand', () => {
  test('hidden jobs alone are not checked, what jobs make of them is', () => {
    const hidden =
      '.manual: {execution: manual, delay: 1 day}\n.blocker: {blocker: true}\n.old: {when: manual}\n';
    expect(problemsIn(`${hidden}a: {script: x}`, 'proposed')).toEqual([]);
    expect(
      problemsIn('.b: {blocker: true}\na: {extends: .b, script: x, execution: manual}', 'proposed'),
    ).toEqual([]);
    expect(problemsIn('.b: {blocker: true}\na: {extends: .b, script: x}', 'proposed')).toEqual([
      'control.blocker «true»',
    ]);
  });

  test('the rules of the workflow and of includes stay as today', () => {
    const workflow = 'workflow: {rules: [{if: $A, when: never}, {when: always}]}\na: {script: x}';
    expect(problemsIn(workflow, 'proposed')).toEqual([]);
    expect(problemsIn('workflow: {rules: [{included: false}]}\na: {script: x}', 'proposed')).toEqual([
      'keys.unknown «included»',
    ]);
    const include = 'include: [{local: b.yml, rules: [{when: never}]}]\na: {script: x}';
    expect(resolveText(include, { 'b.yml': 'b: {script: x}' }, 'proposed').jobs.map(job => job.name)).toEqual(
      ['a'],
    );
  });

  test('today none of them is a keyword', () => {
    const text =
      'a: {script: x, execution: manual, blocker: true, included: true, async: true, delay: 1 day}';
    expect(problemsIn(text)).toEqual(
      ['execution', 'blocker', 'included', 'async', 'delay'].map(key => `keys.unknown «${key}»`),
    );
    expect(problemsIn('b: {script: x}\na: {script: x, needs: [{job: b, allow_failure: true}]}')).toEqual([
      'keys.unknown «allow_failure»',
    ]);
  });

  test('nothing is said of what text that could not be read may make right', () => {
    const include = 'include: {remote: "https://example.com/a.yml"}\n';
    expect(problemsIn(`${include}a: {script: x, extends: .far, blocker: true}`, 'proposed')).toEqual([]);
    expect(problemsIn(`${include}a: {script: x, extends: .far, execution: delayed}`, 'proposed')).toEqual([]);
    expect(
      problemsIn(`${include}a: {script: x, extends: .far, execution: automatic, blocker: true}`, 'proposed'),
    ).toEqual(['control.blocker «true»']);
  });
});
