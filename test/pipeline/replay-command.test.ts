import { expect, test } from 'vitest';
import { replayCommand } from '../../src/pipeline/replay-command.js';

test.each([
  [{}, [], 'ci-lint simulate a.yml'],
  [
    { source: 'merge_request_event', branch: 'x', variables: { A: 'b c' }, changes: ['src/a.ts'] },
    [],
    "ci-lint simulate a.yml --source merge_request_event --branch x --var 'A=b c' --changes src/a.ts",
  ],
  [{ tag: true, ref: 'v1', changes: null }, [], 'ci-lint simulate a.yml --tag v1'],
  [{}, [{ event: 'play', jobs: ['-x'] }], 'ci-lint simulate a.yml --play=-x'],
  [{ ref: 'x', protected: false }, [], 'ci-lint simulate a.yml --branch x --no-protected'],
  [
    { type: 'push_tag', tag: 'v2', default_branch: 'trunk' },
    [],
    'ci-lint simulate a.yml --type push_tag --tag v2 --default-branch trunk',
  ],
  [
    {},
    [
      { event: 'success', jobs: ['build 1/2', "it's"] },
      { event: 'drop', jobs: ['t'], exitCode: 3 },
      { event: 'drop', jobs: ['t'] },
      { event: 'retry' },
    ],
    "ci-lint simulate a.yml --succeed 'build 1/2' --succeed 'it'\\''s' --fail-with t=3 --fail t --retry",
  ],
] as const)('%j %j', (context, events, expected) => {
  expect(replayCommand('a.yml', context, events)).toBe(expected);
});
