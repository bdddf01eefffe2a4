import { expect, it } from 'vitest';
import { fixFiles } from '../../../src/api/lint-files.js';

it('the fix reaches files that only child pipelines read', () => {
  const files = {
    '.gitlab-ci.yml': 'start:\n  trigger: {include: child.yml}\nother:\n  script: make\n',
    'child.yml': 'include: lib.yml\ninner:\n  extends: .lib\n  script: make\n',
    'lib.yml': '.lib:\n  only: [/^v/]\n',
  };
  const { texts } = fixFiles(files, 'safe', {
    rules: { preset: 'recommended', rules: { 'only-except-deprecated': { level: 'info' } } },
  });
  expect(Object.fromEntries(texts)).toEqual({
    'lib.yml': '.lib:\n  rules:\n    - if: $CI_COMMIT_BRANCH =~ /^v/ || $CI_COMMIT_TAG =~ /^v/\n',
  });
});
