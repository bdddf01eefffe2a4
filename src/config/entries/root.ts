/**
 * The whole configuration after merging (`entry/root.rb`, `entry/jobs.rb`): tells jobs from top-level keywords, builds and
 * checks all entries, and makes the jobs. Faults of keywords come all together; relations between jobs are looked at
 * only when there are none.
 */
import type { Limits, Workflow } from '../config.js';
import type { Dialect } from '../dialect.js';
import type { Field, Job, JobDefinition } from '../job.js';
import { buildJob } from '../jobs/build-job.js';
import { warnOfDoublePipelines } from '../jobs/double-pipelines.js';
import { type DraftJob, draftJob } from '../jobs/draft.js';
import { expandJobs } from '../jobs/normalize.js';
import { checkRelations, indexStages } from '../jobs/relations.js';
import { rulesEntries } from '../jobs/rules-entries.js';
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import type { Place, Report } from '../problem.js';
import { get, isNull, type Entry as KeyedValue, type Mapping, type Value } from '../value.js';
import { cachesEntry } from './cache.js';
import { defaultEntry, GLOBAL_KEYWORDS, workflowEntry } from './default.js';
import { withDefaults } from './definition.js';
import {
  buildEntry,
  type Child,
  type Entry,
  type EntryType,
  entryValue,
  isSpecified,
  isValid,
} from './entry.js';
import { type Finding, findingsOf, reportFindings } from './findings.js';
import { imageEntry, servicesEntry } from './image.js';
import { includesEntry } from './include.js';
import { jobTypeOf } from './job.js';
import { commandsEntry, defaultStages, hiddenEntry, stagesEntry } from './script.js';
import { isHash } from './shape.js';
import { variablesEntry } from './variables.js';

export interface RootContext {
  readonly report: Report;
  /** False when a part could not be read; then nothing is said that the missing text could explain. */
  readonly complete: boolean;
  readonly limits: Limits;
  readonly dialect: Dialect;
}

export interface Root {
  readonly stages: readonly string[];
  readonly jobs: readonly Job[];
  readonly definitions: readonly JobDefinition[];
  readonly hidden: ReadonlyMap<string, KeyedValue>;
  readonly variables: ReadonlyMap<string, Field<string>>;
  readonly workflow: Workflow | null;
}

const globalChildren: Readonly<Record<string, Child>> = {
  include: { type: includesEntry },
  before_script: { type: commandsEntry },
  image: { type: imageEntry },
  services: { type: servicesEntry },
  after_script: { type: commandsEntry },
  variables: { type: variablesEntry, meta: { variableKeys: keywordNames(keywordTables.variable) } },
  stages: { type: stagesEntry },
  cache: { type: cachesEntry },
};

const RESERVED: ReadonlySet<string> = new Set(Object.keys(globalChildren));
const ROOT_KEYS: ReadonlySet<string> = new Set(keywordNames(keywordTables.root));

const rootType: EntryType = { name: 'root' };
const jobsType: EntryType = { name: 'jobs' };

export function composeRoot(merged: Mapping, context: RootContext): Root {
  const { dialect } = context;
  const root = buildEntry(rootType, merged, { key: null, anchor: merged.node, parent: null });
  const globals = buildGlobals(root, merged);
  const jobs = buildJobs(root, merged, context);
  const findings = [...globalFindings(globals), ...jobFindings(jobs, merged)];
  const told = reportFindings(findings, context);
  const defaults = collectDefaults(globals);
  const stages = stagesOf(globals);
  const definitions = defineJobs(jobs, defaults);
  const hasWorkflowRules = get(globals.get('workflow')?.config, 'rules') !== undefined;
  const drafts = new Map<string, DraftJob>();
  for (const definition of definitions) {
    const entry = jobs.get(definition.name);
    if (entry && isValid(entry))
      drafts.set(definition.name, draftJob(entry, definition, { defaults, hasWorkflowRules, dialect }));
  }
  if (context.complete && !hasWorkflowRules) warnOfDoublePipelines(drafts.values(), context.report);
  const expansion = expandJobs(drafts);
  const broken = new Set(definitions.map(({ name }) => name).filter(name => !drafts.has(name)));
  if (!told) checkRelations({ ...expansion, stages, broken, complete: context.complete }, context.report);
  const stageIndex = indexStages(stages);
  return {
    stages,
    jobs: Array.from(expansion.jobs.values(), job => buildJob(job, stageIndex)),
    definitions,
    hidden: hiddenKeys(merged),
    variables: rootVariables(globals.get('variables')),
    workflow: workflowOf(globals.get('workflow')),
  };
}

function isHiddenName(name: string): boolean {
  return name.startsWith('.');
}

/** True for a top-level key that is a job, or what is left of one. */
function isJobKey(name: string, value: Value): boolean {
  if (RESERVED.has(name)) return false;
  return isHiddenName(name) || jobTypeOf(value) !== null || !ROOT_KEYS.has(name);
}

function buildGlobals(root: Entry, merged: Mapping): ReadonlyMap<string, Entry> {
  const globals = new Map<string, Entry>();
  const add = (key: string, child: Child): void => {
    const entry = merged.entries.get(key);
    const value = entry && !isJobKey(key, entry.value) ? entry.value : undefined;
    const place = {
      key,
      anchor: entry?.key ?? merged.node,
      parent: root,
      ...(child.meta && { meta: child.meta }),
    };
    globals.set(key, buildEntry(child.type, value, place));
  };
  add('default', { type: defaultEntry });
  for (const [key, child] of Object.entries(globalChildren)) add(key, child);
  add('workflow', { type: workflowEntry });
  return globals;
}

