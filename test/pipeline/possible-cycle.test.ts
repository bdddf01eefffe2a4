import { expect, it } from 'vitest';
import { composePipeline } from '../../src/pipeline/compose.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { canHaveVariableCycle } from '../../src/pipeline/possible-cycle.js';
import { configOf } from './configuration.js';

function cyclic(text: string): readonly string[] {
  const config = configOf(text);
  return config.jobs.filter(job => canHaveVariableCycle(config, job)).map(({ name }) => name);
}

it('sees cycles at the top, in a job, and between them', () => {
  expect(
    cyclic('variables: {A: $B, B: $A}\na: {script: x}\nb: {script: x, inherit: {variables: false}}'),
  ).toEqual(['a']);
  expect(cyclic('a: {script: x, variables: {A: $B, B: $A}}\nb: {script: x}')).toEqual(['a']);
  expect(cyclic('variables: {A: $B}\na: {script: x, variables: {B: "%A%"}}\nb: {script: x}')).toEqual(['a']);
});

it('sees none in chains, raw values and names that are not variables', () => {
  expect(cyclic('variables: {A: $B, B: $C, C: x}\na: {script: x}')).toEqual([]);
  expect(cyclic('variables: {A: {value: $B, expand: false}, B: $A}\na: {script: x}')).toEqual([]);
  expect(cyclic('variables: {A: $A, B: $HOME}\na: {script: x}')).toEqual([]);
});

it('sees one that only a rule of the workflow or whoever starts the pipeline makes', () => {
  const text = `
workflow: {rules: [{if: $CI_COMMIT_TAG, variables: {B: $A}}, {when: always}]}
variables: {A: $B, B: x}
a: {script: x}
`;
  expect(cyclic(text)).toEqual(['a']);
  const errors = (config: string, event: Parameters<typeof describeContext>[0]) =>
    composePipeline(configOf(config), describeContext(event)).errors;
  expect(errors(text, { tag: 'v1' })).toEqual(['a: circular variable reference detected: ["A", "B"]']);
  expect(errors(text, {})).toEqual([]);
  const open = 'variables: {A: $B, B: x}\na: {script: x}';
  expect(errors(open, { variables: { B: '$A' } })).toHaveLength(1);
});
