import { describe, expect, it } from 'vitest';
import {
  isPredefined,
  PIPELINE_TYPES,
  type PipelineType,
  presenceIn,
} from '../../src/conditions/pipeline-types.js';

function type(id: string): PipelineType {
  const found = PIPELINE_TYPES.find(candidate => candidate.id === id);
  if (found === undefined) throw new Error(id);
  return found;
}

it('has every pipeline type once', () => {
  expect(PIPELINE_TYPES).toHaveLength(23);
  expect(new Set(PIPELINE_TYPES.map(({ id }) => id)).size).toBe(23);
});

describe('presenceIn', () => {
  it.each([
    ['push-branch', 'CI_COMMIT_BRANCH', 'set'],
    ['push-branch', 'CI_COMMIT_TAG', 'unset'],
    ['push-branch', 'CI_OPEN_MERGE_REQUESTS', 'maybe'],
    ['push-branch', 'MY_VARIABLE', 'user'],
    ['push-tag', 'CI_COMMIT_BRANCH', 'unset'],
    ['merge-request', 'CI_COMMIT_BRANCH', 'unset'],
    ['merge-request', 'CI_OPEN_MERGE_REQUESTS', 'set'],
    ['child-merge-request', 'CI_MERGE_REQUEST_IID', 'set'],
    ['merge-train', 'CI_MERGE_REQUEST_LABELS', 'maybe'],
    ['web-tag', 'CI_JOB_ID', 'unset'],
    ['api-branch', 'CI_PIPELINE_SOURCE', 'set'],
  ])('%s %s is %s', (id, name, presence) => expect(presenceIn(type(id), name)).toBe(presence));
});

it('knows the values that a type fixes', () => {
  expect(type('merged-result').values.get('CI_MERGE_REQUEST_EVENT_TYPE')).toBe('merged_result');
  expect(type('web-branch').values.get('CI_COMMIT_BEFORE_SHA')).toMatch(/^0{40}$/);
  expect(type('push-branch').values.get('CI_COMMIT_BEFORE_SHA')).toBeUndefined();
  expect(PIPELINE_TYPES.filter(({ changes }) => changes === 'known').map(({ id }) => id)).toEqual([
    'push-branch',
    'merge-request',
    'merged-result',
    'merge-train',
    'child-merge-request',
    'external-pull-request',
  ]);
});

it('tells predefined names from others', () => {
  expect(isPredefined('CI_JOB_TOKEN')).toBe(true);
  expect(isPredefined('CI_NODE_INDEX')).toBe(true);
  expect(isPredefined('CI_SOMETHING')).toBe(false);
});
