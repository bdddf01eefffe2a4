/** Jobs between the entry tree and the finished model: checked, with defaults, not yet expanded. */
import type { Dialect } from '../dialect.js';
import { takesDefault } from '../entries/definition.js';
import { parseDuration } from '../entries/duration.js';
import { childValue, type Entry, entryValue, isSpecified, isValid } from '../entries/entry.js';
import { inheritance } from '../entries/inherit.js';
import { bridgeNeeds, isPagesJob, isTriggerJob } from '../entries/job.js';
import { asList, compact, isObject, type JsonObject, toJson } from '../entries/json.js';
import { type NeedItem, needItems } from '../entries/needs.js';
import { type MatrixHash, matrixHashes } from '../entries/parallel.js';
import { isArray, isHash } from '../entries/shape.js';
import { variableList } from '../entries/variables.js';
import type { AllowFailure, Control, Dependency, Field, JobDefinition, RulesEntry, When } from '../job.js';
import { get, isNull, type Json, type Value } from '../value.js';
import { allowFailureIn, controlOf, fieldAt, rulesEntries } from './rules-entries.js';

/** One written job with all that its copies share. */
export interface DraftJob {
  readonly definition: JobDefinition;
  readonly stage: Field<string>;
  readonly when: Field<When>;
  readonly allowFailure: Field<AllowFailure>;
  readonly schedulingType: 'stage' | 'dag';
  readonly startIn: Field<string> | null;
  readonly dialect: Dialect;
  readonly control: Control;
  readonly async: Field<boolean> | null;
  /** Needs of jobs of the same pipeline; null when there are none, `[]` under a `needs` key included. */
  readonly needs: readonly NeedItem[] | null;
  readonly hasNeeds: boolean;
  readonly dependencies: readonly Dependency[] | null;
  readonly rules: readonly RulesEntry[] | null;
  readonly only: Json | null;
  readonly except: Json | null;
  readonly variables: readonly DraftVariable[];
  readonly inheritedVariables: boolean | readonly string[];
  /** `{number}` or `{matrix}`; undefined for a job without copies. */
  readonly parallel: JsonObject | undefined;
  /** The matrix with its variables in order; null without one. */
  readonly matrix: readonly MatrixHash[] | null;
  readonly environment: Json | undefined;
  /** What all copies have in common, in GitLab's shape; made when somebody asks, which a linter seldom does. */
  readonly attributes: () => Members;
  readonly options: () => Members;
}

type Members = { readonly [key: string]: Json };

export interface DraftVariable {
  readonly key: string;
  readonly value: string;
  readonly raw?: boolean;
  readonly at: Value;
}

/** The entries a job falls back to, by keyword: those of `default`, then those of the top level. */
export type Defaults = ReadonlyMap<string, Entry>;

export interface DraftContext {
  readonly defaults: Defaults;
  readonly hasWorkflowRules: boolean;
  readonly dialect: Dialect;
}

/** The value that counts for a keyword: the job's own, the inherited one, or the default. */
function effectiveValue(job: Entry, key: string, defaults: Defaults): Json | undefined {
  const inherited = defaults.get(key);
  if (inherited === undefined || !takesDefault(job, key)) return childValue(job, key);
  return isValid(inherited) ? entryValue(inherited) : undefined;
}

export function draftJob(entry: Entry, definition: JobDefinition, context: DraftContext): DraftJob {
  const value: ValueOf = key => effectiveValue(entry, key, context.defaults);
  const needsEntry = entry.children.get('needs');
  const hasNeeds = isSpecified(needsEntry);
  const items = hasNeeds ? needItems(needsEntry) : [];
  const jobNeeds = items.filter(({ kind }) => kind === 'job');
  const policies = effectivePolicies(entry, context);
  return {
    definition,
    stage: { value: String(value('stage') ?? ''), at: written(entry, 'stage') },
    when: { value: (textOf(entry, 'when') ?? 'on_success') as When, at: written(entry, 'when') },
    allowFailure: allowFailureOf(entry),
    schedulingType: hasNeeds && bridgeNeeds(entry).length === 0 ? 'dag' : 'stage',
    startIn: fieldAt(entry.config, 'start_in', text => text),
    dialect: context.dialect,
    ...controlsOf(entry, context.dialect),
    needs: jobNeeds.length > 0 ? jobNeeds : null,
    hasNeeds,
    dependencies: isTriggerJob(entry) ? null : dependenciesOf(entry),
    rules: rulesEntries(entry.children.get('rules'), context.dialect),
    only: policies.only ?? null,
    except: policies.except ?? null,
    variables: draftVariables(entry),
    inheritedVariables: inheritedVariables(entry),
    parallel: parallelOf(entry),
    matrix: matrixHashes(entry.children.get('parallel')),
    environment: value('environment'),
    attributes: once(() => compact({ ...policies, ...attributesOf(entry, value) })),
    options: once(() =>
      compact({
        ...sharedOptions(entry, value, items),
        ...(isTriggerJob(entry) ? {} : buildOptions(entry, value)),
      }),
    ),
  };
}

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

type ValueOf = (key: string) => Json | undefined;
type Values = Readonly<Record<string, Json | undefined>>;

