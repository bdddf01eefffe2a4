/** What the reading of one configuration shares: the files it may see, its limits, and what has been read so far. */
import { expandedVariables } from '../../conditions/expand-variables.js';
import type { VariableLookup } from '../../conditions/expression/evaluate.js';
import { PathSet } from '../../conditions/path-set.js';
import { UNKNOWN_PROJECT } from '../../conditions/project.js';
import { Source } from '../../syntax/source.js';
import { parseYaml } from '../../syntax/yaml/parse.js';
import type { YamlStream } from '../../syntax/yaml/stream.js';
import type { Growth } from '../compose/growth.js';
import type { ConfigFile, ConfigOptions, Limits, UnresolvedInclude } from '../config.js';
import type { ForeignInclude, ForeignIncludes, RepositoryFiles } from '../files.js';
import { withDefaults } from '../limits.js';
import { type Documents, loadDocuments } from '../load/documents.js';
import type { Place, Report } from '../problem.js';
import type { Step } from '../value.js';
import { includeVariables } from './branch-variables.js';

export interface Session {
  readonly files: RepositoryFiles;
  readonly foreign: ForeignIncludes;
  readonly limits: Limits;
  readonly variables: VariableLookup;
  readonly expanded: VariableLookup;
  /** True for a variable that may have a value which nobody told us. */
  readonly isOpen: (name: string) => boolean;
  /** By path and text: a file that is included twice is parsed once. */
  readonly streams: Map<string, YamlStream>;
  readonly documents: Map<YamlStream, Documents>;
  /** Files that patterns with wildcards mean. */
  readonly wildcards: Map<string, readonly string[]>;
  readonly read: ConfigFile[];
  readonly unresolved: UnresolvedInclude[];
  readonly progress: Progress;
  readonly growth: Growth;
  /** Only child pipelines can be made of files that jobs make. */
  readonly isChild: boolean;
}

interface Progress {
  /** Includes met so far, each time counted. */
  includes: number;
  /** True once GitLab would have given up on including. */
  stopped: boolean;
  /** True when an include is missing or faulty, so that what it holds is not known. */
  broken: boolean;
  /** The files of the repository, once asked for; null when nobody knows them. */
  paths: PathSet | null | undefined;
}

/** Where a text comes from: null for this repository, else the include that brought it here. */
export interface Scope {
  readonly origin: ForeignInclude | null;
  readonly via?: Step;
}

export function openSession(options: ConfigOptions, isChild: boolean): Session {
  const { variables: given = {}, project = UNKNOWN_PROJECT } = options;
  const isWhole = Object.hasOwn(given, 'CI_PIPELINE_SOURCE');
  const values = isWhole ? given : { ...includeVariables(project), ...given };
  const variables: VariableLookup = name => (Object.hasOwn(values, name) ? values[name] : undefined);
  return {
    files: options.files,
    foreign: options.foreign ?? (() => null),
    limits: withDefaults(options.limits),
    variables,
    expanded: expandedVariables(variables),
    isOpen: name =>
      options.undeclared === 'unknown' &&
      variables(name) === undefined &&
      project.variables.get(name)?.set !== 'never' &&
      !/^(?:CI|GITLAB)_/.test(name),
    streams: new Map(),
    documents: new Map(),
    wildcards: new Map(),
    read: [],
    unresolved: [],
    growth: { at: null },
    isChild,
    progress: { includes: 0, stopped: false, broken: false, paths: undefined },
  };
}

/** The syntax tree of a text, parsed on first sight. */
export function parseFile(path: string, text: string, { streams, limits }: Session): YamlStream {
  const id = `${path}\n${text}`;
  let stream = streams.get(id);
  if (stream === undefined) {
    stream = parseYaml(new Source(path, text), {
      maxBytes: limits.maxYamlBytes,
      maxDepth: limits.maxYamlDepth,
    });
    streams.set(id, stream);
  }
  return stream;
}

export function documentsOf(stream: YamlStream, { documents }: Session): Documents {
  let loaded = documents.get(stream);
  if (loaded === undefined) {
    loaded = loadDocuments(stream);
    documents.set(stream, loaded);
  }
  return loaded;
}

export function repositoryPaths({ files, progress }: Session): PathSet | null {
  if (progress.paths === undefined) {
    const list = files.list();
    progress.paths = list === null ? null : new PathSet(list);
  }
  return progress.paths;
}

/** Notes that an include is out of reach, so that nothing is said of what might stand in it. */
export function leaveUnresolved(session: Session, include: ForeignInclude, at: Place, reason: string): void {
  session.unresolved.push({ include, at, reason });
}

/** Passes problems on as GitLab words them for a file that is included: the path first, and the way to the file. */
export function reportIn(report: Report, path: string | null, via: Step | undefined): Report {
  return problem =>
    report({
      ...problem,
      stops: true,
      gitlabMessage: path === null ? problem.gitlabMessage : `\`${path}\`: ${problem.gitlabMessage}`,
      ...(problem.via === undefined && via !== undefined && { via }),
    });
}
