import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { findSettings, loadSettings } from '../../src/settings/load-settings.js';

let folder: string;
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'ci-lint-settings-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function put(path: string, text: string): string {
  const file = join(folder, path);
  mkdirSync(join(file, '..'), { recursive: true });
  writeFileSync(file, text);
  return file;
}

/** The message without the temporary folder. */
async function complaint(file: string): Promise<string> {
  try {
    await loadSettings(file);
  } catch (error) {
    return error instanceof Error ? error.message.replaceAll(`${folder}/`, '') : String(error);
  }
  return 'accepted';
}

describe('every kind of file', () => {
  test.each([
    ['ci-lint.config.json', '{"preset": "strict"}'],
    ['ci-lint.config.yaml', 'preset: strict\n'],
    ['ci-lint.config.js', 'module.exports = { preset: "strict" };'],
    ['ci-lint.config.mjs', 'export default { preset: "strict" };'],
    ['ci-lint.config.cjs', 'module.exports = { preset: "strict" };'],
    ['ci-lint.config.ts', 'const preset: string = "strict";\nexport default { preset };'],
    ['.ci-lintrc', 'preset: strict'],
    ['.ci-lintrc.json', '{"preset": "strict"}'],
    ['.ci-lintrc.yml', 'preset: strict'],
    ['package.json', '{"name": "x", "ci-lint": {"preset": "strict"}}'],
  ])('%s', async (name, text) => {
    const file = put(name, text);
    expect(await findSettings(folder, folder)).toEqual({
      path: file,
      folder,
      settings: { preset: 'strict' },
    });
  });
});

describe('search', () => {
  test('goes upwards, to the top and not beyond', async () => {
    put('ci-lint.config.yaml', 'preset: all');
    mkdirSync(join(folder, 'repo/ci'), { recursive: true });
    expect((await findSettings(join(folder, 'repo/ci'), folder)).settings.preset).toBe('all');
    expect(await findSettings(join(folder, 'repo/ci'), join(folder, 'repo'))).toEqual({
      path: null,
      folder: join(folder, 'repo'),
      settings: {},
    });
  });

  test('passes over a package.json without our key', async () => {
    put('package.json', '{"name": "ci-lint"}');
    expect((await findSettings(folder, folder)).path).toBeNull();
  });

  test('takes an empty file for empty settings', async () => {
    put('.ci-lintrc', '');
    expect((await findSettings(folder, folder)).settings).toEqual({});
  });
});

describe('what is wrong is named with its place', () => {
  test('in YAML, where `off` is a word', async () => {
    const file = put(
      '.ci-lintrc.yaml',
      'presett: all\nrules:\n  unused-ignore: off\n  unused-ignor: error\n  on-failure-never: warn\n',
    );
    expect((await complaint(file)).split('\n')).toEqual([
      '.ci-lintrc.yaml:1:1: presett: there is no such key; did you mean preset?',
      '.ci-lintrc.yaml:4:3: rules.unused-ignor: there is no such rule; did you mean unused-ignore?',
      '.ci-lintrc.yaml:5:3: rules.on-failure-never: "warn" is not one of off, info, warning, error',
    ]);
  });

  test('in JSON, package.json included', async () => {
    const settings = '{\n  "overrides": [\n    {"rules": {}, "dialect": "newest"}\n  ]\n}';
    expect(await complaint(put('a/.ci-lintrc.json', settings))).toBe(
      [
        'a/.ci-lintrc.json:3:5: overrides.0: the key files is missing',
        'a/.ci-lintrc.json:3:19: overrides.0.dialect: "newest" is not one of current, proposed',
      ].join('\n'),
    );
    expect(await complaint(put('package.json', '{\n  "ci-lint": {\n    "preset": 1 } }'))).toContain(
      'package.json:3:5: preset: 1 should be a string',
    );
  });

  test('in the options of a rule', async () => {
    const file = put('.ci-lintrc', 'rules:\n  unused-ignore: [error, {requireReasons: true}]\n');
    expect(await complaint(file)).toBe(
      '.ci-lintrc:2:27: rules.unused-ignore.1.requireReasons: there is no such key; did you mean requireReason?',
    );
  });

  test('in the version of GitLab, which YAML reads as a number without quotes', async () => {
    expect(await complaint(put('.ci-lintrc', 'gitlabVersion: 18.10\n'))).toBe(
      '.ci-lintrc:1:1: gitlabVersion: 18.1 should be a string',
    );
    expect(await complaint(put('.ci-lintrc', 'gitlabVersion: "18"\n'))).toContain('"18" does not match');
    expect(await complaint(put('.ci-lintrc', 'gitlabVersion: "18.10"\ntier: premium\n'))).toBe('accepted');
  });

  test('in declarations of variables and refs', async () => {
    const text = `variables:
  A: {set: never, value: x}
  B: {value: x, values: [y, z]}
  D: {set: sometimes, value: 1}
  CI_COMMIT_SHA: {set: never}
  F: {set: never, protected: true}
  GOOD: {value: 1, values: [1, 2], protected: true}
`;
    expect((await complaint(put('.ci-lintrc', text))).split('\n')).toEqual([
      '.ci-lintrc:2:19: variables.A.value: a variable that is never set has none of this',
      '.ci-lintrc:3:7: variables.B.value: "x" is not one of its values',
      '.ci-lintrc:4:7: variables.D.set: a variable with a `value` is always set; name `values` instead',
      '.ci-lintrc:5:19: variables.CI_COMMIT_SHA.set: GitLab sets it in every pipeline',
      '.ci-lintrc:6:19: variables.F.protected: a variable that is never set has none of this',
    ]);
    const misspelt = `variables:
  A: {values: []}
  B: {sets: always}
  C: [a]
  9D: x
defaultBranch: "a b"
protectedTags: v1
`;
    expect((await complaint(put('.ci-lintrc', misspelt))).split('\n').sort()).toEqual([
      '.ci-lintrc:2:7: variables.A.values: the list is empty',
      '.ci-lintrc:3:7: variables.B.sets: there is no such key; did you mean set?',
      '.ci-lintrc:4:3: variables.C: ["a"] should be a string or number or boolean',
      '.ci-lintrc:5:3: variables.9D: is not the name of a variable: letters, digits and underscores',
      '.ci-lintrc:6:1: defaultBranch: "a b" is not the name of a branch',
      '.ci-lintrc:7:1: protectedTags: "v1" should be a list',
    ]);
  });

  test('in programs, which have no places', async () => {
    expect(await complaint(put('ci-lint.config.mjs', 'export default { rules: [] };'))).toBe(
      'ci-lint.config.mjs: rules: [] should be an object',
    );
  });

  test('when a file is broken or missing', async () => {
    expect(await complaint(put('.ci-lintrc.json', '{'))).toMatch(/^.ci-lintrc.json:1:2: cannot be read:/);
    expect(await complaint(put('.ci-lintrc.yaml', 'a: [\n'))).toMatch(
      /^.ci-lintrc.yaml:2:1: cannot be read:/,
    );
    expect(await complaint(put('ci-lint.config.mjs', 'throw new Error("no");'))).toBe(
      'ci-lint.config.mjs:1:7: cannot be read: no',
    );
    expect(await complaint(join(folder, 'none.json'))).toBe('none.json does not exist.');
  });
});
