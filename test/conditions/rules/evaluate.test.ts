import { describe, expect, it } from 'vitest';
import { PathSet } from '../../../src/conditions/path-set.js';
import type { RulesContext } from '../../../src/conditions/rules/entry.js';
import { matchRules } from '../../../src/conditions/rules/evaluate.js';

function context(values: Record<string, string>, rest: Partial<RulesContext> = {}): RulesContext {
  const variables = (name: string) => values[name];
  return { variables, expanded: variables, changes: null, files: new PathSet([]), ...rest };
}

describe('matchRules', () => {
  it('takes the first entry of which all clauses hold', () => {
    const entries = [
      { if: '$A', changes: { paths: ['x'] } },
      { if: '$A', exists: { paths: ['Dockerfile'] } },
      {},
    ];
    const match = matchRules(entries, context({ A: '1' }, { changes: new PathSet(['y']) }));
    expect(match.entry).toBe(entries[2]);
    expect(match.tried.map(trial => trial.failed)).toEqual(['changes', 'exists', null]);
  });

  it('lets every changes hold when the paths are unknown, and none when there are no paths', () => {
    const entries = [{ changes: { paths: [] } }];
    expect(matchRules(entries, context({})).entry).toBe(entries[0]);
    expect(matchRules(entries, context({}, { changes: new PathSet([]) })).entry).toBeNull();
  });

  it('expands variables in globs', () => {
    const entries = [{ changes: { paths: ['$DIR/*'] } }];
    expect(
      matchRules(entries, context({ DIR: 'src' }, { changes: new PathSet(['src/a']) })).entry,
    ).not.toBeNull();
  });

  it('says when it cannot know, and when GitLab crashes', () => {
    const elsewhere = [{ exists: { paths: ['a'], project: 'group/other' } }];
    expect(matchRules(elsewhere, context({}))).toMatchObject({ entry: null, certain: false, crashed: false });
    const since = [{ changes: { paths: ['a'], compareTo: 'main' } }];
    expect(matchRules(since, context({}))).toMatchObject({ entry: null, certain: false });
    const known = { changesSince: (ref: string) => (ref === 'main' ? new PathSet(['a']) : undefined) };
    expect(matchRules(since, context({}, known))).toMatchObject({ entry: since[0], certain: true });
    expect(matchRules([{ if: '$A =~ true' }, {}], context({}))).toMatchObject({ entry: null, crashed: true });
  });
});
