import { expect, it } from 'vitest';
import { type Project, UNKNOWN_PROJECT } from '../../src/conditions/project.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { inProject } from '../../src/pipeline/project-context.js';

const PROJECT: Project = {
  ...UNKNOWN_PROJECT,
  defaultBranch: 'trunk',
  protectedRefs: { branch: ['release/*'], tag: null },
  variables: new Map([
    ['REF', { value: 'v1', set: 'always', isProtected: false }],
    ['KEY', { value: 'k', set: 'always', isProtected: true }],
  ]),
};

it('changes nothing where nothing is known', () => {
  const input = { branch: 'x', variables: { A: 'b' } };
  expect(inProject(input, UNKNOWN_PROJECT)).toEqual(input);
});

it('fills in default branch, protection and variables', () => {
  expect(inProject({}, PROJECT)).toEqual({
    default_branch: 'trunk',
    protected: false,
    variables: { REF: 'v1' },
  });
  const { ref, predefined } = describeContext(inProject({}, PROJECT));
  expect(ref).toBe('trunk');
  expect(predefined.get('CI_COMMIT_REF_PROTECTED')).toBe('false');
});

it('gives protected variables to protected refs only', () => {
  expect(inProject({ branch: 'release/1' }, PROJECT).variables).toEqual({ REF: 'v1', KEY: 'k' });
  expect(inProject({ branch: 'x' }, PROJECT).variables).toEqual({ REF: 'v1' });
  expect(inProject({ branch: 'x', protected: true }, PROJECT).variables).toEqual({ REF: 'v1', KEY: 'k' });
  // Of tags nothing is said, so they are as ever.
  expect(inProject({ tag: 'v1' }, PROJECT).protected).toBeUndefined();
});

it('does not judge merge requests by their source branch', () => {
  const event = inProject({ source: 'merge_request_event', branch: 'release/1' }, PROJECT);
  expect(event.protected).toBeUndefined();
  expect(event.variables).toEqual({ REF: 'v1' });
});

it('lets the input win', () => {
  const event = inProject({ default_branch: 'main', variables: { REF: 'other' } }, PROJECT);
  expect(event).toMatchObject({ default_branch: 'main', variables: { REF: 'other' } });
});
