import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { renderScreen } from '../../src/cli/simulate/interactive-screen.js';
import {
  INITIAL_STATE,
  pressKey,
  type Session,
  splitKeys,
} from '../../src/cli/simulate/interactive-state.js';
import type { SimulationEvent } from '../../src/pipeline/simulation.js';
import {
  type SemanticsChoice,
  type SimulationReport,
  simulateConfig,
} from '../../src/pipeline/simulation-report.js';
import { PLAIN_STYLE } from '../../src/reporters/style.js';
import { configOf } from '../pipeline/configuration.js';

const config = configOf(`
build: {stage: build, script: x}
gate: {stage: build, script: x, when: manual}
test: {script: x, needs: [build, gate]}
`);

const simulate =
  (semantics: SemanticsChoice) =>
  (events: readonly SimulationEvent[]): SimulationReport =>
    simulateConfig(config, { context: {}, events, semantics, explainAll: true });

const start = (report: SimulationReport): Session => ({ state: INITIAL_STATE, report });

function press(keys: readonly string[], semantics: SemanticsChoice = 'current'): Session {
  const run = simulate(semantics);
  return keys.reduce((session, key) => pressKey(session, key, run), start(run([])));
}

const screen = (session: Session, rows = 40, columns = 100): string =>
  renderScreen(session, PLAIN_STYLE, { rows, columns });

describe('the interactive simulator', () => {
  test('keys choose a job and do something to it', () => {
    expect(press(['\u001b[B', 'p', 'k', 'f', 'R']).state.events).toEqual([
      { event: 'play', jobs: ['gate'] },
      { event: 'drop', jobs: ['build'] },
      { event: 'retry' },
    ]);
  });

  test('the choice stays on the list, unknown keys do nothing, u takes back', () => {
    expect(press(['k', 'k']).state.cursor).toBe(0);
    expect(press(['j', 'j', 'j', 'j']).state.cursor).toBe(2);
    expect(press(['G']).state.cursor).toBe(2);
    expect(press(['G', '\u001b[H']).state.cursor).toBe(0);
    expect(press(['?', 's', 'u']).state.events).toEqual([]);
    expect(press(['u']).state.note).toBe('nothing to undo');
    expect(press(['s', 'q']).state.done).toBe(true);
  });

  test('Enter does what is usual: a running job succeeds, a manual one is played, a finished one retried', () => {
    const enter = '\r';
    expect(press([enter, 'j', enter, 'k', enter]).state.events).toEqual([
      { event: 'success', jobs: ['build'] },
      { event: 'play', jobs: ['gate'] },
      { event: 'retry', jobs: ['build'] },
    ]);
    expect(press(['f', 'G', enter]).state.events).toHaveLength(1);
  });

  test('n lets all that run succeed', () => {
    const played = press(['j', 'p', 'n', 'n', 'n']);
    expect(played.state.events.slice(1)).toEqual([
      { event: 'success', jobs: ['build', 'gate'] },
      { event: 'success', jobs: ['test'] },
    ]);
    expect(played.state.note).toBe('nothing runs');
  });

  test('keys that came in one read are taken one by one', () => {
    expect(splitKeys('jj\u001b[B\u001bOAs\u001b[6~\u001b')).toEqual([
      'j',
      'j',
      '\u001b[B',
      '\u001bOA',
      's',
      '\u001b[6~',
      '\u001b',
    ]);
  });

  test('the screen shows statuses, what changed, and why the chosen job is what it is', () => {
    expect(screen(press(['f', 'j', 'j'])).split('\n')).toEqual([
      'pipeline failed  push, branch main',
      'build fails',
      '',
      'build    ✗ build  failed      was pending',
      '         ▶ gate   manual      manual, may fail',
      'test   ❯ » test   skipped',
      '',
      'test  skipped: `gate` in its needs is a manual job that nobody has played',
      '',
      '↑↓ choose  n all that run succeed  u undo  q quit  C cancel, R retry the pipeline',
      '',
    ]);
  });

  test('the reason is that of now, also for a job that did not change', () => {
    expect(screen(press(['j', 'p', 'G']))).toContain('waits for `build` (pending) and `gate` (pending)');
    expect(screen(press(['j', 'p', 'x', 'G']))).toContain('waits for `build` (pending) and `gate` (running)');
  });

  test('it offers what is possible', () => {
    expect(screen(press([]))).toContain('⏎/s succeed  f fail  x start  c cancel');
    expect(screen(press(['j']))).toContain('⏎/p play\n');
    expect(screen(press(['s']))).toContain('⏎/r retry\n');
  });

  test('an event that is not possible is told and forgotten', () => {
    const session = press(['s', 'x']);
    expect(session.state.events).toHaveLength(1);
    expect(screen(session)).toContain('not possible: build is success');
    expect(screen(press(['s', 'x', 'j']))).not.toContain('not possible');
  });

  test('both semantics are shown where they part', () => {
    const both = screen(press(['s', 'G'], 'both'), 40, 200);
    expect(both).toContain('skipped (proposed: pending)');
    expect(both).toContain('⏎/s succeed');
    expect(both).toContain('that nobody has played; proposed: pending: nothing in its needs');
  });

  test('an event that one of the semantics takes is kept', () => {
    const session = press(['s', 'G', 's'], 'both');
    expect(session.state).toMatchObject({ note: '', events: [{}, { event: 'success', jobs: ['test'] }] });
    expect(screen(session)).toContain('skipped (proposed: success)');
  });

  test('the recording in the docs is what the keys show', () => {
    const root = fileURLToPath(new URL('../../', import.meta.url));
    const webshop = configOf(readFileSync(`${root}examples/webshop.gitlab-ci.yml`, 'utf8'));
    const page = readFileSync(`${root}docs/pipeline-tests.md`, 'utf8');
    const [, keys = '', shown] = /^```text keys="([^"]*)"\n([\s\S]*?)```$/m.exec(page) ?? [];
    const run = (events: readonly SimulationEvent[]): SimulationReport =>
      simulateConfig(webshop, { context: {}, events, semantics: 'current', explainAll: true });
    const session = keys.split(' ').reduce((before, key) => pressKey(before, key, run), start(run([])));
    expect(shown).toBe(screen(session));
  });

  test('a long list scrolls, and long names and stories are cut', () => {
    const name = 'a-very-long-name-'.repeat(4);
    const many = configOf(Array.from({ length: 100 }, (_, at) => `${name}${at}: {script: x}`).join('\n'));
    const run = (events: readonly SimulationEvent[]): SimulationReport =>
      simulateConfig(many, { context: {}, events, semantics: 'current', explainAll: true });
    const keys = ['n', ...'jjjjjjjjjj'];
    const session = keys.reduce((before, key) => pressKey(before, key, run), start(run([])));
    const lines = screen(session, 20, 80).split('\n');
    expect(lines.length).toBeLessThanOrEqual(20);
    expect(lines.filter(line => line.includes('❯'))).toHaveLength(1);
    for (const line of lines) expect([...line].length).toBeLessThanOrEqual(79);
    expect(lines[1]).toMatch(/^a-very.* \+99 succeeds$|…$/);
  });
});
