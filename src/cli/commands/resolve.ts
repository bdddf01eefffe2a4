import { Option } from 'commander';
import { memoryFiles } from '../../config/files.js';
import { renderResolved } from '../../config/render.js';
import { resolveConfig } from '../../config/resolve.js';
import { collectAssignment } from '../assignments.js';
import { runBatch, textsOf } from '../batch.js';
import type { CliCommand } from '../command.js';
import { EXIT_CODE } from '../exit-code.js';
import { openRepositories } from '../lint/open-repositories.js';
import { findTargets } from '../lint/targets.js';
import { UsageError } from '../usage-error.js';

interface ResolveFlags {
  readonly format: 'json';
  readonly batch?: true;
  readonly root?: string;
  readonly config?: string;
  readonly input?: Readonly<Record<string, string>>;
}

const DEFAULT_ROOT = '.gitlab-ci.yml';

const HELP = `
Examples:
  ci-lint resolve                          the repository's .gitlab-ci.yml, merged
  ci-lint resolve --batch < requests.jsonl lines like {"files": {".gitlab-ci.yml": "…"}}

Exit codes: 0 GitLab accepts the configuration, 1 it refuses it.
`;

export const command: CliCommand<ResolveFlags> = {
  configure: command =>
    command
      .description(
        'Print the configuration as GitLab merges it: includes, extends, references and defaults applied.',
      )
      .argument('[path]', "the configuration's file (default: the repository's .gitlab-ci.yml)")
      .addOption(new Option('-f, --format <format>', 'how it is shown').choices(['json']).default('json'))
      .option(
        '--input <name=value>',
        "a value for an input of the file's own spec; repeatable",
        collectAssignment,
      )
      .option('-c, --config <file>', 'settings file, instead of the nearest one')
      .option('--root <folder>', 'where local includes start from (default: the folder with .git)')
      .option('--batch', 'answer the JSON lines of stdin')
      .addHelpText('after', HELP),
  run: async (operands, flags, terminal) => {
    if (flags.batch === true) return runBatch(terminal, answer);
    const targets = findTargets(operands, { cwd: terminal.cwd, root: flags.root });
    const [run] = await openRepositories(targets, { ...flags, inlineIgnores: true }, terminal, new Map());
    const [target] = run?.targets ?? [];
    if (run === undefined || targets.length > 1) throw new UsageError('resolve takes one configuration.');
    if (target === undefined) {
      const [refused] = run.unreadable;
      throw new UsageError(`${refused?.target.path} ${refused?.reason}.`);
    }
    const inputs = { ...run.settings.config.inputs, ...flags.input };
    const resolved = renderResolved(
      resolveConfig({ ...run.settings.config, inputs, root: target.path, files: run.files }),
    );
    terminal.stdout.write(`${JSON.stringify(resolved, null, 2)}\n`);
    return resolved.valid ? EXIT_CODE.clean : EXIT_CODE.findings;
  },
};

function answer(request: Readonly<Record<string, unknown>>): unknown {
  const files = textsOf(request, 'files');
  const root = typeof request.root === 'string' ? request.root : DEFAULT_ROOT;
  return renderResolved(resolveConfig({ root, files: memoryFiles(files) }));
}
