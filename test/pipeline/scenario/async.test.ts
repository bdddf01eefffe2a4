/** Jobs with callbacks, from the text of a scenario; `async` is an extension that no GitLab has. */
import { expect, test } from 'vitest';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { parseScenario } from '../../../src/pipeline/scenario/parse-scenario.js';
import { runScenario, type ScenarioFailure } from '../../../src/pipeline/scenario/run-scenario.js';

function failuresOf(transitions: string, semantics = ''): readonly ScenarioFailure[] {
  const text = `
dialect: proposed
${semantics}
config:
  order: {stage: build, script: x, async: true}
  ship: {stage: deploy, script: x}
  refund: {stage: deploy, script: x, when: on_failure}
transitions:
${transitions}`;
  const parsed = parseScenario('a.scenario.yml', text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { config, dialect } = parsed.scenario;
  if (config.kind !== 'inline' || dialect === null) throw new Error('It is written in place.');
  const files = memoryFiles({ '.gitlab-ci.yml': config.text });
  return runScenario(resolveConfig({ root: '.gitlab-ci.yml', files, dialect }), parsed.scenario);
}

const WAITS = `
  - event: success
    jobs: [order]
    expect:
      pipeline: running
      stages: {build: running, deploy: created}
      jobs: {order: waiting_for_callback, ship: created, refund: created}`;

test('a callback ends the job, and a second one does nothing', () => {
  const called = `
  - event: callback
    jobs: [order]
    includes: {pipeline: running, jobs: {order: success, ship: pending, refund: skipped}}`;
  expect(failuresOf(WAITS + called + called)).toEqual([]);
  const afterShip = `
  - {event: success, jobs: [ship]}
  - event: callback
    jobs: [order]
    includes: {pipeline: success, jobs: {order: success}}`;
  expect(failuresOf(WAITS + called + afterShip)).toEqual([]);
});

test('a failing callback or the timeout ends it as failed, and a late callback changes nothing', () => {
  const timeout = `
  - event: drop
    jobs: [order]
    includes: {pipeline: running, jobs: {order: failed, ship: skipped, refund: pending}}
  - event: callback
    jobs: [order]
    includes: {jobs: {order: failed, ship: skipped, refund: pending}}`;
  expect(failuresOf(WAITS + timeout)).toEqual([]);
});

test('a failed script never waits', () => {
  const failed = `
  - event: drop
    jobs: [order]
    includes: {jobs: {order: failed, ship: skipped, refund: pending}}`;
  expect(failuresOf(failed)).toEqual([]);
});

test('a callback before the script has ended, or for a job that expects none, is refused', () => {
  const early = '\n  - {event: callback, jobs: [order]}';
  expect(failuresOf(early)).toMatchObject([{ path: 'event', expected: 'order accepts callback' }]);
  const wrong = `${WAITS}
  - {event: callback, jobs: [order]}
  - {event: success, jobs: [ship]}
  - {event: callback, jobs: [ship]}`;
  expect(failuresOf(wrong)).toMatchObject([{ path: 'event', expected: 'ship accepts callback' }]);
});

test("under today's semantics the job just ends", () => {
  const ends = `
  - event: success
    jobs: [order]
    includes: {jobs: {order: success, ship: pending}}`;
  expect(failuresOf(ends, 'semantics: current')).toEqual([]);
});
