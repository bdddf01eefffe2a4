import { describe, expect, it, test } from 'vitest';
import { RULES } from '../../rules/index.generated.js';
import { lintFiles } from '../../src/api/lint-files.js';
import { speaksOf } from '../../src/linter/active-rule.js';

function idsIn(text: string): readonly string[] {
  const { result } = lintFiles({ '.gitlab-ci.yml': text }, { rules: { preset: 'all' } });
  expect(result.crashes).toEqual([]);
  return result.diagnostics.map(({ ruleId }) => ruleId);
}

const MARKER = '# ci-lint-dialect: proposed\n';

describe('rules and syntaxes', () => {
  test('what refuses a configuration is told in both', () => {
    // Problems of these kinds are found in one syntax alone.
    const today = new Set(['delayed-with-rules']);
    for (const rule of RULES) {
      if (rule.problems === undefined || today.has(rule.id)) continue;
      expect(speaksOf(rule, 'proposed'), rule.id).toBe(true);
    }
  });

  test('a rule about the processing of today is silent in the proposed syntax', () => {
    const job = 'test: {script: x}\nlater: {stage: deploy, script: x, when: on_failure, needs: []}\n';
    expect(idsIn(job)).toContain('on-failure-never');
    expect(idsIn(MARKER + job)).toContain('on-failure-never');
    const leak = 'a: {script: x, rules: [{if: $CI_COMMIT_TAG, when: manual}, {when: always}]}\n';
    expect(idsIn(leak)).toContain('implicit-manual-blocking');
    const proposed = leak.replace('when: manual', 'execution: manual');
    expect(idsIn(MARKER + proposed)).not.toContain('implicit-manual-blocking');
  });

  test('a rule about the proposed semantics is silent today', () => {
    const text =
      'stages: [a, b, c]\none: {stage: a, script: x}\ntwo: {stage: b, script: x, when: on_failure}\n';
    const third = 'three: {stage: c, script: x}\n';
    expect(idsIn(text + third)).not.toContain('on-failure-skips-later-jobs');
    expect(idsIn(MARKER + text + third)).toContain('on-failure-skips-later-jobs');
  });

  test('an ignore comment for a rule that does not speak of the syntax is not called unused', () => {
    const comment = 'a: {script: x} # ci-lint-ignore implicit-manual-blocking\n';
    expect(idsIn(comment)).toContain('unused-ignore');
    expect(idsIn(MARKER + comment)).not.toContain('unused-ignore');
  });
});

it('quotes no GitLab where none would run the configuration', () => {
  const text = 'a: {script: x, imago: b}\n';
  const message = (text: string) => lintFiles({ '.gitlab-ci.yml': text }).result.diagnostics[0];
  expect(message(text)).toMatchObject({ rejected: true, gitlabMessage: expect.stringContaining('imago') });
  expect(message(MARKER + text)).toMatchObject({ rejected: true, dialect: 'proposed' });
  expect(message(MARKER + text)).not.toHaveProperty('gitlabMessage');
});

it('replays a witness in the syntax that was asked for', () => {
  const text =
    'stages: [a, b, c]\none: {stage: a, script: x}\ntwo: {stage: b, script: x, when: on_failure}\nthree: {stage: c, script: x}\n';
  const command = (text: string, dialect?: 'proposed') => {
    const { result } = lintFiles({ '.gitlab-ci.yml': text }, dialect === undefined ? {} : { dialect });
    return result.diagnostics.find(({ ruleId }) => ruleId === 'on-failure-skips-later-jobs')?.witness
      ?.command;
  };
  const replay = 'ci-lint simulate .gitlab-ci.yml --source push --branch main --succeed one';
  expect(command(MARKER + text)).toBe(replay);
  expect(command(text, 'proposed')).toBe(`${replay} --dialect proposed`);
});

