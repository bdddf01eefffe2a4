/** The interactive simulator on a terminal: draws, waits for a key, draws again. */
import type { SimulationEvent } from '../../pipeline/simulation.js';
import type { SimulationReport } from '../../pipeline/simulation-report.js';
import type { Style } from '../../reporters/style.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { renderScreen } from './interactive-screen.js';
import { INITIAL_STATE, pressKey, type Session, splitKeys } from './interactive-state.js';

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
  let session: Session = { state: { ...INITIAL_STATE, events: start }, report: simulate(start) };
  const draw = (): void => {
    const { rows = 24, columns = 80 } = process.stdout;
    stdout.write(CLEAR + renderScreen(session, style, { rows, columns }));
  };
  stdout.write(ALTERNATE);
  stdin.setRawMode(true);
  stdin.setEncoding('utf8');
  process.stdout.on('resize', draw);
  try {
    draw();
    for await (const text of stdin) {
      for (const key of splitKeys(String(text))) {
        if (!session.state.done) session = pressKey(session, key, simulate);
      }
      if (session.state.done) break;
      draw();
    }
  } finally {
    process.stdout.off('resize', draw);
    stdin.setRawMode(false);
    stdout.write(NORMAL);
  }
  return session.state.events;
}
