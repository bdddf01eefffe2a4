import { describe, expect, test } from 'vitest';
import { type Project, UNKNOWN_PROJECT } from '../../src/conditions/project.js';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { resolveText } from '../config/resolve-text.js';
import { configOf } from './configuration.js';

const WITH_MAKEFILE: Project = { ...UNKNOWN_PROJECT, paths: () => ['.gitlab-ci.yml', 'Makefile'] };

const types = (text: string, project: Project = UNKNOWN_PROJECT): string[] =>
  samplePipelines(resolveText(text, {}, { project })).map(
    ({ sighting }) => `${sighting.type.id} ${sighting.context.ref}`,
  );

describe('the pipelines worth asking', () => {
  test('pipelines with the same jobs are one', () => {
    expect(types('build: {script: make}')).toEqual(['push-branch main']);
  });

  test('pipelines with other jobs, or other forms of them, are others', () => {
    const text = `
build:
  script: make
  rules:
    - if: $CI_PIPELINE_SOURCE == "merge_request_event"
      when: manual
    - if: $CI_COMMIT_TAG
      allow_failure: true
    - when: on_success
`;
    expect(types(text)).toEqual(['merge-request feature', 'push-branch main', 'push-tag v1.0.0']);
  });

  test('where includes depend on the pipeline, only the event that they were read for', () => {
    const ofIncludes = (include: string): string[] => {
      const root = `include: ${include}\nbuild: {script: make, rules: [{if: $CI_COMMIT_TAG, when: manual}, {when: always}]}`;
      const files = memoryFiles({
        '.gitlab-ci.yml': root,
        'main.yml': 'gate: {script: x}',
        'group.yml': 'gate: {script: x}',
      });
      const config = resolveConfig({ root: '.gitlab-ci.yml', files });
      expect(config.valid).toBe(true);
      return samplePipelines(config).map(({ sighting }) => sighting.type.id);
    };
    expect(ofIncludes('main.yml')).toEqual(['merge-request', 'push-branch', 'push-tag']);
    expect(ofIncludes('{local: main.yml, rules: [{if: $CI_COMMIT_BRANCH}]}')).toEqual(['push-branch']);
    expect(ofIncludes('[{local: main.yml, rules: [{if: $CI_COMMIT_TAG}]}]')).toEqual(['push-branch']);
    expect(ofIncludes('$CI_COMMIT_REF_NAME.yml')).toEqual(['push-branch']);
    expect(ofIncludes('[{local: "${CI_PROJECT_NAMESPACE}.yml"}]')).toHaveLength(3);
  });

  test('the jobs can be asked by name', () => {
    const [sample] = samplePipelines(configOf('build: {script: make, when: always}'));
    expect(sample?.jobs.get('build')?.when).toBe('always');
    expect(sample?.sighting.decisionOf('build')?.form?.when).toBe('always');
  });

  test('the answer is kept', () => {
    const config = configOf('build: {script: make}');
    expect(samplePipelines(config)).toBe(samplePipelines(config));
  });

  test('the default branch and the variables that conditions read are those of the project', () => {
    const project: Project = {
      ...UNKNOWN_PROJECT,
      defaultBranch: 'trunk',
      variables: new Map([
        ['ENV', { value: 'x', set: 'always', isProtected: false }],
        ['OTHER', { value: 'y', set: 'always', isProtected: false }],
        ['CI_PIPELINE_SOURCE', { values: ['push'], set: 'sometimes', isProtected: false }],
      ]),
    };
    const config = resolveText(
      'build: {script: make, rules: [{if: $ENV == "x" && $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH}]}',
      {},
      { project },
    );
    expect(samplePipelines(config).map(({ sighting }) => sighting.input)).toEqual([
      { source: 'push', branch: 'trunk', default_branch: 'trunk', variables: { ENV: 'x' } },
    ]);
  });

  test('none where files decide, or the configuration is invalid, incomplete or large', () => {
    expect(types('build: {script: make, rules: [{exists: [Makefile]}]}')).toEqual([]);
    expect(types('build: {script: make, rules: [{exists: [Makefile]}]}', WITH_MAKEFILE)).toEqual([
      'merge-request feature',
    ]);
    expect(types('build: {script: make, rules: [{exists: [Dockerfile]}]}', WITH_MAKEFILE)).toEqual([]);
    expect(types('build: {script: make, needs: [nobody]}')).toEqual([]);
    const files = memoryFiles({ 'ci.yml': 'include: {project: a/b, file: c.yml}\nbuild: {script: make}' });
    expect(samplePipelines(resolveConfig({ root: 'ci.yml', files }))).toEqual([]);
    const many = Array.from({ length: 401 }, (_, index) => `job${index}: {script: make}`);
    expect(types(many.join('\n'))).toEqual([]);
    expect(types(many.slice(1).join('\n'))).toEqual(['push-branch main']);
  });
});