describe('conditions mean the same in both syntaxes', () => {
  it.each([
    [
      'needs-missing-in-pipeline',
      'build: {stage: build, script: x, rules: [{if: $CI_COMMIT_TAG, when: never}, {when: always}]}\ntest: {script: x, needs: [build], rules: [{when: always}]}',
      'build: {stage: build, script: x, rules: [{if: $CI_COMMIT_TAG, included: false}, {when: always}]}\ntest: {script: x, needs: [build], rules: [{when: always}]}',
    ],
    [
      'job-never-added',
      'a: {script: x}\nb: {script: x, rules: [{if: $CI_COMMIT_TAG, when: never}, {if: $CI_COMMIT_TAG}]}',
      'a: {script: x}\nb: {script: x, rules: [{if: $CI_COMMIT_TAG, included: false}, {if: $CI_COMMIT_TAG}]}',
    ],
    [
      'job-never-added',
      'a: {script: x}\nb: {script: x, rules: [{if: $CI_COMMIT_TAG && $CI_COMMIT_BRANCH}]}',
      'a: {script: x}\nb: {script: x, included: false, rules: [{if: $CI_COMMIT_TAG && $CI_COMMIT_BRANCH, included: true}]}',
    ],
    [
      'unreachable-rule',
      'a: {script: x, rules: [{if: $CI_COMMIT_BRANCH}, {if: $CI_COMMIT_BRANCH == "main", when: manual}]}',
      'a: {script: x, rules: [{if: $CI_COMMIT_BRANCH}, {if: $CI_COMMIT_BRANCH == "main", execution: manual}]}',
    ],
    [
      'duplicate-pipelines',
      'a: {script: x, rules: [{when: manual, allow_failure: true}]}',
      'a: {script: x, rules: [{execution: manual}]}',
    ],
    [
      'exit-codes-overridden-by-rules',
      'a: {script: x, allow_failure: {exit_codes: 3}, rules: [{if: $A, allow_failure: true}, {when: never}]}',
      'a: {script: x, allow_failure: {exit_codes: 3}, rules: [{if: $A, allow_failure: true}, {included: false}]}',
    ],
    [
      'optional-needs-start-immediately',
      'build: {stage: build, script: x}\nscan: {script: x, rules: [{if: $CI_COMMIT_TAG}]}\nship: {stage: deploy, script: x, needs: [{job: scan, optional: true}]}',
      'build: {stage: build, script: x}\nscan: {script: x, rules: [{if: $CI_COMMIT_TAG}]}\nship: {stage: deploy, script: x, needs: [{job: scan, optional: true}]}',
    ],
    [
      'on-failure-after-allowed-failure',
      'scan: {stage: build, script: x, allow_failure: true}\ntell: {script: x, when: on_failure}',
      'scan: {stage: build, script: x, allow_failure: true}\ntell: {script: x, when: on_failure, execution: manual}',
    ],
  ])('%s', (id, today, proposed) => {
    expect(idsIn(today)).toContain(id);
    expect(idsIn(MARKER + proposed)).toContain(id);
  });

  test('a job that needs one that is switched off', () => {
    const text = 'a: {stage: build, script: x, included: false}\nb: {script: x, needs: [a]}';
    expect(idsIn(MARKER + text)).toContain('needs-missing-in-pipeline');
  });

  it.each([
    // A rule at the end that leaves the job out says what is so anyway.
    ['unreachable-rule', 'a: {script: x, rules: [{if: $A}, {if: $B}, {included: false}]}'],
    // A job that is switched off is meant to be so.
    ['job-never-added', 'a: {script: x}\nb: {script: x, included: false, rules: [{if: $A}]}'],
    ['job-never-added', 'a: {script: x}\nb: {script: x, rules: [{included: false}]}'],
    [
      'needs-missing-in-pipeline',
      'a: {stage: build, script: x}\nb: {script: x, included: false, needs: [a]}',
    ],
  ])('no %s in %j', (id, proposed) => {
    expect(idsIn(MARKER + proposed)).not.toContain(id);
  });
});
