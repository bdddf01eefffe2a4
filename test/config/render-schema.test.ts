import { readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { renderResolved } from '../../src/config/render.js';
import { resolveText } from './resolve-text.js';

const schema: object = JSON.parse(
  readFileSync(new URL('../../schemas/resolution.schema.json', import.meta.url), 'utf8'),
);
const validate = new Ajv({ strict: true, allowUnionTypes: true }).compile(schema);

const JOBS = `
stages: [build, test, deploy]
default: {image: ruby, tags: [docker], interruptible: true, cache: {paths: [vendor]}}
variables: {A: x}
build:
  stage: build
  script: [make, [make test]]
  parallel: {matrix: [{OS: [linux, mac], ARCH: arm}]}
  artifacts: {paths: [out], reports: {junit: r.xml}}
  variables: {B: {value: y, expand: false}}
test:
  needs: [{job: build, parallel: {matrix: [{OS: linux, ARCH: arm}]}}, {job: later, optional: true}]
  dependencies: []
  script: x
  allow_failure: {exit_codes: [3]}
  inherit: {variables: [A]}
  coverage: /\\d+/
  id_tokens: {T: {aud: https://example.com}}
  rules: [{if: $CI_COMMIT_TAG, when: manual}, {changes: [a], exists: [b]}]
review:
  stage: deploy
  script: x
  environment: {name: review/$CI_COMMIT_REF_SLUG, on_stop: stop}
  resource_group: r
  only: {refs: [branches], variables: [$A]}
  except: [tags]
  retry: 2
  timeout: 1h
stop:
  stage: deploy
  script: x
  when: manual
  environment: {name: review/$CI_COMMIT_REF_SLUG, action: stop}
child:
  stage: deploy
  trigger: {include: child.yml, strategy: depend}
pages: {stage: deploy, script: x, publish: site}
steps: {stage: deploy, run: [{name: hello, script: x}]}
later: {stage: test, script: x, when: delayed, start_in: 1 hour}
`;

describe('every resolved configuration fits its schema', () => {
  it.each([
    ['jobs of all kinds', JOBS, {}],
    ['one that GitLab warns of', 'build: {script: x, only: [tags], rules: [{when: always}]}', {}],
    ['two pipelines', 'build: {script: x, rules: [{when: always}]}', {}],
    ['a faulty one', 'build: {scripts: x, stage: none}', {}],
    ['broken YAML', 'build: [', {}],
    ['an empty file', '', {}],
    ['an incomplete one', 'include: {project: a/b, file: c.yml}\nbuild: {script: x}', {}],
    [
      'the proposed syntax',
      'a: {script: x, execution: manual, blocker: true}\nb: {script: x, execution: delayed, delay: 1 hour, async: true, needs: [{job: a, allow_failure: true}]}',
      { dialect: 'proposed' as const },
    ],
  ])('%s', (_, text, options) => {
    const resolved = renderResolved(resolveText(text, {}, options));
    expect(validate(JSON.parse(JSON.stringify(resolved))), JSON.stringify(validate.errors, null, 1)).toBe(
      true,
    );
  });

  it('has jobs of all kinds', () => {
    const { errors, jobs } = renderResolved(resolveText(JOBS));
    expect(errors).toEqual([]);
    expect(jobs).toHaveLength(9);
  });

  it('and nothing else', () => {
    const resolved = renderResolved(resolveText(JOBS));
    expect(validate({ ...resolved, version: 2 })).toBe(false);
    expect(validate({ ...resolved, extra: 1 })).toBe(false);
    expect(validate({ ...resolved, jobs: [{ ...resolved.jobs[0], extra: 1 }] })).toBe(false);
    expect(validate({ ...resolved, jobs: [{ ...resolved.jobs[0], stage: null }] })).toBe(false);
  });
});
