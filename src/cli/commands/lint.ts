import { InvalidArgumentError, Option } from 'commander';
import type { CliCommand } from '../command.js';
import { dialectOption } from '../dialect-flag.js';
import { FORMAT_NAMES } from '../formats.js';
import { fitted } from '../help-text.js';
import type { LintFlags } from '../lint/flags.js';
import { runLint } from '../lint/run-lint.js';

const HELP = `
A path is a file, a folder or a glob; - reads from stdin. Files that another one includes are linted as a part of it.

Examples:
  ci-lint                                   the repository's .gitlab-ci.yml and all it includes
  ci-lint --diff | git apply                read the fixes first, then apply them
  ci-lint --rule unpinned-image=off ci/     turn off a rule for this run
  ci-lint --stdin-filename ci/a.yml < a.yml as editors do it
`;

export const command: CliCommand<LintFlags> = {
  configure: command =>
    command
      .description('Find what is wrong, ambiguous or dangerous in GitLab CI configurations.')
      .argument('[path...]', "files, folders or globs (default: the repository's .gitlab-ci.yml)")
      .option('--fix', 'apply the fixes that leave the pipeline as it is')
      .option('--unsafe-fixes', 'with --fix or --diff: those that change it, too')
      .option('--diff', 'print the fixes as a unified diff and write nothing')
      .addOption(
        new Option('-f, --format <format>', 'how findings are shown')
          .choices(FORMAT_NAMES)
          .default('stylish'),
      )
      .option('-o, --output-file <file>', 'write the findings to a file')
      .option('--max-warnings <number>', 'fail when there are more warnings', parseCount)
      .option('-q, --quiet', 'report errors only')
      .addOption(
        new Option('--preset <preset>', 'which rules run').choices([
          'recommended',
          'strict',
          'all',
          'migration',
          'none',
        ]),
      )
      .option('--rule <rule=level>', 'set a rule to off, info, warning or error; repeatable', collect)
      .option('--no-inline-ignores', 'pass over ci-lint-ignore comments')
      .addOption(dialectOption())
      .option('-c, --config <file>', 'settings file, instead of the nearest one')
      .option('--root <folder>', 'where local includes start from (default: the folder with .git)')
      .option('--stdin-filename <file>', 'lint stdin as if it were this file')
      .option('--timing', 'show how long each rule took')
      .addHelpText('after', fitted(HELP)),
  run: runLint,
};

function parseCount(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It should be a whole number.');
  return Number(text);
}

function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
