/** The one configuration that a command is about, read as the settings that hold for it say. */
import type { Command } from 'commander';
import type { Project } from '../conditions/project.js';
import type { Config, ConfigOptions } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import type { RepositoryFiles } from '../config/files.js';
import { resolveConfig } from '../config/resolve.js';
import { type ContextInput, describeContext, includeVariablesOf } from '../pipeline/pipeline-context.js';
import { inProject } from '../pipeline/project-context.js';
import { collectAssignment } from './assignments.js';
import { dialectOption } from './dialect-flag.js';
import { openRepositories } from './lint/open-repositories.js';
import { findTargets, type Target } from './lint/targets.js';
import type { Terminal } from './terminal.js';
import { UsageError } from './usage-error.js';

export interface ConfigurationFlags {
  readonly root?: string;
  readonly config?: string;
  readonly input?: Readonly<Record<string, string>>;
  readonly dialect?: Dialect;
  readonly debug?: true;
}

export interface OpenConfiguration {
  readonly target: Target;
  readonly files: RepositoryFiles;
  readonly project: Project;
  /** The configuration in one event, which its includes can ask about; without one, in a push to the default branch. */
  readonly resolve: (event?: ContextInput) => Config;
}

export function addConfigurationOptions(command: Command): Command {
  return command
    .option(
      '--input <name=value>',
      "a value for an input of the file's own spec; repeatable",
      collectAssignment,
    )
    .addOption(dialectOption())
    .option('-c, --config <file>', 'settings file, instead of the nearest one')
    .option('--root <folder>', 'where local includes start from (default: the folder with .git)');
}

/** `command` is the name of the command, for messages. @throws UsageError, SettingsError */
export async function openConfiguration(
  operands: readonly string[],
  command: string,
  flags: ConfigurationFlags,
  terminal: Terminal,
): Promise<OpenConfiguration> {
  const targets = findTargets(operands, { cwd: terminal.cwd, root: flags.root });
  const [target] = targets;
  if (target === undefined || targets.length > 1) throw new UsageError(`${command} takes one configuration.`);
  return openTarget({ ...target, named: true }, new Map(), flags, terminal);
}

/** `texts` stand for files, by absolute path. @throws UsageError, SettingsError */
export async function openTarget(
  target: Target,
  texts: ReadonlyMap<string, string>,
  flags: ConfigurationFlags,
  terminal: Terminal,
): Promise<OpenConfiguration> {
  const [run] = await openRepositories([target], { ...flags, inlineIgnores: true }, terminal, texts);
  if (run === undefined) throw new Error('A target belongs to a repository.');
  const [unreadable] = run.unreadable;
  if (unreadable !== undefined) throw new UsageError(`${target.path} ${unreadable.reason}.`);
  const { files, settings } = run;
  const { project } = settings.config;
  const inputs = { ...settings.config.inputs, ...flags.input };
  const dialect = settings.dialectFor(target.path);
  const options: ConfigOptions = { ...settings.config, ...dialect, inputs, root: target.path, files };
  return {
    target,
    files,
    project,
    resolve: event =>
      resolveConfig(
        event === undefined
          ? options
          : { ...options, variables: includeVariablesOf(describeContext(inProject(event, project))) },
      ),
  };
}
