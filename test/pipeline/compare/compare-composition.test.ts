import { expect, it } from 'vitest';
import { compareBehaviour } from '../../../src/pipeline/compare/compare-behaviour.js';
import { configOf } from '../configuration.js';

it('tells of jobs that leave no pipeline behind them', () => {
  const before = 'deploy: {script: x, rules: [{if: $CI_COMMIT_BRANCH}, {if: $CI_COMMIT_TAG}]}\n';
  const after = 'deploy: {script: x, rules: [{if: $CI_COMMIT_BRANCH}]}\n';
  const { jobs, pipeline } = compareBehaviour(
    { config: configOf(before), semantics: 'current' },
    { config: configOf(after), semantics: 'current' },
  );
  expect(pipeline.verdict).toBe('changed');
  expect(jobs).toMatchObject([
    {
      job: 'deploy',
      verdict: 'changed',
      counterexample: { after: null, differences: [{ aspect: 'member', before: 'in the pipeline' }] },
    },
  ]);
});
