import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../../src/config/dialect.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { compareBehaviour } from '../../../src/pipeline/compare/compare-behaviour.js';
import type { Comparison, Counterexample, Side } from '../../../src/pipeline/compare/comparison.js';

function side(text: string, dialect: Dialect = 'current', semantics = dialect): Side {
  const files = memoryFiles({ '.gitlab-ci.yml': text });
  const config = resolveConfig({ root: '.gitlab-ci.yml', dialect, files });
  expect(config.problems.filter(({ rejected }) => rejected)).toEqual([]);
  return { config, semantics };
}

function bothSemantics(text: string): Comparison {
  return compareBehaviour(side(text), side(text, 'current', 'proposed'));
}

function changed(comparison: Comparison, job: string | null): Counterexample {
  const finding = job === null ? comparison.pipeline : comparison.jobs.find(found => found.job === job);
  if (finding?.verdict !== 'changed') throw new Error(`${job} is ${finding?.verdict}`);
  return finding.counterexample;
}

function verdicts({ jobs }: Comparison): Record<string, string> {
  return Object.fromEntries(jobs.map(({ job, verdict }) => [job, verdict]));
}

describe('hazards', () => {
  it('H1: an idle on_failure job holds back the next stage', () => {
    const comparison = bothSemantics(`
stages: [build, notify, deploy]
build: {stage: build, script: x}
alert: {stage: notify, script: x, when: on_failure}
deploy: {stage: deploy, script: x}
`);
    const { hazard, events, differences } = changed(comparison, 'deploy');
    expect(hazard).toBe('H1');
    expect(events).toEqual([{ event: 'success', jobs: ['build'] }]);
    expect(differences[0]).toEqual({ job: 'deploy', aspect: 'status', before: 'pending', after: 'skipped' });
    expect(changed(comparison, null).hazard).toBe('H1');
    expect(verdicts(comparison)).toEqual({ build: 'preserved', alert: 'preserved', deploy: 'changed' });
  });

  it('H2: a job with needs does not wait for an optional manual job', () => {
    const comparison = bothSemantics(`
stages: [build, deploy]
review: {stage: build, script: x, when: manual}
report: {stage: deploy, script: x, needs: [review]}
`);
    expect(changed(comparison, 'report')).toMatchObject({
      hazard: 'H2',
      events: [],
      differences: [{ job: 'report', before: 'skipped', after: 'pending' }],
    });
  });

  it('H2: not where the manual job blocks', () => {
    const comparison = bothSemantics(`
stages: [build, deploy]
review: {stage: build, script: x, when: manual, allow_failure: false}
report: {stage: deploy, script: x, needs: [review]}
`);
    expect(comparison.verdict).toBe('preserved');
  });

  it('H3: nothing runs after a canceled job, though it may fail', () => {
    const comparison = bothSemantics(`
stages: [build, deploy]
lint: {stage: build, script: x, allow_failure: true}
deploy: {stage: deploy, script: x}
`);
    expect(changed(comparison, 'deploy')).toMatchObject({
      hazard: 'H3',
      events: [{ event: 'cancel', jobs: ['lint'] }],
      differences: [{ job: 'deploy', before: 'pending', after: 'skipped' }],
    });
    expect(changed(comparison, null)).toMatchObject({ hazard: 'H3' });
  });

  it('H4: on_failure after a failed and a skipped need', () => {
    const comparison = bothSemantics(`
stages: [build, test, alert]
build: {stage: build, script: x}
test: {stage: test, script: x, needs: [build]}
alert: {stage: alert, script: x, when: on_failure, needs: [build, test]}
`);
    expect(changed(comparison, 'alert')).toMatchObject({
      hazard: 'H4',
      events: [{ event: 'drop', jobs: ['build'] }],
      differences: [{ job: 'alert', before: 'skipped', after: 'pending' }],
    });
  });

  it('H5: always after a canceled job alone is alike, beside a failed one it is not', () => {
    const alone = 'stages: [a, b]\na: {stage: a, script: x}\nreport: {stage: b, script: x, when: always}\n';
    expect(bothSemantics(alone).verdict).toBe('preserved');
    const beside = bothSemantics(`${alone}other: {stage: a, script: x}\n`);
    expect(changed(beside, 'report')).toMatchObject({
      hazard: 'H5',
      differences: [{ job: 'report', before: 'pending', after: 'skipped' }],
    });
  });

  it('H6: manual after a failure cannot be written today', () => {
    const proposed = side(
      'stages: [a, b]\na: {stage: a, script: x}\nundo: {stage: b, script: x, execution: manual, when: on_failure, allow_failure: true}\n',
      'proposed',
    );
    const nearest = side(
      'stages: [a, b]\na: {stage: a, script: x}\nundo: {stage: b, script: x, when: manual}\n',
    );
    expect(changed(compareBehaviour(proposed, nearest), 'undo')).toMatchObject({ hazard: 'H6' });
  });

  it('H7: a manual job that does not block and may not fail cannot be written today', () => {
    const proposed = side(
      'stages: [a, b]\nreview: {stage: a, script: x, execution: manual}\nb: {stage: b, script: x}\n',
      'proposed',
    );
    const optional = side(
      'stages: [a, b]\nreview: {stage: a, script: x, when: manual}\nb: {stage: b, script: x}\n',
    );
    const blocking = side(
      'stages: [a, b]\nreview: {stage: a, script: x, when: manual, allow_failure: false}\nb: {stage: b, script: x}\n',
    );
    expect(changed(compareBehaviour(proposed, optional), 'review')).toMatchObject({
      hazard: 'H7',
      events: [
        { event: 'play', jobs: ['review'] },
        { event: 'drop', jobs: ['review'] },
      ],
    });
    expect(changed(compareBehaviour(proposed, blocking), 'review')).toMatchObject({
      hazard: 'H7',
      events: [],
    });
  });

  it('has no name for a translation that is wrong', () => {
    const before = side(
      'stages: [a, b]\na: {stage: a, script: x, when: manual, allow_failure: false}\nb: {stage: b, script: x}\n',
    );
    const right =
      'stages: [a, b]\na: {stage: a, script: x, execution: manual, blocker: true}\nb: {stage: b, script: x}\n';
    expect(compareBehaviour(before, side(right, 'proposed')).verdict).toBe('preserved');
    const wrong = right.replace(', blocker: true', ', allow_failure: true');
    const { hazard, differences } = changed(compareBehaviour(before, side(wrong, 'proposed')), 'b');
    expect(hazard).toBeNull();
    expect(differences[0]).toMatchObject({ before: 'created', after: 'pending' });
  });
});

