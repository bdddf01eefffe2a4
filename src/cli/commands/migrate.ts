import { Option } from 'commander';
import { collectAssignment } from '../assignments.js';
import { runBatch } from '../batch.js';
import type { CliCommand } from '../command.js';
import { fitted } from '../help-text.js';
import { answerMigrationRequest } from '../migrate/answer-request.js';
import type { MigrateFlags } from '../migrate/flags.js';
import { runMigrate } from '../migrate/run-migrate.js';

const HELP = `
The proposed syntax is a design document of GitLab's; no GitLab runs it yet. To use it today, write in it and let a
commit hook write what GitLab runs: ci-lint migrate --to current --root proposed --output-folder . proposed/.gitlab-ci.yml

Examples:
  ci-lint migrate                          the repository's .gitlab-ci.yml in the proposed syntax: diff and verdicts
  ci-lint migrate --preserve               and keep today's behaviour where the proposed syntax can say it
  ci-lint migrate --only-except --write    only and except become rules, valid in GitLab today
  ci-lint migrate --to current --check     fail when a file is still in the proposed syntax
  ci-lint migrate | git apply              the patch alone is applied
  ci-lint migrate --batch < lines.jsonl    lines {"files": {"path": "text"}, "root": "path", "to": "proposed"}

Exit codes: 0 every job behaves as before, or nobody could show that one does not; 1 one behaves differently (or, with
--check, a file would change); 2 it could not do its work, and wrote nothing.
`;

export const command: CliCommand<MigrateFlags> = {
  configure: command =>
    command
      .description(
        "Translate a configuration to GitLab's proposed syntax or back, and prove what each job does then.",
      )
      .argument('[path...]', "files, folders or globs (default: the repository's .gitlab-ci.yml)")
      .addOption(
        new Option('--to <syntax>', 'the syntax to write')
          .choices(['proposed', 'current'])
          .default('proposed'),
      )
      .addOption(
        new Option('--from <syntax>', 'the syntax of the files (default: found out)').choices([
          'current',
          'proposed',
        ]),
      )
      .option('--only-except', 'only turn only and except into rules')
      .option(
        '--usual-names',
        'with --only-except: shorter rules, right if tags are not called like branches, and no ref like a keyword',
      )
      .option('--preserve', "keep today's behaviour where another proposed form can say it")
      .option('--write', 'write the files')
      .option('--check', 'write nothing, and fail when a file would change')
      .option('--output-folder <folder>', 'write the files below this folder, by their paths from the root')
      .addOption(
        new Option('-f, --format <format>', 'how the answer is shown')
          .choices(['text', 'json'])
          .default('text'),
      )
      .option(
        '--input <name=value>',
        "a value for an input of the file's own spec; repeatable",
        collectAssignment,
      )
      .option('-c, --config <file>', 'settings file, instead of the nearest one')
      .option('--root <folder>', 'where local includes start from (default: the folder with .git)')
      .option('--batch', 'answer the JSON lines of stdin')
      .addHelpText('after', fitted(HELP)),
  run: async (operands, flags, terminal) =>
    flags.batch === true
      ? runBatch(terminal, request => answerMigrationRequest(request, flags))
      : runMigrate(operands, flags, terminal),
};