function attributesOf(entry: Entry, value: ValueOf): Values {
  const environment = value('environment');
  const steps = raw(entry, 'run');
  return {
    rules: childValue(entry, 'rules'),
    interruptible: value('interruptible'),
    environment: isObject(environment) ? environment.name : undefined,
    resource_group_key: raw(entry, 'resource_group'),
    root_variables_inheritance: inheritance(entry.children.get('inherit'), 'variables'),
    tag_list: value('tags'),
    coverage_regex: value('coverage'),
    inputs: value('inputs'),
    cache: value('cache'),
    id_tokens: value('id_tokens'),
    execution_config: steps === undefined ? undefined : { run_steps: steps },
  };
}

function sharedOptions(entry: Entry, value: ValueOf, needs: readonly NeedItem[]): Values {
  return {
    environment: value('environment'),
    resource_group_key: raw(entry, 'resource_group'),
    trigger: value('trigger'),
    bridge_needs: needs.find(({ kind }) => kind === 'bridge')?.value,
    cross_dependencies: valuesOf(needs, 'cross_dependency'),
  };
}

function buildOptions(entry: Entry, value: ValueOf): Values {
  const criteria = value('allow_failure');
  return {
    image: value('image'),
    services: value('services'),
    allow_failure_criteria: isObject(criteria) ? criteria : undefined,
    artifacts: artifactsOf(entry, value('artifacts')),
    job_timeout: timeoutOf(entry),
    before_script: value('before_script'),
    script: value('script'),
    manual_confirmation: raw(entry, 'manual_confirmation'),
    after_script: value('after_script'),
    hooks: value('hooks'),
    retry: value('retry'),
    start_in: raw(entry, 'start_in'),
    release: value('release'),
    publish: raw(entry, 'publish'),
    pages: raw(entry, 'pages'),
  };
}

function raw(entry: Entry, key: string): Json | undefined {
  const value = get(entry.config, key);
  return value === undefined || isNull(value) ? undefined : toJson(value);
}

function written(entry: Entry, key: string): Value | null {
  const value = get(entry.config, key);
  return value === undefined || isNull(value) ? null : value;
}

function textOf(entry: Entry, key: string): string | undefined {
  const value = written(entry, key);
  return value?.kind === 'scalar' ? value.text : undefined;
}

function controlsOf(entry: Entry, dialect: Dialect): Pick<DraftJob, 'control' | 'async'> {
  const isProposed = dialect === 'proposed';
  const async = isProposed ? fieldAt(entry.config, 'async', text => text === 'true') : null;
  return { control: controlOf(entry.config, dialect), async };
}

/** Never that of `default`; see `withDefaults`. */
function timeoutOf(entry: Entry): number | undefined {
  const text = textOf(entry, 'timeout');
  return text === undefined ? undefined : (parseDuration(text) ?? undefined);
}

function valuesOf(items: readonly NeedItem[], kind: NeedItem['kind']): readonly Json[] | undefined {
  const values = items.filter(item => item.kind === kind).map(({ value }) => value);
  return values.length === 0 ? undefined : values;
}

/** `only` has a default, which rules of the job or of the workflow take away. */
function effectivePolicies(
  entry: Entry,
  context: DraftContext,
): { only?: Json | undefined; except?: Json | undefined } {
  const hasRules = context.hasWorkflowRules || (isHash(entry.config) && entry.config.entries.has('rules'));
  const policy = (key: string): Json | undefined =>
    hasRules && !isSpecified(entry.children.get(key)) ? undefined : childValue(entry, key);
  return { only: policy('only'), except: policy('except') };
}

function allowFailureOf(entry: Entry): Field<AllowFailure> {
  const at = written(entry, 'allow_failure');
  if (at === null) return { value: textOf(entry, 'when') === 'manual', at: null };
  return { value: allowFailureIn(at), at };
}

function dependenciesOf(entry: Entry): readonly Dependency[] | null {
  const list = written(entry, 'dependencies');
  if (!isArray(list ?? undefined) || list?.kind !== 'list') return null;
  return list.items.map(item => ({ job: item.kind === 'scalar' ? item.text : '', at: item }));
}

/** A Pages job uploads the folder it publishes. */
function artifactsOf(entry: Entry, artifacts: Json | undefined): Json | undefined {
  if (!isPagesJob(entry)) return artifacts;
  const pages = raw(entry, 'pages');
  const folder = (isObject(pages) ? pages.publish : undefined) ?? raw(entry, 'publish') ?? 'public';
  const upload = isObject(artifacts) ? artifacts : {};
  const paths = asList(upload.paths);
  return { ...upload, paths: paths.includes(folder) ? paths : [...paths, folder] };
}

function inheritedVariables(entry: Entry): boolean | readonly string[] {
  const written = inheritance(entry.children.get('inherit'), 'variables');
  return Array.isArray(written) ? written.map(String) : written !== false;
}

function parallelOf(entry: Entry): JsonObject | undefined {
  const value = isSpecified(entry.children.get('parallel')) ? childValue(entry, 'parallel') : undefined;
  return isObject(value) ? value : undefined;
}

function draftVariables(entry: Entry): readonly DraftVariable[] {
  const variables = entry.children.get('variables');
  return variableList(variables).flatMap(({ key, value, raw: isRaw }) => {
    const at = get(variables?.config, String(key));
    if (at === undefined) return [];
    return [
      { key: String(key), value: String(value), ...(isRaw !== undefined && { raw: isRaw === true }), at },
    ];
  });
}
