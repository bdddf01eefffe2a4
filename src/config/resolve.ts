/**
 * From files to the configuration as GitLab merges it (gitlabhq, `lib/gitlab/ci/config.rb`, `yaml_processor.rb`):
 * load → include → extends → !reference → stages → keywords and jobs. Each pass takes a tree and gives a new one.
 * GitLab stops at the first fault of a pass; we report it (`stops`), go on, and say nothing that follows from it.
 */
import { UNKNOWN_PROJECT } from '../conditions/project.js';
import { addEdgeStages } from './compose/edge-stages.js';
import { applyExtends } from './compose/extends.js';
import { boundGrowth, growthProblem } from './compose/growth.js';
import { resolveReferences } from './compose/reference.js';
import type { Config, ConfigOptions, Parent } from './config.js';
import { type Dialect, dialectOf } from './dialect.js';
import { composeRoot, type Root } from './entries/root.js';
import { expandIncludes } from './include/expand-includes.js';
import { isBlankText } from './include/fetch.js';
import { includeInputs } from './include/header-include.js';
import { loadContent } from './include/load-content.js';
import { openSession, parseFile, reportIn, type Scope, type Session } from './include/session.js';
import { emptyMapping } from './load/provenance.js';
import type { ConfigProblem, Report } from './problem.js';
import type { Entry, Mapping, Scalar, Value } from './value.js';

const HERE: Scope = { origin: null };

const NOTHING: Root = {
  stages: [],
  jobs: [],
  definitions: [],
  hidden: new Map(),
  variables: new Map(),
  workflow: null,
};

/** Reads and merges a configuration. Never throws for what the files hold. Cost is linear in the merged text. */
export function resolveConfig(options: ConfigOptions): Config {
  const session = openSession(options, false);
  return merge(options, null, session, report => loadRoot(options, session, report));
}

/**
 * The configuration of a child pipeline: GitLab writes one that has nothing but the `include` of the trigger job (gitlabhq,
 * `app/models/ci/bridge.rb`, `yaml_for_downstream`).
 */
export function resolveChild(options: ConfigOptions, include: Value, parent: Parent): Config {
  const { node } = include;
  const entries = new Map([['include', { key: node, value: include }]]);
  return merge(options, parent, openSession(options, true), () => ({ kind: 'mapping', node, entries }));
}

function merge(
  options: ConfigOptions,
  parent: Parent | null,
  session: Session,
  load: (report: Report) => Mapping | null,
): Config {
  const { project = UNKNOWN_PROJECT } = options;
  const problems: ConfigProblem[] = [];
  const report: Report = problem => problems.push(problem);
  const content = load(report);
  const readable = content !== null;
  const included = content === null ? emptyRoot(session) : expandIncludes(content, HERE, session, report);
  const { unresolved, progress } = session;
  const { growth } = session;
  const found = readable && unresolved.length === 0 && !progress.broken;
  const extended = applyExtends(included, found, growth, report);
  const bounded = boundGrowth(resolveReferences(extended, found, growth, report), growth);
  const merged = addEdgeStages(bounded);
  if (growth.at !== null) report(growthProblem(growth.at));
  const complete = found && growth.at === null;
  const sound = complete && problems.length === 0;
  const { limits } = session;
  const dialect = chooseDialect(options, parent, session);
  const root = readable ? composeRoot(merged, { report, complete: sound, limits, dialect }) : NOTHING;
  return {
    root: options.root,
    dialect,
    project,
    files: session.read,
    valid: problems.every(problem => !problem.rejected),
    complete,
    unresolved,
    problems,
    merged,
    options,
    parent,
    ...root,
  };
}

/** A child pipeline is written as its parent is. */
function chooseDialect(options: ConfigOptions, parent: Parent | null, { read }: Session): Dialect {
  if (options.dialect !== undefined) return options.dialect;
  if (parent !== null) return parent.config.dialect;
  return dialectOf(read[0]?.stream.source.text ?? '') ?? options.defaultDialect ?? 'current';
}

/** The content of the root file, its inputs put in; null when there is none. */
function loadRoot(options: ConfigOptions, session: Session, report: Report): Mapping | null {
  const answer = session.files.read(options.root);
  const text = answer.ok ? answer.text : '';
  const stream = parseFile(options.root, text, session);
  session.read.push({ path: options.root, stream, includedBy: null, local: true });
  const start = { source: stream.source, start: 0, end: 0 };
  if (isBlankText(text)) {
    const gitlabMessage = `Please provide content of ${options.root}`;
    const data = answer.ok ? {} : { reason: answer.reason };
    report({ kind: 'yaml.empty', rejected: true, stops: true, gitlabMessage, at: start, data });
    return null;
  }
  const inRoot = reportIn(report, null, undefined);
  const inputs = options.inputs === undefined ? undefined : givenInputs(options.inputs, stream.source);
  const header = stream.documents[0]?.contents ?? start;
  const nested = (spec: Mapping): Mapping | null => includeInputs(spec, HERE, session, inRoot);
  return loadContent(stream, { inputs, at: header, isComponent: false }, nested, session, inRoot);
}

function emptyRoot(session: Session): Mapping {
  const source = session.read[0]?.stream.source;
  if (source === undefined) throw new Error('The root file is always the first to be read.');
  return emptyMapping(source);
}

/** Inputs that are given from outside, which stand in no file. */
function givenInputs(
  inputs: NonNullable<ConfigOptions['inputs']>,
  source: Parameters<typeof emptyMapping>[0],
): Value {
  const mapping = emptyMapping(source);
  const { node } = mapping;
  const entries = Object.entries(inputs).map(([name, value]): [string, Entry] => {
    const scalar: Scalar = { kind: 'scalar', node, type: typeOf(value), value, text: String(value) };
    return [name, { key: node, value: scalar }];
  });
  return { ...mapping, entries: new Map(entries) };
}

function typeOf(value: string | number | boolean): Scalar['type'] {
  if (typeof value === 'number') return Number.isInteger(value) ? 'integer' : 'float';
  return typeof value === 'boolean' ? 'boolean' : 'string';
}
