import { expect, it } from 'vitest';
import { composePipeline } from '../../src/pipeline/compose.js';
import { heldBy } from '../../src/pipeline/held-jobs.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { configOf } from './configuration.js';

const CONFIG = configOf(`
stages: [build, test, deploy]
ask: {stage: test, script: x, when: manual, allow_failure: false}
other: {stage: deploy, script: x, when: manual}
build: {stage: build, script: x}
copies: {stage: deploy, script: x, parallel: 2}
fast: {stage: deploy, script: x, needs: [build]}
after: {stage: test, script: x, needs: [ask]}
tags: {stage: deploy, script: x, only: [tags]}
`);
const COMPOSITION = composePipeline(CONFIG, describeContext());
const held = (...names: string[]) =>
  heldBy(
    COMPOSITION,
    CONFIG.jobs.filter(({ name }) => names.includes(name)),
  );

it('holds later stages and what needs the job, but not what needs others', () => {
  expect(held('ask')).toEqual(['after', 'other', 'copies']);
  expect(held('build')).toEqual(['ask', 'other', 'copies', 'fast']);
});

it('holds nothing behind the last stage, and the most that one of several holds', () => {
  expect(held('other')).toEqual([]);
  expect(held('other', 'ask')).toEqual(held('ask'));
});
