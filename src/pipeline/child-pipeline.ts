/**
 * Child pipelines: what a trigger job passes on, and the pipeline that comes of it (gitlabhq, `app/models/ci/bridge.rb`,
 * `lib/gitlab/ci/variables/downstream/generator.rb`).
 */
import { expandAll } from '../conditions/expand-variables.js';
import { isPredefined } from '../conditions/pipeline-types.js';
import { childConfig, childRoot, hasConditionalInclude } from '../config/child.js';
import type { Config } from '../config/config.js';
import { type Job, keyword } from '../config/job.js';
import { get, type Mapping } from '../config/value.js';
import { type Composition, composePipeline } from './compose.js';
import type { DecidedBy } from './deciding-rule.js';
import {
  entryVariables,
  inheritance,
  isRaw,
  jobLookup,
  rootVariables,
  type Variables,
} from './job-variables.js';
import { describeContext, type PipelineContext } from './pipeline-context.js';

/** A child of a child can have no child (`MAX_NESTED_CHILDREN`). */
const MAX_DEPTH = 2;

const memo = new WeakMap<Config, Map<Job, Config | null>>();

/**
 * The configuration of the child pipelines that a trigger job starts, the same in every pipeline; null for jobs that start
 * none, and where the files depend on the pipeline. It is `complete` only if all files are in the repository.
 */
export function childOf(config: Config, job: Job): Config | null {
  if (job.definition.kind !== 'trigger') return null;
  let children = memo.get(config);
  if (children === undefined) {
    children = new Map();
    memo.set(config, children);
  }
  let child = children.get(job);
  if (child === undefined) {
    const isPossible =
      !hasConditionalInclude(job) && depthOf(config) < MAX_DEPTH && !isUnknownAgain(config, job);
    child = isPossible ? childConfig(config, job, Object.fromEntries(settledVariables(config, job))) : null;
    children.set(job, child);
  }
  return child;
}

/** A file that starts itself, of which it is known already that parts are out of reach. */
function isUnknownAgain(config: Config, job: Job): boolean {
  const root = config.complete ? null : childRoot(job);
  return root !== null && isAncestor(config, root);
}

/** Past this many children of one configuration the others are left alone: a matrix can start hundreds. */
const MAX_CHILDREN = 50;

/**
 * The configurations of all child pipelines, and of their children, those of which no file can be read left out. Jobs that start
 * the same with the same variables have one.
 */
export function childrenOf(config: Config): readonly Config[] {
  const children = new Map<string, Config>();
  for (const job of config.jobs) {
    const root = childRoot(job);
    if (children.size >= MAX_CHILDREN || (root !== null && isAncestor(config, root))) continue;
    const child = childOf(config, job);
    if (child === null || (child.files.length === 0 && child.problems.length === 0)) continue;
    const files = child.files.map(({ path, includedBy }) => [path, includedBy?.start]);
    const key = JSON.stringify([files, child.options.variables]);
    children.set(key, child);
  }
  return [...children.values()].flatMap(child => [child, ...childrenOf(child)]);
}

/** Whether a file is the root of a configuration or of one that started it. */
function isAncestor({ root, parent }: Config, file: string): boolean {
  return root === file || (parent !== null && isAncestor(parent.config, file));
}

function depthOf({ parent }: Config): number {
  return parent === null ? 0 : 1 + depthOf(parent.config);
}

