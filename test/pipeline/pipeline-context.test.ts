import { describe, expect, test } from 'vitest';
import { PIPELINE_TYPES, presenceIn } from '../../src/conditions/pipeline-types.js';
import { CONTEXT_TYPES } from '../../src/pipeline/context-types.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';

describe('the context of an event', () => {
  test('without anything: a push to the default branch', () => {
    const context = describeContext();
    expect(context).toMatchObject({ source: 'push', refKind: 'branch', ref: 'main', changes: null });
    expect(context.predefined.get('CI_COMMIT_BRANCH')).toBe('main');
    expect(context.predefined.get('CI_COMMIT_REF_PROTECTED')).toBe('true');
    expect(context.predefined.has('CI_COMMIT_TAG')).toBe(false);
  });

  test('another project, by its path or its variable', () => {
    expect(describeContext({ project_path: 'g/p' }).projectPath).toBe('g/p');
    expect(describeContext({ variables: { CI_PROJECT_PATH: 'g/p' } }).projectPath).toBe('g/p');
  });

  test('a tag, by name or because ref is one', () => {
    for (const input of [{ tag: 'v2' }, { tag: true, ref: 'v2' }]) {
      const { refKind, ref, predefined } = describeContext(input);
      expect([refKind, ref, predefined.get('CI_COMMIT_TAG')]).toEqual(['tag', 'v2', 'v2']);
      expect(predefined.has('CI_COMMIT_BRANCH')).toBe(false);
    }
  });

  test('a merge request: its ref is no branch', () => {
    const { refKind, predefined } = describeContext({ source: 'merge_request_event', branch: 'Feature/X' });
    expect(refKind).toBe('merge request');
    expect(predefined.has('CI_COMMIT_BRANCH')).toBe(false);
    expect(predefined.get('CI_MERGE_REQUEST_SOURCE_BRANCH_NAME')).toBe('Feature/X');
    expect(predefined.get('CI_COMMIT_REF_SLUG')).toBe('feature-x');
  });

  test('given predefined variables replace the assumed ones, but not those of the project', () => {
    const { predefined } = describeContext({ predefined: { CI_COMMIT_BRANCH: 'x' } });
    expect(predefined.get('CI_COMMIT_BRANCH')).toBe('x');
    expect(predefined.has('CI_PIPELINE_SOURCE')).toBe(false);
    expect(predefined.get('CI_DEFAULT_BRANCH')).toBe('main');
  });

  test.each([...CONTEXT_TYPES.keys()])('%s sets what such pipelines have, and nothing else', name => {
    const context = describeContext({ type: name });
    const types = PIPELINE_TYPES.filter(
      ({ pipelineSource, refKind }) => pipelineSource === context.source && refKind === context.refKind,
    );
    expect(types).not.toEqual([]);
    for (const variable of context.predefined.keys()) {
      const presences = types.map(type => presenceIn(type, variable));
      expect([variable, presences.some(presence => presence === 'set' || presence === 'maybe')]).toEqual([
        variable,
        true,
      ]);
    }
    const missing = [...(types[0]?.set ?? [])].filter(variable => !context.predefined.has(variable));
    expect(missing).toEqual([]);
  });

  test('other members override the type', () => {
    for (const name of ['branch', 'ref']) {
      const { ref, predefined } = describeContext({ type: 'push_branch', [name]: 'x' });
      expect([ref, predefined.get('CI_COMMIT_BRANCH')]).toEqual(['x', 'x']);
    }
    expect(describeContext({ type: 'merge_train' }).predefined.get('CI_MERGE_REQUEST_EVENT_TYPE')).toBe(
      'merge_train',
    );
  });
});
