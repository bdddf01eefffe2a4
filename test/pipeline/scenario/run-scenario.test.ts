import { describe, expect, test } from 'vitest';
import { parseScenario } from '../../../src/pipeline/scenario/parse-scenario.js';
import { runScenario, type ScenarioFailure } from '../../../src/pipeline/scenario/run-scenario.js';
import { configOf } from '../configuration.js';

function play(text: string): readonly ScenarioFailure[] {
  const parsed = parseScenario('x.scenario.yml', text);
  if (!parsed.ok) throw new Error(parsed.problems.map(({ message }) => message).join('\n'));
  const { config } = parsed.scenario;
  if (config.kind === 'file') throw new Error('inline configurations only');
  return runScenario(configOf(config.text), parsed.scenario);
}

const CONFIG = `
config:
  build:
    stage: build
    script: make # kept
    artifacts: {paths: [out]}
  rollback:
    stage: deploy
    when: on_failure
    script: |
      undo
        it
  deploy:
    stage: deploy
    script: ship
    rules: [{if: $DEPLOY}]
`;

describe('a scenario', () => {
  test('passes when everything is as it says', () => {
    const failures = play(`${CONFIG}
context:
  variables: {DEPLOY: yes}
init:
  includes: {jobs: {deploy: created}}
transitions:
  - event: drop
    jobs: [build]
    expect:
      pipeline: running
      stages: {build: failed, deploy: pending}
      jobs: {build: failed, rollback: pending, deploy: skipped}
    fetches: {deploy: []}
  - event: retry
    jobs: [build]
  - event: success
    jobs: [build]
    includes: {pipeline: success, jobs: {rollback: pending}}
    fetches: {deploy: [build]}
`);
    expect(failures).toEqual([
      { step: '3 success build', path: 'pipeline', expected: 'success', actual: 'running' },
    ]);
  });

  test('names each difference, with the reason', () => {
    const failures = play(`${CONFIG}
init:
  expect: {pipeline: pending, stages: {build: pending, deploy: created}, jobs: {build: running, deploy: created}}
transitions:
  - {event: drop, jobs: [build], includes: {jobs: {rollback: skipped, deploy: absent}}}
`);
    expect(failures).toEqual([
      {
        step: 'init',
        path: 'jobs.build',
        expected: 'running',
        actual: 'pending',
        why: 'pending: nothing comes before it',
      },
      { step: 'init', path: 'jobs.deploy', expected: 'created', actual: 'absent' },
      {
        step: 'init',
        path: 'jobs.rollback',
        expected: 'absent',
        actual: 'created',
        why: 'created: waits for `build` (pending)',
      },
      {
        step: '1 drop build',
        path: 'jobs.rollback',
        expected: 'skipped',
        actual: 'pending',
        why: 'pending: `build` in an earlier stage failed',
      },
    ]);
  });

  test('an exact expectation misses nothing: a part that is left out is expected to be empty', () => {
    const failures = play(
      `${CONFIG}\ninit: {expect: {pipeline: pending, jobs: {build: pending, rollback: created}}}\n`,
    );
    expect(failures.map(({ path }) => path)).toEqual(['stages.build', 'stages.deploy']);
  });

  test('an event that is not possible, or happens to nobody, is a failure', () => {
    const failures = play(`${CONFIG}
transitions:
  - {event: run, jobs: [rollback]}
  - {event: success, jobs: [nobody]}
`);
    expect(failures).toEqual([
      { step: '1 run rollback', path: 'event', expected: 'rollback accepts run', actual: 'it is created' },
      { step: '2 success nobody', path: 'event', expected: 'nobody in the pipeline', actual: 'absent' },
    ]);
  });

  test('can expect that there is no pipeline, and why', () => {
    const mr = `${CONFIG}\ncontext: {source: merge_request_event}\n`;
    expect(play(`${mr}init: {created: false}\n`)).toEqual([]);
    expect(play(`${mr}init: {reason: filtered_by_rules}\n`)).toEqual([]);
    expect(play(`${mr}init: {reason: workflow_rules}\n`)).toEqual([
      { step: 'init', path: 'created', expected: 'workflow_rules', actual: 'filtered_by_rules' },
    ]);
    expect(play(mr)).toMatchObject([{ path: 'created', expected: 'created' }]);
    expect(play(`${CONFIG}\ninit: {created: false}\n`)).toMatchObject([
      { expected: 'none', actual: 'created' },
    ]);
  });

  test('runs under the proposed semantics when asked', () => {
    const idle = `
config:
  idle: {stage: build, when: on_failure, script: x}
  test: {script: x}
`;
    expect(play(`${idle}\ninit: {includes: {jobs: {test: pending}}}\n`)).toEqual([]);
    expect(play(`${idle}\nsemantics: proposed\ninit: {includes: {jobs: {test: skipped}}}\n`)).toEqual([]);
  });

  test('knows exit codes', () => {
    const text = `
config:
  scan: {stage: build, script: x, allow_failure: {exit_codes: [3]}}
  test: {script: x}
transitions:
  - {event: drop, jobs: [scan], exit_code: 3, includes: {jobs: {test: pending}}}
`;
    expect(play(text)).toEqual([]);
    expect(play(text.replace('exit_code: 3', 'exit_code: 4'))).toHaveLength(1);
  });
});

describe('a text that is no scenario', () => {
  const problems = (text: string): string[] => {
    const parsed = parseScenario('x.yml', text);
    if (parsed.ok) return [];
    return parsed.problems.map(({ message, at }) => {
      const { line, column } = at.source.positionAt(at.start);
      return `${line}:${column} ${message}`;
    });
  };

  test.each([
    [
      'config: {}\nfile: x',
      '2:7 a scenario has either config, with a configuration in it, or file, with its path',
    ],
    ['init: {}', '1:1 a scenario has either config, with a configuration in it, or file, with its path'],
    ['file: x\ninnit: {}', '2:1 there is no innit here; known are'],
    ['file: x\ntransitions:\n  - {event: explode, jobs: [a]}', '3:13 expected one of'],
    [
      'file: x\ntransitions:\n  - {event: drop}',
      '3:5 drop needs jobs; only retry and cancel also work on the pipeline itself',
    ],
    ['file: x\ninit: {expect: {jobs: {a: done}}}', '2:27 expected one of'],
    ['file: x\ncontext: [a]', '2:10 context is a mapping'],
    ['file: x\ntransitions: {}', '2:14 transitions is a list'],
    ['file: x\ntransitions: [drop]', '2:15 a transition has an event, and the jobs it happens to'],
    ['file: x\nsemantics: future', '2:12 expected one of current, proposed'],
  ])('%j', (text, expected) => {
    expect(problems(text)[0]).toContain(expected);
  });

  test('a text that is no YAML', () => {
    expect(problems('file: [')).not.toEqual([]);
    expect(problems('- a')).not.toEqual([]);
  });
});
