import { existsSync, statSync } from 'node:fs';
import { resolve } from 'node:path';
import { Option } from 'commander';
import type { Dialect } from '../../config/dialect.js';
import { styleFor } from '../colour.js';
import type { CliCommand } from '../command.js';
import { dialectOption } from '../dialect-flag.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import { fitted } from '../help-text.js';
import { pathFrom } from '../lint/display-path.js';
import type { ConfigurationFlags } from '../open-configuration.js';
import { findScenarios } from '../scenario/find-scenarios.js';
import { SCENARIO_FORMATS, type ScenarioFormat } from '../scenario/render-results.js';
import { runScenarioFile, type ScenarioResult } from '../scenario/run-scenario-file.js';
import { watchFolder } from '../scenario/watch-folder.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { writeOutput } from '../write-output.js';

interface TestFlags {
  readonly format: ScenarioFormat;
  readonly outputFile?: string;
  readonly root?: string;
  readonly config?: string;
  readonly dialect?: Dialect;
  readonly watch?: true;
  readonly color?: boolean;
}

const HELP = `
A scenario is a YAML file:

  file: .gitlab-ci.yml               or  config: {...}, a configuration in place
  context: {source: push, branch: main, variables: {DEPLOY: "yes"}, changes: [src/app.ts]}
  init:
    includes: {jobs: {build: pending, deploy: absent}}
  transitions:
    - event: drop                    success drop run cancel enqueue play retry skip callback
      jobs: [build]
      expect: {...}                  all statuses; includes: only those that are named

Exit codes: 0 all scenarios pass, 1 one fails, 2 one cannot be read.
`;

export const command: CliCommand<TestFlags> = {
  configure: command =>
    command
      .description('Run scenario files: unit tests for pipelines.')
      .argument('[scenario...]', 'files, folders or globs (default: every *.scenario.yml below this folder)')
      .addOption(
        new Option('-f, --format <format>', 'how the results are shown')
          .choices(Object.keys(SCENARIO_FORMATS))
          .default('text'),
      )
      .option('-o, --output-file <file>', 'write the results to a file')
      .addOption(dialectOption())
      .option('-c, --config <file>', 'settings file, instead of the nearest one')
      .option('--root <folder>', 'where paths and local includes start from (default: the folder with .git)')
      .option('--watch', 'run them again whenever a file changes')
      .addHelpText('after', fitted(HELP)),
  run: async (operands, flags, terminal) => {
    if (flags.watch !== true) return runAll(operands, flags, terminal);
    await watchFolder(terminal.cwd, async () => {
      terminal.stdout.write('\u001b[2J\u001b[H');
      await runAll(operands, flags, terminal);
    });
    return EXIT_CODE.clean;
  },
};

async function runAll(
  operands: readonly string[],
  { root, config, dialect, ...flags }: TestFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { cwd, stdout } = terminal;
  const given: ConfigurationFlags = {
    ...(root === undefined ? {} : { root: folderOf(resolve(cwd, root)) }),
    ...(config === undefined ? {} : { config }),
    ...(dialect === undefined ? {} : { dialect }),
  };
  const results: ScenarioResult[] = [];
  for (const file of findScenarios(operands, cwd)) {
    results.push(await runScenarioFile(file, { shown: pathFrom(cwd, file), flags: given, terminal }));
  }
  const style = styleFor(stdout, terminal, flags.outputFile === undefined ? flags.color : false);
  const text = SCENARIO_FORMATS[flags.format](results, style);
  if (flags.outputFile === undefined) stdout.write(text);
  else writeOutput(cwd, flags.outputFile, text);
  if (results.some(({ problems }) => problems.length > 0)) return EXIT_CODE.failure;
  return results.every(({ passed }) => passed) ? EXIT_CODE.clean : EXIT_CODE.findings;
}

function folderOf(path: string): string {
  if (existsSync(path) && statSync(path).isDirectory()) return path;
  throw new UsageError(`--root ${path} is not a folder.`);
}
