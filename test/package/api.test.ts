import { expect, test } from 'vitest';
import * as api from '../../src/index.js';

test('the exports are a promise: a removal is a breaking change', () => {
  expect(Object.keys(api).sort()).toEqual([
    'DEFAULT_RULE_SETTINGS',
    'RULES',
    'Source',
    'applyEdits',
    'defineRule',
    'fixFiles',
    'lintConfig',
    'lintFiles',
    'memoryFiles',
    'resolveConfig',
    'startLint',
  ]);
});

const FILES = {
  '.gitlab-ci.yml': 'include: ci/deploy.yml\nstages: [ship]\n',
  'ci/deploy.yml': 'deploy:\n  stage: ship\n  script: ./deploy.sh\n  rules:\n    - when: manual\n',
};
const ONLY = { preset: null, rules: { 'implicit-manual-blocking': { level: 'error' } } } as const;

test('texts are linted with what they include', () => {
  const { config, result } = api.lintFiles(FILES, { rules: ONLY });
  expect(config.valid).toBe(true);
  expect(result.diagnostics.map(({ ruleId, severity, at }) => [ruleId, severity, at.source.path])).toEqual([
    ['implicit-manual-blocking', 'error', 'ci/deploy.yml'],
  ]);
});

test('fixes come back as texts', () => {
  const { texts, last } = api.fixFiles(FILES, 'safe', { rules: ONLY });
  expect([...texts.keys()]).toEqual(['ci/deploy.yml']);
  expect(texts.get('ci/deploy.yml')).toContain('allow_failure: false');
  expect(last.result.diagnostics).toEqual([]);
});

test('another root can be named', () => {
  const { config } = api.lintFiles(FILES, { root: 'ci/deploy.yml' });
  expect(config.root).toBe('ci/deploy.yml');
  expect(config.valid).toBe(false);
});

test('an include that depends on a variable nobody declared is unread, unless GitLab is to be asked', () => {
  const files = {
    '.gitlab-ci.yml': 'include: {local: a.yml, rules: [{if: $MAYBE}]}\nb: {script: x, needs: [a]}\n',
    'a.yml': 'a: {script: x}\n',
  };
  expect(api.lintFiles(files).config).toMatchObject({ valid: true, complete: false });
  expect(api.lintFiles(files, { undeclared: 'unset' }).config).toMatchObject({
    valid: false,
    complete: true,
  });
  expect(api.lintFiles(files, { variables: { MAYBE: '1' } }).config).toMatchObject({
    valid: true,
    complete: true,
  });
});
