import { expect, test } from 'vitest';
import { memoryFiles } from '../../src/config/files.js';
import { renderResolved } from '../../src/config/render.js';
import { renderMergedYaml } from '../../src/config/render-yaml.js';
import { resolveConfig } from '../../src/config/resolve.js';

const FILES = {
  '.gitlab-ci.yml': `include: ci/base.yml
default: {image: "node:20"}
stages: [build, ship]
variables: {A: "010", B: 0x1F, C: {value: "yes", description: "a: b"}}
build:
  extends: .base
  stage: build
  script:
    - !reference [.setup, script]
    - |
      make
        all
    - "echo 'a: b' # no"
  parallel:
    matrix: [{OS: [linux, mac]}]
ship:
  stage: ship
  needs: []
  <<: {retry: 2}
  script: ./ship.sh
  inherit: {variables: false}
  rules: [{if: '$A == "x"', when: manual, allow_failure: true}]
`,
  'ci/base.yml': `.base:
  tags: [docker]
  before_script: [npm ci]
.setup:
  script: [one, two]
`,
};

function merge(files: Readonly<Record<string, string>>) {
  return resolveConfig({ root: '.gitlab-ci.yml', files: memoryFiles(files) });
}

test('shows where each keyword comes from', () => {
  expect(renderMergedYaml(merge(FILES))).toMatchInlineSnapshot(`
    "stages: # .gitlab-ci.yml:3
      - .pre
      - build
      - ship
      - .post

    variables: # .gitlab-ci.yml:4
      A: "010" # .gitlab-ci.yml:4
      B: 0x1F # .gitlab-ci.yml:4
      C: # .gitlab-ci.yml:4
        value: "yes"
        description: "a: b"

    build: # .gitlab-ci.yml:5
      tags: # ci/base.yml:2 via extends
        - docker
      before_script: # ci/base.yml:3 via extends
        - npm ci
      stage: build # .gitlab-ci.yml:7
      script: # .gitlab-ci.yml:8
        - # ci/base.yml:5 via !reference
          - one
          - two
        - |
          make
            all
        - "echo 'a: b' # no"
      parallel: # .gitlab-ci.yml:14
        matrix:
          - OS:
              - linux
              - mac
      image: node:20 # .gitlab-ci.yml:2 via default

    ship: # .gitlab-ci.yml:16
      stage: ship # .gitlab-ci.yml:17
      needs: [] # .gitlab-ci.yml:18
      retry: 2 # .gitlab-ci.yml:19 via <<
      script: ./ship.sh # .gitlab-ci.yml:20
      inherit: # .gitlab-ci.yml:21
        variables: false
      rules: # .gitlab-ci.yml:22
        - if: $A == "x"
          when: manual
          allow_failure: true
      image: node:20 # .gitlab-ci.yml:2 via default
    "
  `);
});

test('GitLab would make the same of it', () => {
  const before = merge(FILES);
  const after = merge({ '.gitlab-ci.yml': renderMergedYaml(before) });
  expect(before.valid).toBe(true);
  expect(renderResolved(after)).toEqual(renderResolved(before));
});

test('the timeout of `default` reaches no job, so that it is not printed there', () => {
  const text = 'default: {timeout: 1h, retry: 1}\na: {script: x}\nb: {script: x, timeout: 2h}\n';
  const files = memoryFiles({ '.gitlab-ci.yml': text });
  const yaml = renderMergedYaml(resolveConfig({ root: '.gitlab-ci.yml', files }));
  expect(yaml.match(/timeout: \w+/g)).toEqual(['timeout: 2h']);
  expect(yaml.match(/retry: 1/g)).toHaveLength(2);
});
