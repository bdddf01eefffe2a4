import { expect, it } from 'vitest';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import { type ContextInput, describeContext } from '../../src/pipeline/pipeline-context.js';

function isAdded(job: string, input: ContextInput): boolean {
  const config = resolveConfig({ root: 'ci.yml', files: memoryFiles({ 'ci.yml': `job: ${job}\n` }) });
  return composePipeline(config, describeContext(input)).decisions.some(({ form }) => form !== null);
}

it('takes a cluster for active where its variable is given', () => {
  const job = '{script: make, only: {kubernetes: active}}';
  expect(isAdded(job, {})).toBe(false);
  expect(isAdded(job, { variables: { CI_KUBERNETES_ACTIVE: 'true' } })).toBe(true);
  const own = '{script: make, only: {kubernetes: active}, variables: {CI_KUBERNETES_ACTIVE: "true"}}';
  expect(isAdded(own, {})).toBe(false);
});

it('compares the project of `@` with that of the pipeline', () => {
  const job = '{script: make, only: [branches@group/app]}';
  expect(isAdded(job, {})).toBe(false);
  expect(isAdded(job, { variables: { CI_PROJECT_PATH: 'group/app' } })).toBe(true);
});
