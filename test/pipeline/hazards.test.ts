/** Where the two semantics part, each from a text in today's syntax and one in the proposed syntax that says the same. */
import { describe, expect, test } from 'vitest';
import type { Dialect } from '../../src/config/dialect.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { type SimulationEvent, startSimulation } from '../../src/pipeline/simulation.js';
import { configOf } from './configuration.js';

type Jobs = Readonly<Record<string, string>>;

/** The statuses of the jobs in the semantics of the syntax, after events like `drop build`. */
function jobsIn(dialect: Dialect, text: string, events: readonly string[] = []): Jobs {
  const config = configOf(`stages: [build, test, deploy]\n${text}`, dialect);
  expect(config.problems).toEqual([]);
  const { pipeline } = composePipeline(config, describeContext());
  if (pipeline === null) throw new Error('There is a pipeline.');
  const simulation = startSimulation(pipeline, dialect);
  for (const words of events) {
    const [event, job = ''] = words.split(' ');
    const { refused, unknown } = simulation.fire({ event: event as SimulationEvent['event'], jobs: [job] });
    expect([...refused, ...unknown], words).toEqual([]);
  }
  return simulation.statuses().jobs;
}

interface Hazard {
  readonly today: string;
  /** The same text where absent. */
  readonly proposed?: string;
  readonly events?: readonly string[];
}

function outcomesOf({ today, proposed = today, events }: Hazard): {
  readonly today: Jobs;
  readonly proposed: Jobs;
} {
  return { today: jobsIn('current', today, events), proposed: jobsIn('proposed', proposed, events) };
}

const BUILD = 'build: {stage: build, script: x}\n';

describe('what differs', () => {
  test('H1: the job of a later stage, when an earlier one was skipped', () => {
    const text = `${BUILD}tell: {stage: test, script: x, when: on_failure}\ndeploy: {stage: deploy, script: x}`;
    expect(outcomesOf({ today: text, events: ['success build'] })).toEqual({
      today: { build: 'success', tell: 'skipped', deploy: 'pending' },
      proposed: { build: 'success', tell: 'skipped', deploy: 'skipped' },
    });
  });

  test('H2: a job that needs an optional manual job nobody has played', () => {
    const needs = 'test: {stage: test, script: x, needs: [build]}';
    const outcomes = outcomesOf({
      today: `build: {stage: build, script: x, when: manual}\n${needs}`,
      proposed: `build: {stage: build, script: x, execution: manual, allow_failure: true}\n${needs}`,
    });
    expect(outcomes).toEqual({
      today: { build: 'manual', test: 'skipped' },
      proposed: { build: 'manual', test: 'pending' },
    });
  });

  test('H3: what comes after a canceled job that is allowed to fail', () => {
    const text = 'scan: {stage: build, script: x, allow_failure: true}\ntest: {stage: test, script: x}';
    expect(outcomesOf({ today: text, events: ['cancel scan'] })).toEqual({
      today: { scan: 'canceled', test: 'pending' },
      proposed: { scan: 'canceled', test: 'skipped' },
    });
  });

  test('H4: on_failure that needs a failed and a skipped job; in stage order it runs in both', () => {
    const jobs = `${BUILD}test: {stage: test, script: x}\n`;
    const dag = `${jobs}undo: {stage: deploy, script: x, when: on_failure, needs: [build, test]}`;
    expect(outcomesOf({ today: dag, events: ['drop build'] })).toEqual({
      today: { build: 'failed', test: 'skipped', undo: 'skipped' },
      proposed: { build: 'failed', test: 'skipped', undo: 'pending' },
    });
    const staged = `${jobs}undo: {stage: deploy, script: x, when: on_failure}`;
    expect(outcomesOf({ today: staged, events: ['drop build'] })).toMatchObject({
      today: { undo: 'pending' },
      proposed: { undo: 'pending' },
    });
  });
});

test('H5, the same in both: `always` after a canceled job', () => {
  const text = `${BUILD}report: {stage: test, script: x, when: always}`;
  expect(outcomesOf({ today: text, events: ['cancel build'] })).toEqual({
    today: { build: 'canceled', report: 'skipped' },
    proposed: { build: 'canceled', report: 'skipped' },
  });
});

describe('what today cannot say', () => {
  test('H6: a manual job that is there only after a failure', () => {
    const text = `${BUILD}undo: {stage: test, script: x, execution: manual, when: on_failure}`;
    expect(jobsIn('proposed', text, ['drop build'])).toEqual({ build: 'failed', undo: 'manual' });
    expect(jobsIn('proposed', text, ['success build'])).toEqual({ build: 'success', undo: 'skipped' });
    expect(jobsIn('proposed', text, ['drop build', 'play undo', 'success undo'])).toMatchObject({
      undo: 'success',
    });
    const { problems } = configOf(text.replace('execution: manual, ', ''), 'current');
    expect(problems).toEqual([]);
  });

  test('H7: a manual job that blocks nobody, and whose failure counts', () => {
    const text = 'release: {stage: build, script: x, execution: manual}\ntest: {stage: test, script: x}';
    expect(jobsIn('proposed', text)).toEqual({ release: 'manual', test: 'pending' });
    const config = configOf(`stages: [build, test]\n${text}`, 'proposed');
    const { pipeline } = composePipeline(config, describeContext());
    if (pipeline === null) throw new Error('There is a pipeline.');
    const simulation = startSimulation(pipeline, 'proposed');
    simulation.fire({ event: 'success', jobs: ['test'] });
    expect(simulation.statuses().pipeline).toBe('success');
    simulation.fire({ event: 'play', jobs: ['release'] });
    simulation.fire({ event: 'drop', jobs: ['release'] });
    expect(simulation.statuses()).toMatchObject({ pipeline: 'failed', jobs: { release: 'failed' } });
    // Today the one that does not block may fail, and the one that may not fail blocks.
    const today = (allowed: boolean) =>
      jobsIn(
        'current',
        `release: {stage: build, script: x, when: manual, allow_failure: ${allowed}}\ntest: {stage: test, script: x}`,
      );
    expect(today(true).test).toBe('pending');
    expect(today(false).test).toBe('created');
  });
});

test('a blocker holds the later stages until it is played', () => {
  const text =
    'gate: {stage: build, script: x, execution: manual, blocker: true}\ntest: {stage: test, script: x}';
  expect(jobsIn('proposed', text)).toEqual({ gate: 'manual', test: 'created' });
  expect(jobsIn('proposed', text, ['play gate', 'success gate'])).toMatchObject({ test: 'pending' });
});

test('a need that may fail counts as success for this dependent alone', () => {
  const text = `${BUILD}
pack: {stage: test, script: x, needs: [{job: build, allow_failure: true}]}
test: {stage: test, script: x, needs: [build]}`;
  expect(jobsIn('proposed', text, ['drop build'])).toEqual({
    build: 'failed',
    pack: 'pending',
    test: 'skipped',
  });
});
