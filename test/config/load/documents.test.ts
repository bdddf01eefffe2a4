import { describe, expect, it } from 'vitest';
import { messages, pointedAt, resolveText } from '../resolve-text.js';

const JOB = 'job: {script: x}\n';

describe('documents', () => {
  it('takes the second document after a header with spec', () => {
    expect(resolveText(`spec: {inputs: {}}\n---\n${JOB}`).jobs.map(job => job.name)).toEqual(['job']);
  });

  it('takes the first document when it has no spec', () => {
    expect(resolveText(`${JOB}---\nother: {script: x}\n`).jobs.map(job => job.name)).toEqual(['job']);
  });

  it('drops empty documents before it decides', () => {
    expect(resolveText(`---\n# nothing\n---\n${JOB}`).jobs.map(job => job.name)).toEqual(['job']);
  });

  it.each([
    ['', 'Please provide content of .gitlab-ci.yml', 'yaml.empty'],
    [' \n\t\n', 'Please provide content of .gitlab-ci.yml', 'yaml.empty'],
    ['text\n', 'Invalid configuration format', 'yaml.not-a-hash'],
    ['[a]\n', 'Invalid configuration format', 'yaml.not-a-hash'],
    ['a: *b\n', 'An alias referenced an unknown anchor: b', 'yaml.unknown-alias'],
    ['a: 2024-01-01\n', 'Tried to load unspecified class: Date', 'yaml.unspecified-class'],
    ['.a: &a [*a]\n', 'The parsed YAML is too big', 'yaml.too-big'],
  ])('refuses %j', (text, message, kind) => {
    const config = resolveText(text);
    expect(messages(config)).toEqual([message]);
    expect(config.problems[0]?.kind).toBe(kind);
    expect(config).toMatchObject({ valid: false, complete: false, jobs: [], stages: [] });
  });

  it('points to the token that cannot be parsed', () => {
    const [problem] = resolveText('a: b: c\n').problems;
    expect(problem?.kind).toBe('yaml.mapping-values');
    expect(problem && pointedAt(problem)).toBe(':');
  });
});
