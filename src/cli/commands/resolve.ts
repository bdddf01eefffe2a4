import { Option } from 'commander';
import type { Config } from '../../config/config.js';
import { memoryFiles } from '../../config/files.js';
import type { Place } from '../../config/problem.js';
import { renderResolved, whatGitlabSays } from '../../config/render.js';
import { renderMergedYaml } from '../../config/render-yaml.js';
import { resolveConfig } from '../../config/resolve.js';
import { collectAssignment } from '../assignments.js';
import { runBatch, textsOf } from '../batch.js';
import type { CliCommand } from '../command.js';
import { EXIT_CODE } from '../exit-code.js';
import { openRepositories } from '../lint/open-repositories.js';
import { findTargets } from '../lint/targets.js';
import { UsageError } from '../usage-error.js';

interface ResolveFlags {
  readonly format: 'yaml' | 'json';
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
      .addOption(
        new Option('-f, --format <format>', 'how it is shown').choices(['yaml', 'json']).default('yaml'),
      )
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
    const config = resolveConfig({ ...run.settings.config, inputs, root: target.path, files: run.files });
    const { stdout, stderr } = terminal;
    if (flags.format === 'json') stdout.write(`${JSON.stringify(renderResolved(config), null, 2)}\n`);
    else if (config.valid) stdout.write(renderMergedYaml(config));
    for (const line of remarks(config)) stderr.write(`ci-lint: ${line}\n`);
    return config.valid ? EXIT_CODE.clean : EXIT_CODE.findings;
  },
};

/** Why there is no merged configuration, or what may be missing in it. */
function remarks({ valid, problems, unresolved }: Config): string[] {
  const place = ({ source, start }: Place): string => `${source.path}:${source.positionAt(start).line}`;
  const refusals = whatGitlabSays(problems).map(({ at, gitlabMessage }) => `${place(at)}: ${gitlabMessage}`);
  const missing = unresolved.map(({ at, reason }) => `${place(at)}: this include is left out: ${reason}`);
  return valid ? missing : ['GitLab refuses this configuration.', ...refusals, ...missing];
}

function answer(request: Readonly<Record<string, unknown>>): unknown {
  const files = textsOf(request, 'files');
  const root = typeof request.root === 'string' ? request.root : DEFAULT_ROOT;
  return renderResolved(resolveConfig({ root, files: memoryFiles(files) }));
}
