import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { onFailureNever } from '../../rules/control-flow/on-failure-never.js';
import { effectiveSetting } from '../../src/linter/rule-settings.js';
import { applySettings, type SettingsFlags } from '../../src/settings/apply-settings.js';
import type { Settings } from '../../src/settings/settings.js';

function levelAt(path: string, settings: Settings, flags: SettingsFlags = {}, folder = '/repo'): string {
  const { rules } = applySettings({ path: null, folder, settings }, '/repo', flags);
  const { off, severity } = effectiveSetting(onFailureNever, rules, path);
  return off ? 'off' : (severity ?? 'its own');
}

const RULE = 'on-failure-never';

test('levels come from the preset, the rules, the overrides and the flags, the last one wins', () => {
  const rules = { [RULE]: 'info' } as const;
  const overrides = [{ files: ['ci/**'], rules: { [RULE]: 'error' } }] as const;
  expect(levelAt('a.yml', {})).toBe('its own');
  expect(levelAt('a.yml', { preset: 'none' })).toBe('off');
  expect(levelAt('a.yml', { preset: 'none', rules })).toBe('info');
  expect(levelAt('a.yml', { rules, overrides })).toBe('info');
  expect(levelAt('ci/a.yml', { rules, overrides })).toBe('error');
  expect(levelAt('ci/a.yml', { rules, overrides }, { rules: { [RULE]: 'off' } })).toBe('off');
  expect(levelAt('a.yml', {}, { preset: 'none' })).toBe('off');
});

test('globs start from the folder of the settings file', () => {
  const overrides = [{ files: ['*.yml'], rules: { [RULE]: 'error' } }] as const;
  expect(levelAt('ci/a.yml', { overrides }, {}, '/repo/ci')).toBe('error');
  expect(levelAt('a.yml', { overrides }, {}, '/repo/ci')).toBe('its own');
  const deep = [{ files: ['repo/*.yml'], rules: { [RULE]: 'error' } }] as const;
  expect(levelAt('a.yml', { overrides: deep }, {}, '/')).toBe('error');
});

test('options stay when only the level changes', () => {
  const settings: Settings = { rules: { [RULE]: ['error', { depth: 2 }] } };
  const { rules } = applySettings({ path: null, folder: '/repo', settings }, '/repo', {
    rules: { [RULE]: 'info' },
  });
  expect(effectiveSetting(onFailureNever, rules, 'a.yml')).toMatchObject({
    severity: 'info',
    options: { depth: 2 },
  });
});

test('inline ignores hold until settings or flags say otherwise', () => {
  const inline = (settings: Settings, flags: SettingsFlags = {}) =>
    applySettings({ path: null, folder: '/repo', settings }, '/repo', flags).rules.inlineIgnores;
  expect(inline({})).toBe(true);
  expect(inline({ inlineIgnores: false })).toBe(false);
  expect(inline({}, { inlineIgnores: false })).toBe(false);
});

test('the target is the latest GitLab with everything, until the settings say less', () => {
  const target = (settings: Settings) =>
    applySettings({ path: null, folder: '/repo', settings }, '/repo').rules.target;
  expect(target({})).toEqual({ tier: 'ultimate', gitlabVersion: '18.11' });
  expect(target({ tier: 'free' })).toEqual({ tier: 'free', gitlabVersion: '18.11' });
  expect(target({ gitlabVersion: '17.3' })).toEqual({ tier: 'ultimate', gitlabVersion: '17.3' });
});

function projectOf(settings: Settings) {
  return applySettings({ path: null, folder: '/repo', settings }, '/repo').config.project;
}

test('variables with a value are always set, as text', () => {
  const { variables } = projectOf({ variables: { A: 1, B: true, C: { value: 'c', values: ['c', 2] } } });
  expect(Object.fromEntries(variables)).toEqual({
    A: { value: '1', set: 'always', isProtected: false },
    B: { value: 'true', set: 'always', isProtected: false },
    C: { value: 'c', values: ['c', '2'], set: 'always', isProtected: false },
  });
});

test('other declarations say what is known, and nothing else', () => {
  const { variables } = projectOf({
    variables: { A: { values: ['x'] }, B: { set: 'never' }, C: { set: 'always', protected: true } },
  });
  expect(Object.fromEntries(variables)).toEqual({
    A: { values: ['x'], set: 'sometimes', isProtected: false },
    B: { set: 'never', isProtected: false },
    C: { set: 'always', isProtected: true },
  });
});

test('an empty list of protected refs says that there is none, no list says nothing', () => {
  expect(projectOf({}).protectedRefs).toEqual({ branch: null, tag: null });
  const { protectedRefs, defaultBranch } = projectOf({ protectedBranches: [], defaultBranch: 'trunk' });
  expect(protectedRefs).toEqual({ branch: [], tag: null });
  expect(defaultBranch).toBe('trunk');
});

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ci-lint-includes-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('includes from elsewhere are read from where the settings say', () => {
  mkdirSync(join(folder, 'templates/ci'), { recursive: true });
  writeFileSync(join(folder, 'templates/ci/go.yml'), 'go');
  writeFileSync(join(folder, 'pinned.yml'), 'pinned');
  writeFileSync(join(folder, 'secret.yml'), 'secret');
  const settings: Settings = {
    includes: [
      { project: 'g/p', ref: 'v1', file: 'ci/go.yml', path: 'pinned.yml' },
      { project: 'g/p', folder: 'templates' },
      { template: '*', folder: 'templates' },
      { remote: 'https://x/y.yml', path: 'pinned.yml' },
      { component: 'host/g/c@1', path: 'none.yml' },
    ],
  };
  const { foreign } = applySettings({ path: null, folder, settings }, folder).config;
  const project = (location: Record<string, string>) =>
    foreign?.({ kind: 'project', location: { project: 'g/p', ...location } });
  expect(project({ file: '/ci/go.yml', ref: 'v1' })).toBe('pinned');
  expect(project({ file: '/ci/go.yml' })).toBe('go');
  expect(project({ file: '../secret.yml' })).toBeNull();
  expect(project({ project: 'g/other', file: 'ci/go.yml' })).toBeNull();
  expect(foreign?.({ kind: 'template', location: { template: 'ci/go.yml' } })).toBe('go');
  expect(foreign?.({ kind: 'remote', location: { remote: 'https://x/y.yml' } })).toBe('pinned');
  expect(foreign?.({ kind: 'component', location: { component: 'host/g/c@1' } })).toBeNull();
});

test('the syntax of a configuration: flag, then the last override for its path, then the settings', () => {
  const settings = {
    dialect: 'proposed',
    overrides: [
      { files: ['ci/**'], dialect: 'current' },
      { files: ['ci/next/**'], dialect: 'proposed' },
      { files: ['ci/next/**'], rules: { 'unused-ignore': 'off' } },
    ],
  } as const;
  const { dialectFor } = applySettings({ path: null, folder: '/repo', settings }, '/repo');
  expect(dialectFor('.gitlab-ci.yml')).toEqual({ defaultDialect: 'proposed' });
  expect(dialectFor('ci/a.yml')).toEqual({ defaultDialect: 'current' });
  expect(dialectFor('ci/next/a.yml')).toEqual({ defaultDialect: 'proposed' });
  const flagged = applySettings({ path: null, folder: '/repo', settings }, '/repo', { dialect: 'current' });
  expect(flagged.dialectFor('ci/next/a.yml')).toEqual({ dialect: 'current' });
  expect(applySettings({ path: null, folder: '/repo', settings: {} }, '/repo').dialectFor('a.yml')).toEqual(
    {},
  );
});
