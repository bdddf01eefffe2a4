import { describe, expect, it } from 'vitest';
import { attribute, messages, pointedAt, resolveText } from '../resolve-text.js';

const JOB = `job: {script: x, variables: {V: "$[[ inputs.a ]]"}}\n`;

/** What GitLab says of the specification of one input `a`, given what the include gives. */
function say(spec: string, given = '{}'): readonly string[] {
  const text = `include: {local: t.yml, inputs: ${given}}\nother: {script: x}\n`;
  return messages(resolveText(text, { 't.yml': `spec: {inputs: {a: ${spec}}}\n---\n${JOB}` }));
}

describe('inputs', () => {
  it.each([
    ['', '{}', '`t.yml`: `a` input: required value has not been provided'],
    ['', '{a: null}', '`t.yml`: `a` input: required value has not been provided'],
    ['', '{a: x, z: 1}', '`t.yml`: unknown input arguments: z'],
    ['', '[a]', '`t.yml`: Given inputs must be a hash'],
    ['{type: number}', '{a: x}', '`t.yml`: `a` input: provided value is not a number'],
    ['{type: number, default: x}', '{}', '`t.yml`: `a` input: default value is not a number'],
    ['{type: boolean, default: 1}', '{}', '`t.yml`: `a` input: default value is not a boolean'],
    ['{type: array, default: x}', '{}', '`t.yml`: `a` input: default value is not an array'],
    [
      '{options: [x], default: x}',
      '{a: y}',
      '`t.yml`: `a` input: `y` cannot be used because it is not in the list of allowed options',
    ],
    [
      '{regex: ^x, default: y}',
      '{}',
      '`t.yml`: `a` input: default value does not match required RegEx pattern',
    ],
    ["{regex: '(', default: y}", '{}', '`t.yml`: `a` input: invalid regular expression'],
    ['{type: nope}', '{a: x}', '`t.yml`: header:spec:inputs:a input type unknown value: nope'],
    [
      '{options: [null]}',
      '{a: x}',
      '`t.yml`: header:spec:inputs:a config options array cannot contain null values',
    ],
    [
      '{rules: [{options: [p], default: q}]}',
      '{}',
      "`t.yml`: `a` input: default 'q' must be one of the options",
    ],
  ])('refuses %s given %s', (spec, given, message) => {
    expect(say(spec, given)).toEqual([message]);
  });

  it.each([
    ['{default: null}', '{}', ''],
    ['', '{a: 1.10}', '1.1'],
    ['{type: number, default: "3"}', '{}', '3'],
    ['{type: boolean}', '{a: "true"}', 'true'],
    ['{options: [1, 2]}', '{a: 1}', '1'],
    [
      `{rules: [{if: "$[[ inputs.b ]] == 'x'", options: [p], default: p}, {options: [q], default: q}]}`,
      '{b: x}',
      'p',
    ],
    [
      `{rules: [{if: "$[[ inputs.b ]] == 'x'", options: [p], default: p}, {options: [q], default: q}]}`,
      '{}',
      'q',
    ],
  ])('takes %s given %s', (spec, given, value) => {
    const text = `include: {local: t.yml, inputs: ${given}}\n`;
    const config = resolveText(text, {
      't.yml': `spec: {inputs: {a: ${spec}, b: {default: z}}}\n---\n${JOB}`,
    });
    expect(messages(config)).toEqual([]);
    expect(attribute(config, 'job', 'jobVariables')).toEqual([{ key: 'V', value }]);
  });

  it('refuses inputs for a file without spec', () => {
    const config = resolveText('include: {local: t.yml, inputs: {a: 1}}\n', { 't.yml': 'j: {script: x}\n' });
    expect(messages(config)).toEqual([
      '`t.yml`: Given inputs not defined in the `spec` section of the included configuration file',
    ]);
    expect(config.problems[0] && pointedAt(config.problems[0])).toBe('{a: 1}');
  });

  it('takes inputs of the root from outside', () => {
    const text = `spec: {inputs: {a: {type: number}}}\n---\n${JOB}`;
    expect(messages(resolveText(text))).toEqual(['`a` input: required value has not been provided']);
    const config = resolveText(text, {}, { inputs: { a: 4 } });
    expect(attribute(config, 'job', 'jobVariables')).toEqual([{ key: 'V', value: '4' }]);
  });

  it('declares inputs by files that spec includes', () => {
    const files = { 'in.yml': 'inputs: {a: {default: x}}\n', 'bad.yml': 'job: {}\n' };
    const root = (spec: string): string => `spec: {${spec}}\n---\n${JOB}`;
    const config = resolveText(root('include: [{local: in.yml}]'), files);
    expect(attribute(config, 'job', 'jobVariables')).toEqual([{ key: 'V', value: 'x' }]);
    expect(
      messages(resolveText(root('include: [{local: in.yml}], inputs: {a: {default: y}}'), files)),
    ).toEqual([
      'Duplicate input keys found: a. Input keys must be unique across all included files and inline specifications.',
    ]);
    expect(messages(resolveText(root('include: [{local: bad.yml}]'), files))).toEqual([
      'Header include file `bad.yml` contains unknown keys: [:job]',
    ]);
    expect(messages(resolveText(root('include: [{template: in.yml}]'), files))).toEqual([
      'header:spec:include:include config contains unknown keys: template',
    ]);
  });
});
