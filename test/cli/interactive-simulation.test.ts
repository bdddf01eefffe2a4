import { describe, expect, test } from 'vitest';
import {
  INITIAL_STATE,
  type InteractiveState,
  pressKey,
  renderScreen,
} from '../../src/cli/simulate/interactive-state.js';
import { type SimulationReport, simulateConfig } from '../../src/pipeline/simulation-report.js';
import { PLAIN_STYLE } from '../../src/reporters/style.js';
import { configOf } from '../pipeline/configuration.js';

const config = configOf(`
build: {stage: build, script: x}
gate: {stage: build, script: x, when: manual}
test: {script: x, needs: [build, gate]}
`);

const report = ({ events }: InteractiveState, semantics: 'current' | 'both' = 'current'): SimulationReport =>
  simulateConfig(config, { context: {}, events, semantics });

function press(...keys: string[]): InteractiveState {
  return keys.reduce((state, key) => pressKey(state, key, report(state)), INITIAL_STATE);
}

describe('the interactive simulator', () => {
  test('keys choose a job and do something to it', () => {
    expect(press('\u001b[B', 'p', 'k', 'f', 'R').events).toEqual([
      { event: 'play', jobs: ['gate'] },
      { event: 'drop', jobs: ['build'] },
      { event: 'retry' },
    ]);
  });

  test('the cursor stays on the list, unknown keys do nothing, u takes back', () => {
    expect(press('k', 'k').cursor).toBe(0);
    expect(press('j', 'j', 'j', 'j').cursor).toBe(2);
    expect(press('?', 's', 'u', 'u').events).toEqual([]);
    expect(press('s', 'q').done).toBe(true);
  });

  test('the screen shows statuses and why the chosen job is what it is', () => {
    const state = press('f', 'j', 'j');
    expect(renderScreen(report(state), state, PLAIN_STYLE, 40).split('\n').slice(0, 7)).toEqual([
      'pipeline failed  step 1',
      'drop build',
      '',
      '  ✗ build  failed',
      '  ▶ gate   manual',
      '❯ » test   skipped',
      '',
    ]);
    expect(renderScreen(report(state), state, PLAIN_STYLE, 40)).toContain(
      'skipped: `gate` in its needs is a manual job that nobody has played',
    );
  });

  test('an event that is not possible is marked, and both semantics are shown where they part', () => {
    const state = press('s', 'x');
    expect(renderScreen(report(state), state, PLAIN_STYLE, 40)).toContain('run build  not possible');
    expect(renderScreen(report(press('s'), 'both'), press('s'), PLAIN_STYLE, 40)).toContain(
      'skipped  (proposed: pending)',
    );
  });

  test('a long list scrolls with the cursor', () => {
    const many = configOf(Array.from({ length: 100 }, (_, at) => `j${at}: {script: x}`).join('\n'));
    const long = simulateConfig(many, { context: {}, events: [], semantics: 'current' });
    const screen = renderScreen(long, { ...INITIAL_STATE, cursor: 70 }, PLAIN_STYLE, 20);
    expect(screen.split('\n').length).toBeLessThanOrEqual(20);
    expect(screen).toContain('❯ ● j70');
  });
});
