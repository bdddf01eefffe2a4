import picocolors from 'picocolors';
import { PLAIN_STYLE, type Style } from '../reporters/style.js';
import type { Output, Terminal } from './terminal.js';

/** Colours for an output: as `--color` or `--no-color` says, else as the terminal and the usual variables have it. */
export function styleFor(output: Output, { env }: Terminal, flag: boolean | undefined): Style {
  if (!(flag ?? wantsColour(output, env))) return PLAIN_STYLE;
  const { bold, dim, red, yellow, green, cyan } = picocolors.createColors(true);
  const link = output.isTerminal && hasLinks(env) ? hyperlink : (text: string) => text;
  return { bold, dim, red, yellow, green, cyan, link };
}

function wantsColour(output: Output, env: Terminal['env']): boolean {
  if (env.NO_COLOR !== undefined && env.NO_COLOR !== '') return false;
  if (env.FORCE_COLOR !== undefined) return env.FORCE_COLOR !== '0';
  return output.isTerminal && env.TERM !== 'dumb';
}

const LINKING_PROGRAMS = new Set(['iTerm.app', 'WezTerm', 'vscode', 'ghostty', 'Hyper', 'Tabby']);

/** Terminals that are known to show OSC 8 hyperlinks; others may print rubbish. */
function hasLinks(env: Terminal['env']): boolean {
  if (env.FORCE_HYPERLINK !== undefined) return env.FORCE_HYPERLINK !== '0';
  if (env.TMUX !== undefined || env.CI !== undefined) return false;
  return (
    LINKING_PROGRAMS.has(env.TERM_PROGRAM ?? '') ||
    env.WT_SESSION !== undefined ||
    env.TERM === 'xterm-kitty' ||
    Number(env.VTE_VERSION ?? 0) >= 5000
  );
}

function hyperlink(text: string, url: string): string {
  return `\u001b]8;;${url}\u001b\\${text}\u001b]8;;\u001b\\`;
}
