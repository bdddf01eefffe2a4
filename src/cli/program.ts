/** From arguments to an exit code. Errors are caught here and nowhere else. */
import { existsSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { nearest } from '../linter/nearest.js';
import { SettingsError } from '../settings/settings.js';
import type { CommandEntry } from './command.js';
import { COMMANDS } from './commands.js';
import { EXIT_CODE, type ExitCode } from './exit-code.js';
import { fitted } from './help-text.js';
import { readVersion } from './package-file.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

const EXAMPLES = `
Examples:
  ci-lint                              lint the repository's .gitlab-ci.yml and all it includes
  ci-lint --fix                        and repair what can be repaired without changing the pipeline
  ci-lint --diff ci/ | git apply       the same through a patch that you can read first
  ci-lint --format gitlab -o gl.json   a Code Quality report for the merge request

Run ci-lint help <command> for the options of a command. Without a command, the options are those of lint.
Exit codes: 0 no errors, and no more warnings than --max-warnings allows; 1 findings; 2 could not do its work.
`;

/** Runs the command line and answers its exit code. Never throws. */
export async function runProgram(argv: readonly string[], terminal: Terminal): Promise<ExitCode> {
  try {
    const { entry, rest } = chooseCommand(argv);
    return await runCommand(entry, rest, terminal);
  } catch (error) {
    return explain(error, terminal, argv.includes('--debug'));
  }
}

interface Choice {
  /** Null for the program's own help and version. */
  readonly entry: CommandEntry | null;
  readonly rest: readonly string[];
}

function chooseCommand(argv: readonly string[]): Choice {
  const [first, second] = argv;
  const named = COMMANDS.find(({ name }) => name === first);
  if (named !== undefined) return { entry: named, rest: argv.slice(1) };
  if (first === 'help') {
    const topic = COMMANDS.find(({ name }) => name === second);
    if (topic === undefined && second !== undefined && !second.startsWith('-')) refuseTopic(second);
    return { entry: topic ?? null, rest: ['--help'] };
  }
  if (first === '--help' || first === '-h') return { entry: null, rest: ['--help'] };
  if (first !== undefined) refuseMistypedCommand(first);
  return { entry: COMMANDS[0] ?? null, rest: argv };
}

/** @throws UsageError */
function refuseTopic(word: string): never {
  const names = COMMANDS.map(({ name }) => name);
  const near = nearest(word, names);
  const help = near === null ? `The commands are ${names.join(', ')}.` : `Did you mean ci-lint help ${near}?`;
  throw new UsageError(`there is no command ${word}.`, help);
}

/** @throws UsageError for a word that is no file and looks like a command. */
function refuseMistypedCommand(word: string): void {
  if (!/^[a-z]+$/.test(word) || existsSync(word)) return;
  const near = nearest(
    word,
    COMMANDS.map(({ name }) => name),
  );
  if (near === null) return;
  throw new UsageError(`there is no command and no file ${word}.`, `Did you mean ci-lint ${near}?`);
}

async function runCommand(
  entry: CommandEntry | null,
  rest: readonly string[],
  terminal: Terminal,
): Promise<ExitCode> {
  const program = createProgram(terminal);
  for (const { name, usage, summary } of COMMANDS) {
    if (name !== entry?.name) program.command(`${name} ${usage}`).summary(summary);
  }
  if (entry === null) {
    await program.parseAsync(rest, { from: 'user' });
    return EXIT_CODE.clean;
  }
  const { configure, run } = await entry.load();
  let exitCode: ExitCode = EXIT_CODE.clean;
  const command = program.command(entry.name).copyInheritedSettings(program);
  command.showHelpAfterError(`(run ci-lint ${entry.name} --help to see all options)`);
  configure(command);
  command
    .option('--debug', 'show stacks and what is read')
    .option('--color', 'colour the output even when it is piped')
    .option('--no-color', 'never colour the output');
  command.action(async () => {
    exitCode = await run(command.args, command.opts<never>(), terminal);
  });
  await program.parseAsync([entry.name, ...rest], { from: 'user' });
  return exitCode;
}

function createProgram({ stdout, stderr }: Terminal): Command {
  return new Command('ci-lint')
    .description('Linter and fixer for GitLab CI YAML that agrees with GitLab.')
    .usage('[command] [options] [path...]')
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'show this help')
    .helpCommand('help [command]', 'show the help of a command')
    .showHelpAfterError('(run ci-lint --help to see all options)')
    .addHelpText('after', fitted(EXAMPLES))
    .exitOverride()
    .configureOutput({
      writeOut: stdout.write,
      writeErr: stderr.write,
      getOutHelpWidth: () => stdout.width,
      getErrHelpWidth: () => stderr.width,
      outputError: (text, write) => write(text.replace(/^error: /, 'ci-lint: ')),
    });
}

function explain(error: unknown, { stderr }: Terminal, debug: boolean): ExitCode {
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? EXIT_CODE.clean : EXIT_CODE.failure;
  }
  if (error instanceof UsageError) {
    stderr.write(`ci-lint: ${error.message}\n${error.help === '' ? '' : `  ${error.help}\n`}`);
    if (debug) stderr.write(`${error.stack}\n`);
    return EXIT_CODE.failure;
  }
  if (error instanceof SettingsError) {
    stderr.write(`ci-lint: the settings cannot be used.\n${error.message.replace(/^/gm, '  ')}\n`);
    return EXIT_CODE.failure;
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  stderr.write(`ci-lint: internal error; please report it with the text below\n${text}\n`);
  return EXIT_CODE.failure;
}
