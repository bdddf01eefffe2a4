import { Option } from 'commander';
import type { Config } from '../../config/config.js';
import { memoryFiles } from '../../config/files.js';
import type { Place } from '../../config/problem.js';
import { renderResolved, whatGitlabSays } from '../../config/render.js';
import { renderMergedYaml } from '../../config/render-yaml.js';
import { resolveConfig } from '../../config/resolve.js';
import { runBatch, textsOf } from '../batch.js';
import type { CliCommand } from '../command.js';
import { dialectNotes, dialectRequest } from '../dialect-flag.js';
import { EXIT_CODE } from '../exit-code.js';
import { fitted } from '../help-text.js';
import {
  addConfigurationOptions,
  type ConfigurationFlags,
  openConfiguration,
} from '../open-configuration.js';

interface ResolveFlags extends ConfigurationFlags {
  readonly format: 'yaml' | 'json';
  readonly batch?: true;
}

const DEFAULT_ROOT = '.gitlab-ci.yml';

const HELP = `
Examples:
  ci-lint resolve                           the repository's .gitlab-ci.yml, merged
  ci-lint resolve --format json             the jobs as GitLab makes them; schemas/resolution.schema.json describes it
  ci-lint resolve --batch < requests.jsonl  lines like {"files": {".gitlab-ci.yml": "…"}}

Exit codes: 0 GitLab accepts the configuration, 1 it refuses it.
`;

export const command: CliCommand<ResolveFlags> = {
  configure: command => {
    command
      .description(
        'Print the configuration as GitLab merges it: includes, extends, references and defaults applied.',
      )
      .argument('[path]', "the configuration's file (default: the repository's .gitlab-ci.yml)")
      .addOption(
        new Option('-f, --format <format>', 'how it is shown').choices(['yaml', 'json']).default('yaml'),
      );
    addConfigurationOptions(command)
      .option('--batch', 'answer the JSON lines of stdin')
      .addHelpText('after', fitted(HELP));
  },
  run: async (operands, flags, terminal) => {
    if (flags.batch === true) return runBatch(terminal, answer);
    const config = (await openConfiguration(operands, 'resolve', flags, terminal)).resolve();
    const { stdout, stderr } = terminal;
    if (flags.format === 'json') stdout.write(`${JSON.stringify(renderResolved(config), null, 2)}\n`);
    else if (config.valid) stdout.write(renderMergedYaml(config));
    for (const line of remarks(config)) stderr.write(`ci-lint: ${line}\n`);
    return config.valid ? EXIT_CODE.clean : EXIT_CODE.findings;
  },
};

/** Why there is no merged configuration, what may be missing in it, and who does not run it. */
function remarks(config: Config): string[] {
  const { valid, problems, unresolved, dialect } = config;
  const place = ({ source, start }: Place): string => `${source.path}:${source.positionAt(start).line}`;
  const refusals = whatGitlabSays(problems).map(({ at, gitlabMessage }) => `${place(at)}: ${gitlabMessage}`);
  const missing = unresolved.map(({ at, reason }) => `${place(at)}: this include is left out: ${reason}`);
  const notes = dialectNotes([config], ({ root }) => root);
  if (valid) return [...missing, ...notes];
  const refuses =
    dialect === 'current' ? 'GitLab refuses this configuration.' : 'This is no valid configuration.';
  return [refuses, ...refusals, ...missing, ...notes];
}

function answer(request: Readonly<Record<string, unknown>>): unknown {
  const files = textsOf(request, 'files');
  const root = typeof request.root === 'string' ? request.root : DEFAULT_ROOT;
  return renderResolved(resolveConfig({ root, files: memoryFiles(files), ...dialectRequest(request) }));
}
