import { describe, expect, it } from 'vitest';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import type { Problem } from '../../src/linter/lint-rule.js';
import { isSaidBetter, problemsOf, subjectOf } from '../../src/linter/problem.js';

function problems(files: Readonly<Record<string, string>>) {
  const config = resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles(files) });
  return { config, found: [...problemsOf(config)] };
}

const messages = ({ related }: Problem): string[] => related.map(({ message }) => message);

describe('problemsOf', () => {
  it('tells a fault of shared text once, with the jobs that share it', () => {
    const { found } = problems({
      '.gitlab-ci.yml': [
        '.base: { tag: [docker] }',
        ...['a', 'b', 'c'].map(job => `${job}: { extends: .base, script: make }`),
      ].join('\n'),
    });
    const [problem] = found;
    expect(found.map(({ kind }) => kind)).toEqual(['keys.unknown']);
    expect(problem?.job).toBe('a');
    expect(problem && messages(problem)).toEqual([
      'It is inherited by `extends` here.',
      'Job `b` has it too.',
      'Job `c` has it too.',
    ]);
  });

  it('counts the jobs after the fifth', () => {
    const jobs = 'abcdefgh'.split('').map(job => `${job}: { extends: .base, script: make }`);
    const { found } = problems({ '.gitlab-ci.yml': ['.base: { tag: [docker] }', ...jobs].join('\n') });
    expect(found[0] && messages(found[0]).at(-1)).toBe('Job `f` has it too, and so have 2 more.');
  });

  it('words what the parser found in an included file as GitLab does', () => {
    const { found } = problems({
      '.gitlab-ci.yml': 'include: a.yml\nb: { script: make }',
      'a.yml': 'a: b: c\n',
    });
    expect(found).toHaveLength(1);
    expect(found[0]?.gitlabMessage).toMatch(/^`a\.yml`: /);
    expect(found[0] && messages(found[0])).toEqual(['The file is included here.']);
  });
});

describe('isSaidBetter', () => {
  it('looks at the very same place', () => {
    const { config, found } = problems({ '.gitlab-ci.yml': 'a:\n  script: make\n  timeout: 5\n' });
    const limit = found.find(({ kind }) => kind === 'duration.limit');
    expect(limit && isSaidBetter(limit, config, kind => kind === 'duration.invalid')).toBe(true);
    expect(limit && isSaidBetter(limit, config, kind => kind === 'keys.unknown')).toBe(false);
  });
});

describe('subjectOf', () => {
  it('names the keyword and its job', () => {
    const { found } = problems({
      '.gitlab-ci.yml':
        'stages: 5\na: { script: make, artifacts: { expire_in: soon, paths: [x] }, services: [{ nam: x, name: y }] }',
    });
    expect(found.map(problem => subjectOf(problem))).toEqual([
      '`stages`',
      '`services` of job `a`',
      '`artifacts:expire_in` of job `a`',
    ]);
  });
});
