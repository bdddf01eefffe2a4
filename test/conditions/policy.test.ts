import { describe, expect, it } from 'vitest';
import { PathSet } from '../../src/conditions/path-set.js';
import { effectiveOnly, isIncluded, type PolicyContext, refKeywords } from '../../src/conditions/policy.js';

const branch: PolicyContext = {
  pipelineSource: 'push',
  refKind: 'branch',
  ref: 'main',
  projectPath: 'group/project',
  variables: name => (name === 'A' ? 'x' : undefined),
  changes: new PathSet(['src/a.rb']),
  kubernetes: false,
};
const mergeRequest: PolicyContext = {
  ...branch,
  pipelineSource: 'merge_request_event',
  refKind: 'merge request',
};

describe('isIncluded', () => {
  const only = (refs: string[], context = branch) => isIncluded({ refs }, null, context);

  it('compares refs with keywords, names and patterns', () => {
    expect(only(['branches'])).toBe(true);
    expect(only(['push'])).toBe(true);
    expect(only(['/^ma/'])).toBe(true);
    expect(only(['/^MA/i'])).toBe(true);
    expect(only(['main'])).toBe(true);
    expect(only(['tags', 'develop'])).toBe(false);
    expect(only([])).toBe(false);
    expect(only([''])).toBe(false);
  });

  it('splits at @', () => {
    expect(only(['main@group/project'])).toBe(true);
    expect(only(['main@group/other'])).toBe(false);
    expect(only(['a@b'], { ...branch, ref: 'a@b' })).toBe(false);
  });

  it('never compares the ref of a merge request', () => {
    expect(only(['main'], mergeRequest)).toBe(false);
    expect(only(['merge_requests'], mergeRequest)).toBe(true);
    expect(only(['merge_request_event'], mergeRequest)).toBe(false);
  });

  it('needs every key of only and no key of except', () => {
    const policy = { refs: ['main'], variables: ['$A == "x"'], changes: ['src/*'] };
    expect(isIncluded(policy, null, branch)).toBe(true);
    expect(isIncluded({ ...policy, changes: ['$A'] }, null, branch)).toBe(false);
    expect(isIncluded({ ...policy, changes: [] }, null, { ...branch, changes: null })).toBe(true);
    expect(isIncluded(null, { variables: ['$B'], changes: ['src/*'] }, branch)).toBe(false);
    expect(isIncluded({ kubernetes: true }, null, branch)).toBe(false);
  });
});

it('keeps the default refs where GitLab does', () => {
  expect(effectiveOnly(undefined, false)?.refs).toEqual(['branches', 'tags']);
  expect(effectiveOnly(undefined, true)).toBeNull();
  expect(effectiveOnly(null, false)).toBeNull();
  expect(effectiveOnly({ changes: ['a'] }, true)?.refs).toEqual(['branches', 'tags']);
});

it('names the keywords of a pipeline', () => {
  expect(refKeywords('push', 'tag')).toEqual(['tags', 'push', 'pushes']);
  expect(refKeywords('api', 'branch')).toEqual(['branches', 'api', 'apis']);
  expect(refKeywords('external_pull_request_event', 'branch')).toContain('external_pull_requests');
  expect(refKeywords('security_orchestration_policy', 'branch')).toContain('security_orchestration_policies');
});
