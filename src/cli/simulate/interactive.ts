/** The interactive simulator on a terminal: draws, waits for a key, draws again. */
import type { SimulationEvent } from '../../pipeline/simulation.js';
import type { SimulationReport } from '../../pipeline/simulation-report.js';
import type { Style } from '../../reporters/style.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { INITIAL_STATE, type InteractiveState, pressKey, renderScreen } from './interactive-state.js';

const CLEAR = '\u001b[H\u001b[2J';
const ALTERNATE = '\u001b[?1049h\u001b[?25l';
const NORMAL = '\u001b[?25h\u001b[?1049l';

/** Answers the events that were chosen. @throws UsageError without a terminal. */
export async function runInteractively(
  start: readonly SimulationEvent[],
  simulate: (events: readonly SimulationEvent[]) => SimulationReport,
  style: Style,
  { stdout }: Terminal,
): Promise<readonly SimulationEvent[]> {
  const { stdin } = process;
  if (!stdin.isTTY || !stdout.isTerminal) throw new UsageError('--interactive needs a terminal.');
  let state: InteractiveState = { ...INITIAL_STATE, events: start };
  let report = simulate(state.events);
  const draw = (): void =>
    stdout.write(CLEAR + renderScreen(report, state, style, process.stdout.rows || 24));
  stdout.write(ALTERNATE);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  try {
    draw();
    for await (const key of stdin) {
      const before = state.events;
      state = pressKey(state, String(key), report);
      if (state.done) break;
      if (state.events !== before) report = simulate(state.events);
      draw();
    }
  } finally {
    stdin.setRawMode(false);
    stdout.write(NORMAL);
  }
  return state.events;
}
