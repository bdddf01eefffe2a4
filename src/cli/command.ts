import type { Command } from 'commander';
import type { ExitCode } from './exit-code.js';
import type { Terminal } from './terminal.js';

/** What a file of `src/cli/commands` exports as `command`. `Flags` are its options as commander names them. */
export interface CliCommand<Flags extends object = Record<string, unknown>> {
  /** Declares arguments, options and help. */
  readonly configure: (command: Command) => void;
  /** `operands` are the arguments that are no options. */
  readonly run: (operands: readonly string[], flags: Flags, terminal: Terminal) => Promise<ExitCode>;
}

/** How a command is found before its file is loaded. */
export interface CommandEntry {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly load: () => Promise<CliCommand<never>>;
}
