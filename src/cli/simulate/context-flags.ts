/** Options that describe the event a pipeline is made for; the same for all commands that want one. */
import { type Command, Option } from 'commander';
import { CLOSED_VALUES } from '../../conditions/predefined-variables.js';
import type { Project } from '../../conditions/project.js';
import { nearest } from '../../linter/nearest.js';
import { CONTEXT_TYPES } from '../../pipeline/context-types.js';
import type { ContextInput } from '../../pipeline/pipeline-context.js';
import { inProject } from '../../pipeline/project-context.js';
import { collectAssignment } from '../assignments.js';
import { UsageError } from '../usage-error.js';

const SOURCES = CLOSED_VALUES.get('CI_PIPELINE_SOURCE') ?? [];

export interface ContextFlags {
  readonly type?: string;
  readonly source?: string;
  readonly branch?: string;
  readonly tag?: string;
  readonly defaultBranch?: string;
  readonly var?: Readonly<Record<string, string>>;
  readonly changes?: readonly string[];
  readonly protected?: boolean;
}

export function addContextOptions(command: Command): Command {
  return command
    .addOption(new Option('--type <type>', 'the kind of pipeline').choices([...CONTEXT_TYPES.keys()]))
    .option(
      '--source <source>',
      'what starts the pipeline, as in CI_PIPELINE_SOURCE (default: push)',
      knownSource,
    )
    .option('--branch <name>', 'the branch; of a merge request, its source branch')
    .option('--tag <name>', 'the tag')
    .option('--default-branch <name>', 'the default branch (default: that of the settings, or main)')
    .option('--protected', 'the ref is protected')
    .option('--no-protected', 'the ref is not protected (default: only the default branch is)')
    .option('--var <name=value>', 'a variable of the pipeline; repeatable', collectAssignment)
    .option(
      '--changes <path>',
      'a changed file; repeatable (default: unknown, so every changes holds)',
      collect,
    );
}

/** The event in the project; the flags win over what the settings say of it. */
export function contextOf(
  flags: ContextFlags,
  exists: readonly string[] | null,
  project: Project,
): ContextInput {
  const given: ContextInput = {
    ...(flags.type === undefined ? {} : { type: flags.type }),
    ...(flags.source === undefined ? {} : { source: flags.source }),
    ...(flags.branch === undefined ? {} : { branch: flags.branch }),
    ...(flags.tag === undefined ? {} : { tag: flags.tag }),
    ...(flags.defaultBranch === undefined ? {} : { default_branch: flags.defaultBranch }),
    ...(flags.protected === undefined ? {} : { protected: flags.protected }),
    variables: flags.var ?? {},
    changes: flags.changes ?? null,
    exists,
  };
  return inProject(given, project);
}

/** @throws UsageError for a source that GitLab does not have: no condition about it would hold. */
function knownSource(source: string): string {
  if (SOURCES.includes(source)) return source;
  const near = SOURCES.find(known => known.startsWith(source)) ?? nearest(source, SOURCES);
  const help = near === null ? `GitLab has ${SOURCES.join(', ')}.` : `Did you mean ${near}?`;
  throw new UsageError(`no pipeline has the source ${source}.`, help);
}

export function collect(text: string, before: readonly string[] = []): readonly string[] {
  return [...before, text];
}