/** The variables that the job passes on in every pipeline alike. */
function settledVariables(config: Config, job: Job): Variables {
  if (!forwards(job, 'yaml_variables', true)) return new Map();
  const inherited = inheritance(job);
  const values = new Map([...rootVariables(config, null)].filter(([name]) => inherited(name)));
  for (const [name, { value }] of job.variables) values.set(name, value);
  for (const { variables } of [...(config.workflow?.rules ?? []), ...(job.rules ?? [])]) {
    for (const name of variables?.entries.keys() ?? []) values.delete(name);
  }
  const settled = new Map<string, string>();
  for (const [name, value] of values) {
    const names = [...value.matchAll(/[$%]\{?(\w+)/g)].map(([, inner]) => inner ?? '');
    if (names.every(inner => values.has(inner)))
      settled.set(
        name,
        expandAll(value, inner => values.get(inner)),
      );
  }
  return settled;
}

/** Whether a variable of this name can come from the parent of a child configuration. */
export function canBeGiven({ parent }: Config): (name: string) => boolean {
  if (parent === null) return () => false;
  const { config, job } = parent;
  const names = new Set<string>();
  if (forwards(job, 'yaml_variables', true)) {
    for (const name of [...config.variables.keys(), ...job.variables.keys()]) names.add(name);
    for (const { variables } of [...(config.workflow?.rules ?? []), ...(job.rules ?? [])]) {
      for (const name of variables?.entries.keys() ?? []) names.add(name);
    }
  }
  const isOpen = forwards(job, 'pipeline_variables', false);
  return name => names.has(name) || (isOpen && !isPredefined(name));
}

export interface ChildPipeline {
  readonly config: Config;
  readonly context: PipelineContext;
  readonly composition: Composition;
}

/** What a trigger job and its parent pipeline are, where the job is added. */
export interface TriggeringJob {
  readonly config: Config;
  readonly job: Job;
  readonly by: DecidedBy;
  readonly composition: Composition;
  readonly context: PipelineContext;
}

/** The child pipeline that a job starts in a pipeline; null when it starts none that can be known. */
export function startChild(start: TriggeringJob): ChildPipeline | null {
  const child = childOf(start.config, start.job);
  if (child === null) return null;
  const context = childContext(start);
  return { config: child, context, composition: composePipeline(child, context) };
}

/** The event of the child: the commit and the changes of its parent, and the variables that it is given. */
export function childContext(start: TriggeringJob): PipelineContext {
  const { context: parent } = start;
  const { refKind, ref, projectPath } = parent;
  const plain = describeContext({
    source: 'parent_pipeline',
    ref,
    project_path: projectPath,
    ...(refKind === 'tag' ? { tag: true } : {}),
    ...(refKind === 'merge request' ? { merge_request: true } : {}),
  });
  const predefined = new Map<string, string>();
  for (const [name, value] of plain.predefined) {
    predefined.set(name, name === 'CI_PIPELINE_SOURCE' ? value : (parent.predefined.get(name) ?? value));
  }
  const variables = new Map<string, string>();
  const { project } = start.config;
  // GitLab's own can stand among the variables of a context, to say what they are in it.
  for (const [name, value] of parent.variables) {
    if (isPredefined(name)) predefined.set(name, value);
    else if (project.variables.has(name)) variables.set(name, value);
  }
  for (const [name, value] of forwardedVariables(start)) variables.set(name, value);
  return { ...parent, source: 'parent_pipeline', predefined, variables };
}

/** Variables of a child's own pipeline override all that its files say. */
function forwardedVariables({ config, job, by, composition, context }: TriggeringJob): Variables {
  const given = new Map<string, string>();
  if (forwards(job, 'yaml_variables', true)) {
    const root = rootVariables(config, composition.workflowEntry);
    const own = entryVariables(by.kind === 'rule' ? by.entry : null);
    const lookup = jobLookup(job, context, root);
    const value = (name: string): string | undefined =>
      context.variables.get(name) ?? own.get(name) ?? lookup(name);
    const expand = (name: string, text: string, owner: Mapping): string =>
      isRaw(owner, name) ? text : expandAll(text, value);
    const inherited = inheritance(job);
    for (const [name, text] of root) if (inherited(name)) given.set(name, expand(name, text, config.merged));
    for (const [name, field] of job.variables)
      given.set(name, expand(name, field.value, job.definition.mapping));
    for (const [name, text] of own) given.set(name, expandAll(text, value));
  }
  if (forwards(job, 'pipeline_variables', false)) {
    for (const [name, text] of context.variables) if (!isPredefined(name)) given.set(name, text);
  }
  return given;
}

/** `trigger:forward`. */
function forwards(job: Job, what: 'yaml_variables' | 'pipeline_variables', byDefault: boolean): boolean {
  const value = get(get(keyword(job, 'trigger'), 'forward'), what);
  return value?.kind === 'scalar' && typeof value.value === 'boolean' ? value.value : byDefault;
}
