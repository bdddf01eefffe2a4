import { describe, expect, it } from 'vitest';
import { PIPELINE_TYPES } from '../../src/conditions/pipeline-types.js';
import {
  declarationsOf,
  givenVariables,
  isProtectedRef,
  type Project,
  type ProjectVariable,
  possibleTypes,
  projectFiles,
  UNKNOWN_PROJECT,
  usualDeclarationsOf,
} from '../../src/conditions/project.js';
import { type Answer, Solver } from '../../src/conditions/solver/solver.js';

function projectWith(
  variables: Readonly<Record<string, Partial<ProjectVariable>>>,
  more: Partial<Project> = {},
): Project {
  const entries = Object.entries(variables).map(([name, given]): [string, ProjectVariable] => [
    name,
    { set: 'sometimes', isProtected: false, ...given },
  ]);
  return { ...UNKNOWN_PROJECT, ...more, variables: new Map(entries) };
}

function decide(project: Project, text: string, ...ids: string[]): Answer {
  const all = possibleTypes(project);
  const types = ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id));
  const solver = new Solver({
    types,
    variables: declarationsOf(project),
    protectedRefs: project.protectedRefs,
  });
  return solver.decide(solver.expression(text));
}

describe('in all pipelines', () => {
  const project = projectWith({
    ENV: { values: ['staging', 'production'] },
    ALWAYS: { set: 'always' },
    GIVEN: { value: 'x', set: 'always' },
    NEVER: { set: 'never' },
    ONLY: { values: ['a'], set: 'always' },
  });

  it.each([
    ['$ENV == "prod"', 'never'],
    ['$ENV == "staging"', 'sometimes'],
    ['$ENV == null', 'sometimes'],
    ['$ENV == "staging" || $ENV == "production" || $ENV == null', 'always'],
    ['$ALWAYS != null', 'always'],
    ['$ALWAYS == ""', 'sometimes'],
    // Whoever starts a pipeline may give another value.
    ['$GIVEN == "x"', 'sometimes'],
    ['$GIVEN == null', 'never'],
    ['$NEVER', 'never'],
    ['$ONLY == "a"', 'always'],
    ['$UNDECLARED', 'sometimes'],
  ])('%s is %s true', (text, answer) => {
    expect(decide(project, text)).toBe(answer);
  });

  it('has the default branch', () => {
    const trunk = { ...UNKNOWN_PROJECT, defaultBranch: 'trunk' };
    expect(decide(trunk, '$CI_DEFAULT_BRANCH == "trunk"')).toBe('always');
    expect(decide(trunk, '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && $CI_COMMIT_BRANCH == "main"')).toBe(
      'never',
    );
    expect(decide(UNKNOWN_PROJECT, '$CI_DEFAULT_BRANCH == "trunk"')).toBe('sometimes');
  });

  it('leaves out the types that a variable of GitLab rules out', () => {
    const narrow = projectWith({ CI_PIPELINE_SOURCE: { values: ['push', 'merge_request_event'] } });
    expect(new Set(possibleTypes(narrow).map(({ pipelineSource }) => pipelineSource))).toEqual(
      new Set(['push', 'merge_request_event']),
    );
    expect(decide(narrow, '$CI_PIPELINE_SOURCE == "schedule"')).toBe('never');
    expect(possibleTypes(projectWith({}))).toEqual(PIPELINE_TYPES);
  });
});

describe('protected refs', () => {
  const project = projectWith(
    { KEY: { set: 'always', isProtected: true } },
    { protectedRefs: { branch: ['main', 'release/*'], tag: [] } },
  );

  it.each([
    ['branch', 'main', true],
    ['branch', 'main2', false],
    ['branch', 'release/1.0', true],
    ['branch', 'release/', true],
    ['branch', 'release', false],
    ['branch', 'a/release/1', false],
    ['tag', 'main', false],
  ] as const)('%s %s: %s', (kind, name, answer) => {
    expect(isProtectedRef(project, kind, name)).toBe(answer);
    expect(isProtectedRef(UNKNOWN_PROJECT, kind, name)).toBeNull();
  });

  it('take dots and brackets for themselves', () => {
    const dotted: Project = { ...project, protectedRefs: { branch: null, tag: ['v1.(0)*'] } };
    expect(isProtectedRef(dotted, 'tag', 'v1.(0)-rc')).toBe(true);
    expect(isProtectedRef(dotted, 'tag', 'v1x(0)')).toBe(false);
    expect(isProtectedRef(dotted, 'branch', 'v1')).toBeNull();
  });

  it.each([
    ['$CI_COMMIT_REF_PROTECTED == "true" && $CI_COMMIT_BRANCH == "x"', [], 'never'],
    ['$CI_COMMIT_REF_PROTECTED == "false" && $CI_COMMIT_BRANCH == "release/7"', [], 'never'],
    ['$CI_COMMIT_REF_PROTECTED == "true" && $CI_COMMIT_BRANCH =~ /^release/', [], 'sometimes'],
    ['$CI_COMMIT_REF_PROTECTED == "true"', ['push-tag'], 'never'],
    // For merge requests, settings of the project decide too.
    ['$CI_COMMIT_REF_PROTECTED == "true"', ['merge-request'], 'sometimes'],
    ['$CI_COMMIT_BRANCH == "main" && $KEY == null', ['push-branch'], 'never'],
    // It may be given by whoever starts the pipeline.
    ['$CI_COMMIT_BRANCH == "x" && $KEY', ['push-branch'], 'sometimes'],
    ['$CI_COMMIT_REF_PROTECTED == "true" && $KEY == null', ['merge-request'], 'never'],
  ])('%s in %s: %s', (text, ids, answer) => {
    expect(decide(project, text, ...ids)).toBe(answer);
  });
});

describe('where nobody gives a pipeline other variables', () => {
  it('has those of the project alone', () => {
    const declared = usualDeclarationsOf(
      projectWith({
        A: { value: 'x', set: 'always' },
        B: { values: ['y'] },
        C: { value: 'z', set: 'always', isProtected: true },
        D: { set: 'always' },
      }),
    );
    const solver = new Solver({ variables: declared, protectedRefs: { branch: ['main'], tag: null } });
    const answer = (text: string) => solver.decide(solver.expression(text), solver.types.slice(0, 1));
    expect(answer('$A == "x"')).toBe('always');
    expect(answer('$B')).toBe('never');
    expect(answer('$C && $CI_COMMIT_BRANCH != "main"')).toBe('never');
    expect(answer('$C == "z" || $CI_COMMIT_BRANCH != "main"')).toBe('always');
    expect(answer('$D == null')).toBe('never');
  });

  it('gives them as texts', () => {
    const project = projectWith({
      A: { value: 'x', set: 'always' },
      B: { values: ['y', 'z'], set: 'always' },
      C: { value: 'k', set: 'always', isProtected: true },
      D: { values: ['y'] },
      E: { set: 'always' },
      F: { set: 'never' },
    });
    expect(givenVariables(project, true)).toEqual({ A: 'x', B: 'y', C: 'k' });
    expect(givenVariables(project, false)).toEqual({ A: 'x', B: 'y' });
  });
});

it('asks for the files once', () => {
  let asked = 0;
  const project: Project = {
    ...UNKNOWN_PROJECT,
    paths: () => {
      asked++;
      return ['b', 'a'];
    },
  };
  expect(projectFiles(project)?.paths).toEqual(['a', 'b']);
  expect(projectFiles(project)).toBe(projectFiles(project));
  expect(asked).toBe(1);
  expect(projectFiles(UNKNOWN_PROJECT)).toBeNull();
});
