import { expect, test } from 'vitest';
import { memoryFiles } from '../../../src/config/files.js';
import {
  keywordsOfFile,
  keywordsOfJob,
  keywordsOfPipeline,
} from '../../../src/config/keywords/used-keywords.js';
import { resolveConfig } from '../../../src/config/resolve.js';

function used(text: string): string[] {
  const config = resolveConfig({
    root: '.gitlab-ci.yml',
    files: memoryFiles({ '.gitlab-ci.yml': text, 'a.yml': 'b: {script: make}' }),
  });
  return [
    ...config.files
      .filter(({ includedBy }) => includedBy === null)
      .flatMap(file => [...keywordsOfFile(file)]),
    ...config.definitions.filter(({ name }) => name === 'a').flatMap(job => [...keywordsOfJob(job)]),
    ...keywordsOfPipeline(config),
  ].map(({ path }) => path);
}

test('keywords in entries, in lists of entries and in maps', () => {
  const paths = used('a: {script: make, rules: [{if: $A, changes: {paths: [x]}}], id_tokens: {T: {aud: x}}}');
  expect(paths).toEqual(
    expect.arrayContaining(['rules:if', 'rules:changes:paths', 'id_tokens:aud', 'script']),
  );
});

test('defaults go by their names in jobs', () => {
  expect(used('default: {image: {name: x, docker: {user: y}}}\na: {script: make}')).toContain(
    'image:docker:user',
  );
});

test('headers and includes are read from the file', () => {
  const paths = used(
    'spec: {inputs: {x: {default: y}}}\n---\ninclude: [{local: a.yml, inputs: {}}]\na: {script: make}',
  );
  expect(paths).toEqual(expect.arrayContaining(['spec:inputs:default', 'include:local', 'include:inputs']));
});

test('null is not there, and free keys are no keywords', () => {
  const paths = used('a: {script: make, cache: null, variables: {rules: x, value: y}}');
  expect(paths).not.toContain('cache');
  expect(paths.filter(path => path.startsWith('variables'))).toEqual(['variables']);
});
