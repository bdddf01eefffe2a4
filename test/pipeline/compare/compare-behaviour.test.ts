import { describe, expect, it } from 'vitest';
import { compareBehaviour } from '../../../src/pipeline/compare/compare-behaviour.js';
import type { Comparison, Counterexample } from '../../../src/pipeline/compare/comparison.js';
import type { SemanticsName } from '../../../src/pipeline/processing/semantics.js';
import { configOf } from '../configuration.js';

function compare(
  before: string,
  after = before,
  semantics: [SemanticsName, SemanticsName] = ['current', 'proposed'],
): Comparison {
  return compareBehaviour(
    { config: configOf(before), semantics: semantics[0] },
    { config: configOf(after), semantics: semantics[1] },
  );
}

function shown(comparison: Comparison, job: string | null): Counterexample | null {
  const finding = job === null ? comparison.pipeline : comparison.jobs.find(found => found.job === job);
  return finding?.verdict === 'changed' ? finding.counterexample : null;
}

describe('compareBehaviour', () => {
  it('proves that a pipeline without traps behaves alike', () => {
    const comparison = compare('build: {script: x}\n');
    expect(comparison.verdict).toBe('preserved');
    expect(comparison.jobs).toEqual([{ job: 'build', verdict: 'preserved' }]);
  });

  it('finds the successor of an idle on_failure job', () => {
    const comparison = compare(`
stages: [build, notify, deploy]
build: {stage: build, script: x}
alert: {stage: notify, script: x, when: on_failure}
deploy: {stage: deploy, script: x}
`);
    expect(comparison.verdict).toBe('changed');
    expect(shown(comparison, 'alert')).toBeNull();
    expect(shown(comparison, 'deploy')).toMatchObject({
      events: [{ event: 'success', jobs: ['build'] }],
      differences: [{ job: 'deploy', aspect: 'status', before: 'pending', after: 'skipped' }],
    });
  });

  it('tells when a job is in other pipelines, and in which', () => {
    const before = 'build: {script: x}\nother: {script: x, rules: [{if: $CI_COMMIT_TAG}]}\n';
    const after = before.replace('$CI_COMMIT_TAG', '$CI_MERGE_REQUEST_IID');
    const comparison = compare(before, after, ['current', 'current']);
    expect(shown(comparison, 'other')?.differences[0]).toMatchObject({ job: 'other', aspect: 'member' });
    expect(comparison.jobs.find(({ job }) => job === 'build')?.verdict).toBe('preserved');
  });

  it('compares delays', () => {
    const before = 'build: {script: x, when: delayed, start_in: 1 hour}\n';
    const comparison = compare(before, before.replace('1 hour', '2 hours'), ['current', 'current']);
    expect(shown(comparison, 'build')?.differences).toEqual([
      { job: 'build', aspect: 'start', before: 'after 1 hour', after: 'after 2 hours' },
    ]);
  });

  it('says nothing of how the pipeline ends while a job that does not matter still runs', () => {
    const before = 'a: {script: x, when: manual}\nb: {script: x, needs: []}\n';
    const after = before.replace('manual', 'manual, allow_failure: false');
    const comparison = compare(before, after, ['proposed', 'proposed']);
    const counterexample = shown(comparison, 'a');
    expect(counterexample?.before?.jobs.b).toBe('pending');
    expect(counterexample?.differences).toHaveLength(1);
    expect(shown(comparison, null)?.differences.map(({ job }) => job)).toContain(null);
  });

  it('compares scripts', () => {
    const comparison = compare('build: {script: x}\n', 'build: {script: y}\n', ['current', 'current']);
    expect(shown(comparison, 'build')?.differences[0]).toMatchObject({ aspect: 'attributes' });
  });
});