/** Where a text could not be read, nobody knows what a job without its own `script`, `run` or `trigger` is. */
function buildJobs(
  root: Entry,
  merged: Mapping,
  { complete, dialect }: RootContext,
): ReadonlyMap<string, Entry> {
  const parent = buildEntry(jobsType, merged, { key: 'jobs', anchor: merged.node, parent: root });
  const jobs = new Map<string, Entry>();
  for (const [name, { key, value }] of merged.entries) {
    if (!isJobKey(name, value)) continue;
    const type = isHiddenName(name) ? hiddenEntry : jobTypeOf(value, dialect);
    if (type === null || (!complete && !isHiddenName(name) && !hasAction(value))) continue;
    const filled: Value = isNull(value) ? { kind: 'mapping', node: key, entries: new Map() } : value;
    jobs.set(name, buildEntry(type, filled, { key: name, anchor: key, parent }));
  }
  return jobs;
}

function hasAction(value: Value): boolean {
  return isHash(value) && ['script', 'run', 'trigger'].some(key => value.entries.has(key));
}

/** Faults of top-level keywords; a keyword both at the top and in `default` is fatal. */
function globalFindings(globals: ReadonlyMap<string, Entry>): readonly Finding[] {
  const findings: Finding[] = [];
  const defaults = globals.get('default');
  for (const key of GLOBAL_KEYWORDS) {
    const inDefault = defaults?.children.get(key);
    if (inDefault === undefined || !isSpecified(inDefault) || !isSpecified(globals.get(key))) continue;
    findings.push({
      phase: 'fatal',
      fault: {
        kind: 'default.twice',
        message: `${key} is defined in top-level and \`default:\` entry`,
        at: inDefault.anchor,
        data: { keyword: key },
        missing: false,
      },
      related: [
        { message: `${key} stands at the top level too`, at: globals.get(key)?.anchor ?? inDefault.anchor },
      ],
    });
  }
  for (const entry of globals.values()) findings.push(...findingsOf(entry));
  return findings;
}

function jobFindings(jobs: ReadonlyMap<string, Entry>, merged: Mapping): readonly Finding[] {
  const findings: Finding[] = [];
  let visible = false;
  for (const [name, { key, value }] of merged.entries) {
    if (!isJobKey(name, value) || isHiddenName(name)) continue;
    visible ||= jobs.has(name);
    if (jobs.has(name) || value.kind === 'unknown') continue;
    const shown = /^[a-z\s]+$/.test(name.toLowerCase()) ? name.replace(/\s/g, '_') : name;
    const message =
      `jobs ${shown} config should implement the script:, run:, or trigger: keyword`.toLowerCase();
    const fault = { kind: 'jobs.no-script', message, at: key, data: { job: name }, missing: true };
    findings.push({ phase: 'jobs', fault, job: name });
  }
  if (!visible) {
    const message = 'jobs config should contain at least one visible job';
    const fault = { kind: 'jobs.no-visible', message, at: firstKey(merged), data: {}, missing: true };
    findings.push({ phase: 'jobs', fault });
  }
  for (const [name, entry] of jobs) findings.push(...findingsOf(entry, name));
  return findings;
}

/** Where to point when the configuration as a whole is wrong: its first key, or its very start. */
function firstKey({ node, entries }: Mapping): Place {
  for (const { key } of entries.values()) if (key.source === node.source) return key;
  return { source: node.source, start: node.start, end: node.start };
}

/** Entries that jobs inherit: from `default`, else from the top level. */
function collectDefaults(globals: ReadonlyMap<string, Entry>): ReadonlyMap<string, Entry> {
  const defaults = new Map<string, Entry>();
  for (const key of GLOBAL_KEYWORDS) {
    const entry = globals.get(key);
    if (entry && isSpecified(entry)) defaults.set(key, entry);
  }
  for (const [key, entry] of globals.get('default')?.children ?? [])
    if (isSpecified(entry)) defaults.set(key, entry);
  return defaults;
}

function stagesOf(globals: ReadonlyMap<string, Entry>): readonly string[] {
  const entry = globals.get('stages');
  if (entry === undefined || !isSpecified(entry)) return defaultStages;
  const stages = isValid(entry) ? entryValue(entry) : undefined;
  return Array.isArray(stages) ? stages.map(String) : [];
}

function defineJobs(
  jobs: ReadonlyMap<string, Entry>,
  defaults: ReadonlyMap<string, Entry>,
): readonly JobDefinition[] {
  const definitions: JobDefinition[] = [];
  for (const [name, entry] of jobs) {
    if (isHiddenName(name) || !isHash(entry.config)) continue;
    const kind = entry.type.name === 'bridge' ? 'trigger' : 'job';
    definitions.push({ name, key: entry.anchor, mapping: withDefaults(entry, entry.config, defaults), kind });
  }
  return definitions;
}

function hiddenKeys(merged: Mapping): ReadonlyMap<string, KeyedValue> {
  return new Map([...merged.entries].filter(([name]) => isHiddenName(name)));
}

function rootVariables(entry: Entry | undefined): ReadonlyMap<string, Field<string>> {
  const variables = new Map<string, Field<string>>();
  for (const [name, child] of entry?.children ?? []) {
    const value = child.type.value?.(child);
    if (typeof value === 'string') variables.set(name, { value, at: get(entry?.config, name) ?? null });
  }
  return variables;
}

function workflowOf(entry: Entry | undefined): Workflow | null {
  if (!isHash(entry?.config)) return null;
  const name = get(entry.config, 'name');
  return {
    rules: rulesEntries(entry.children.get('rules')),
    name: name?.kind === 'scalar' && name.type === 'string' ? { value: name.text.trim(), at: name } : null,
    at: entry.config,
  };
}
