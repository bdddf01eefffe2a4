import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { PROBLEM_MATCHER, renderVscodeTasks } from '../../src/cli/init/vscode-tasks.js';
import { render } from '../../src/reporters/unix.js';
import { Source } from '../../src/syntax/source.js';
import { finding, OPTIONS, report } from '../reporters/sample.js';

const { pattern } = PROBLEM_MATCHER;
const regexp = new RegExp(pattern.regexp);

test('the problem matcher reads every line of the unix format', () => {
  const awkward = new Source('ci/my file:2.yml', 'a: b\n');
  const lines = render(
    report(
      finding('biuld'),
      finding(
        'b',
        { severity: 'info', message: { what: 'x: [y] 1:2: error: z', why: '', help: '' } },
        awkward,
      ),
    ),
    OPTIONS,
  )
    .trimEnd()
    .split('\n')
    .map(line => regexp.exec(line));
  const part = (index: number, group: number) => lines[index]?.[group];
  expect([1, 2, 3, 4, 6].map(group => part(0, group))).toEqual([
    'ci/.gitlab-ci.yml',
    '4',
    '10',
    'error',
    'needs-unknown-job',
  ]);
  expect([1, 2, 3, 4, 5].map(group => part(1, group))).toEqual([
    'ci/my file:2.yml',
    '1',
    '4',
    'info',
    'x: [y] 1:2: error: z',
  ]);
});

test('the page for editors shows the task that init writes', () => {
  const page = readFileSync(new URL('../../docs/editors.md', import.meta.url), 'utf8');
  const shown: unknown = JSON.parse(/```json\n([\s\S]+?)```/.exec(page)?.[1] ?? '');
  const { tasks } = JSON.parse(renderVscodeTasks()) as { tasks: readonly unknown[] };
  expect(shown).toEqual(tasks[0]);
});
