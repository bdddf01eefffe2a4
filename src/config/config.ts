/** The CI configuration as GitLab merges it. ci-lint's own configuration is called settings. */
import type { Project } from '../conditions/project.js';
import type { YamlStream } from '../syntax/yaml/stream.js';
import type { Dialect } from './dialect.js';
import type { ForeignInclude, ForeignIncludes, RepositoryFiles } from './files.js';
import type { Field, Job, JobDefinition, RulesEntry } from './job.js';
import type { ConfigProblem, Place } from './problem.js';
import type { Entry, Mapping } from './value.js';

/** One file of the configuration. Two includes of one path with other inputs are two files. */
export interface ConfigFile {
  readonly path: string;
  readonly stream: YamlStream;
  /** The `include` entry that asked for it; null for the root. */
  readonly includedBy: Place | null;
  /** False for text from another project, a template or the network: nothing there can be edited. */
  readonly local: boolean;
}

export interface UnresolvedInclude {
  readonly include: ForeignInclude;
  readonly at: Place;
  readonly reason: string;
}

export interface Workflow {
  readonly rules: readonly RulesEntry[] | null;
  readonly name: Field<string> | null;
  readonly at: Mapping;
}

export interface Config {
  readonly root: string;
  readonly dialect: Dialect;
  readonly project: Project;
  readonly files: readonly ConfigFile[];
  /** True when GitLab would accept the configuration, as far as `complete` lets us know. */
  readonly valid: boolean;
  /** False when a part could not be read; then what is absent here may exist for GitLab. */
  readonly complete: boolean;
  readonly unresolved: readonly UnresolvedInclude[];
  /** In the order in which GitLab would meet them. */
  readonly problems: readonly ConfigProblem[];
  /** Everything merged, hidden jobs included, before the keywords are checked. */
  readonly merged: Mapping;
  /** With `.pre` and `.post`. Empty when the configuration is too broken to tell. */
  readonly stages: readonly string[];
  /** Hidden jobs and other dotted keys, by name. */
  readonly hidden: ReadonlyMap<string, Entry>;
  readonly definitions: readonly JobDefinition[];
  /** In GitLab's order. Jobs that are too broken to be built are left out. */
  readonly jobs: readonly Job[];
  readonly variables: ReadonlyMap<string, Field<string>>;
  readonly workflow: Workflow | null;
  /** What it was resolved from; the configurations of its child pipelines are resolved from the same. */
  readonly options: ConfigOptions;
  /** The trigger job that starts the pipelines of this configuration; null for one that a project starts itself. */
  readonly parent: Parent | null;
}

export interface Parent {
  readonly config: Config;
  readonly job: Job;
}

/** GitLab's limits. Those marked (instance) an administrator can change; settings may say so. */
export interface Limits {
  /** `ci_max_includes` (instance). */
  readonly maxIncludes: number;
  /** `max_yaml_size_bytes` (instance). */
  readonly maxYamlBytes: number;
  /** `max_yaml_depth` (instance). */
  readonly maxYamlDepth: number;
  /** `ci_needs_size_limit` (instance): a limit of pipeline creation, not of validity. */
  readonly maxNeeds: number;
}

export interface ConfigOptions {
  readonly root: string;
  /** The syntax that the files are written in; when absent, the root file may say it (`dialectOf`). */
  readonly dialect?: Dialect;
  /** What holds where neither says it; `current` when absent. */
  readonly defaultDialect?: Dialect;
  /** What is known of the project; nothing when absent. Its variables are seen by includes too. */
  readonly project?: Project;
  readonly files: RepositoryFiles;
  readonly foreign?: ForeignIncludes;
  readonly limits?: Partial<Limits>;
  /** Values for the inputs of the root file's own `spec`. */
  readonly inputs?: Readonly<Record<string, string | number | boolean>>;
  /**
   * Variables that `include:rules`, `include` paths and inputs see, besides those of a push to the default branch. With
   * `CI_PIPELINE_SOURCE` among them they describe a whole pipeline, and those of the push are left out.
   */
  readonly variables?: Readonly<Record<string, string>>;
  /**
   * Whether variables that nobody declared are taken for unset, as GitLab does, or may have a value in the project's
   * settings; then an include that depends on one counts as unread.
   */
  readonly undeclared?: 'unset' | 'unknown';
}