describe('contexts', () => {
  it('shows a difference in the pipelines that have it', () => {
    const comparison = bothSemantics(`
stages: [build, deploy]
lint: {stage: build, script: x, allow_failure: true, rules: [{if: $CI_MERGE_REQUEST_IID}]}
deploy: {stage: deploy, script: x, rules: [{when: on_success}]}
`);
    expect(changed(comparison, 'deploy').context).toMatchObject({ source: 'merge_request_event' });
  });

  it('proves that jobs which never meet do not disturb each other', () => {
    const comparison = bothSemantics(`
stages: [build, deploy]
lint: {stage: build, script: x, allow_failure: true, rules: [{if: $CI_MERGE_REQUEST_IID}]}
deploy: {stage: deploy, script: x, rules: [{if: $CI_COMMIT_BRANCH}]}
`);
    expect(verdicts(comparison)).toEqual({ lint: 'preserved', deploy: 'preserved' });
  });

  it('compares why no pipeline is made', () => {
    const before = side('build: {script: x, rules: [{if: $CI_COMMIT_TAG}]}\n');
    const after = side(
      'workflow: {rules: [{if: $CI_COMMIT_TAG}]}\nbuild: {script: x, rules: [{when: always}]}\n',
    );
    expect(changed(compareBehaviour(before, after), null)).toMatchObject({ before: null, after: null });
  });

  it('does not prove anything of what it cannot read, unless told to', () => {
    const text = 'include: [{template: Unread.gitlab-ci.yml}]\nbuild: {script: x}\n';
    expect(compareBehaviour(side(text), side(text, 'current', 'proposed')).verdict).toBe('unproven');
    const read = { unread: 'absent' } as const;
    expect(compareBehaviour(side(text), side(text, 'current', 'proposed'), read).verdict).toBe('preserved');
  });

  it('says what would have to be known where only the repository can tell', () => {
    const comparison = bothSemantics(`
stages: [build, deploy]
lint: {stage: build, script: x, allow_failure: true, rules: [{exists: [Dockerfile]}]}
deploy: {stage: deploy, script: x, rules: [{exists: [Dockerfile]}]}
`);
    expect(comparison.jobs.find(({ job }) => job === 'deploy')).toMatchObject({
      verdict: 'unproven',
      reason: 'it may differ where conditions ask for what only the repository can tell',
    });
  });
});

