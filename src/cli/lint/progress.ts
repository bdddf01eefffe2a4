import type { Terminal } from '../terminal.js';

/** Runs that end sooner show nothing. */
const PATIENCE = 700;
const INTERVAL = 100;
const CLEAR_LINE = '\r\u001b[K';

export interface Progress {
  readonly step: (what: string) => void;
  readonly end: () => void;
}

/** One line on the terminal that says how far a long run is; nothing when the errors go elsewhere. */
export function startProgress(total: number, { stderr }: Terminal, clock: () => number): Progress {
  const started = clock();
  let shownAt = started + PATIENCE - INTERVAL;
  let done = 0;
  let shown = false;
  return {
    step: what => {
      done++;
      const now = clock();
      if (!stderr.isTerminal || now - shownAt < INTERVAL) return;
      shownAt = now;
      shown = true;
      stderr.write(`${CLEAR_LINE}${`${done}/${Math.max(total, done)} ${what}`.slice(0, stderr.width - 1)}`);
    },
    end: () => {
      if (shown) stderr.write(CLEAR_LINE);
    },
  };
}