describe('artifacts', () => {
  const before = `
stages: [build, test]
one: {stage: build, script: x, artifacts: {paths: [x]}}
two: {stage: build, script: x}
test: {stage: test, script: x, needs: [{job: one, artifacts: true}, {job: two, artifacts: true}]}
`;

  it('matter only of jobs that have some', () => {
    const after = before.replace('{job: two, artifacts: true}', '{job: two, artifacts: false}');
    expect(compareBehaviour(side(before), side(after)).verdict).toBe('preserved');
  });

  it('are compared by the jobs they come from', () => {
    const after = before.replace('{job: one, artifacts: true}', '{job: one, artifacts: false}');
    expect(changed(compareBehaviour(side(before), side(after)), 'test').differences).toEqual([
      { job: 'test', aspect: 'artifacts', before: 'one', after: 'nothing' },
    ]);
  });

  it('are missed where the job that has them is not there any more', () => {
    const after = before
      .replace('one: {stage: build,', 'one: {stage: build, rules: [{if: $CI_COMMIT_TAG}],')
      .replace('{job: one, artifacts: true}', '{job: one, optional: true}');
    const comparison = compareBehaviour(side(before), side(after));
    expect(changed(comparison, 'one').differences[0]?.aspect).toBe('member');
    expect(changed(comparison, 'test').differences[0]).toMatchObject({ aspect: 'artifacts', before: 'one' });
  });

  it('can be written with dependencies too', () => {
    const one = before.replace(/needs: .*\]/, 'needs: [one, two], dependencies: [one]');
    const other = before.replace('{job: two, artifacts: true}', '{job: two, artifacts: false}');
    expect(compareBehaviour(side(one), side(other, 'current')).verdict).toBe('preserved');
  });
});

describe('large pipelines', () => {
  it('proves and refutes for hundreds of jobs', () => {
    const jobs = Array.from({ length: 400 }, (_, index) => {
      const needs = index < 40 ? '' : `, needs: [j${index - 40}, j${index - 39}]`;
      return `j${index}: {stage: s${Math.floor(index / 20)}, script: x${needs}}`;
    });
    const stages = Array.from({ length: 20 }, (_, index) => `s${index}`);
    const text = `stages: [${stages.join(', ')}]\n${jobs.join('\n')}\n`;
    expect(bothSemantics(text).verdict).toBe('preserved');
    const trap = text.replace('j200: {', 'j200: {when: manual, ');
    const comparison = bothSemantics(trap);
    expect(verdicts(comparison)).toMatchObject({
      j200: 'preserved',
      j239: 'changed',
      j240: 'changed',
      j20: 'preserved',
    });
    expect(changed(comparison, 'j240').hazard).toBe('H2');
  }, 30_000);
});
