/** From the text of a scenario file to a scenario, or to all that is wrong with it. */
import { DIALECTS } from '../../config/dialect.js';
import { toJson } from '../../config/entries/json.js';
import { loadDocuments } from '../../config/load/documents.js';
import type { Place } from '../../config/problem.js';
import { asString, get, isNull, type Mapping, type Value } from '../../config/value.js';
import { Source } from '../../syntax/source.js';
import { parseYaml } from '../../syntax/yaml/parse.js';
import { CONTEXT_TYPES } from '../context-types.js';
import type { ContextInput } from '../pipeline-context.js';
import { JOB_EVENTS } from '../processing/job-event.js';
import { JOB_STATUSES } from '../processing/job-status.js';
import type { EventName } from '../processing/pipeline-event.js';
import type {
  Check,
  ExpectedStatuses,
  InitialCheck,
  Scenario,
  ScenarioProblem,
  Transition,
} from './scenario.js';

export type ParsedScenario =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly problems: readonly ScenarioProblem[] };

export const EVENT_NAMES: readonly EventName[] = [...JOB_EVENTS, 'play', 'retry'];

const KEYS = {
  scenario: ['config', 'file', 'context', 'dialect', 'semantics', 'init', 'transitions', 'description'],
  context: [
    'source',
    'ref',
    'branch',
    'tag',
    'merge_request',
    'protected',
    'default_branch',
    'project_path',
    'variables',
    'predefined',
    'changes',
    'exists',
    'type',
  ],
  init: ['expect', 'includes', 'fetches', 'created', 'reason'],
  transition: ['event', 'jobs', 'exit_code', 'expect', 'includes', 'fetches'],
  statuses: ['pipeline', 'stages', 'jobs'],
} as const;

interface Reader {
  readonly problems: ScenarioProblem[];
}

export function parseScenario(path: string, text: string): ParsedScenario {
  const documents = loadDocuments(parseYaml(new Source(path, text)));
  if (!documents.ok) {
    const problems = documents.problems.map(({ gitlabMessage, at }) => ({ message: gitlabMessage, at }));
    return { ok: false, problems };
  }
  const reader: Reader = { problems: [] };
  const scenario = readScenario(reader, documents.content);
  return reader.problems.length > 0 ? { ok: false, problems: reader.problems } : { ok: true, scenario };
}

function readScenario(reader: Reader, root: Mapping): Scenario {
  checkKeys(reader, root, KEYS.scenario);
  const semantics = oneOf(reader, get(root, 'semantics'), ['current', 'proposed'] as const);
  const dialect = oneOf(reader, get(root, 'dialect'), DIALECTS);
  const context = mappingAt(reader, root, 'context');
  return {
    config: readConfig(reader, root),
    context: context === null ? {} : readContext(reader, context),
    dialect,
    semantics,
    init: readInit(reader, mappingAt(reader, root, 'init')),
    transitions: listAt(reader, root, 'transitions').map(item => readTransition(reader, item)),
  };
}

function readConfig(reader: Reader, root: Mapping): Scenario['config'] {
  const config = get(root, 'config');
  const file = get(root, 'file');
  if (config !== undefined && file === undefined) return { kind: 'inline', text: textOf(config.node) };
  const path = asString(file);
  if (path === null || config !== undefined) {
    report(
      reader,
      file ?? root,
      'a scenario has either config, with a configuration in it, or file, with its path',
    );
  }
  return { kind: 'file', path: path ?? '' };
}

/** The value as it is written, moved to the left margin; tags and comments stay. */
function textOf(node: Value['node']): string {
  const { text } = node.source;
  const lineStart = text.lastIndexOf('\n', node.start - 1) + 1;
  const indent = node.start - lineStart;
  const margin = new RegExp(`\\n {1,${Math.max(indent, 1)}}`, 'g');
  const written = text.slice(node.start, node.end);
  return indent === 0 ? written : written.replace(margin, '\n');
}

function readContext(reader: Reader, context: Mapping): ContextInput {
  checkKeys(reader, context, KEYS.context);
  const input: Record<string, unknown> = {};
  for (const [key, { value }] of context.entries) {
    if (isNull(value) && key !== 'changes') continue;
    if (key === 'variables' || key === 'predefined') input[key] = readTexts(reader, value);
    else if (key === 'changes' || key === 'exists')
      input[key] = isNull(value) ? null : readNames(reader, value);
    else if (key === 'merge_request' || key === 'protected') input[key] = readBoolean(reader, value);
    else if (key === 'tag' && value.kind === 'scalar' && value.type === 'boolean') input[key] = value.value;
    else if (key === 'type') input[key] = oneOf(reader, value, [...CONTEXT_TYPES.keys()]) ?? '';
    else input[key] = readText(reader, value);
  }
  // Every member was read as its key wants it.
  return input as ContextInput;
}

function readInit(reader: Reader, init: Mapping | null): InitialCheck {
  if (init === null) return {};
  checkKeys(reader, init, KEYS.init);
  const created = get(init, 'created');
  const reason = get(init, 'reason');
  return {
    ...readCheck(reader, init),
    ...(created === undefined ? {} : { created: readBoolean(reader, created) }),
    ...(reason === undefined ? {} : { reason: readText(reader, reason), created: false }),
  };
}

function readTransition(reader: Reader, value: Value): Transition {
  if (value.kind !== 'mapping') {
    report(reader, value, 'a transition has an event, and the jobs it happens to');
    return { event: 'process' };
  }
  checkKeys(reader, value, KEYS.transition);
  const event = oneOf(reader, get(value, 'event') ?? value, EVENT_NAMES) ?? 'process';
  const jobs = get(value, 'jobs');
  if (jobs === undefined && event !== 'retry' && event !== 'cancel') {
    report(reader, value, `${event} needs jobs; only retry and cancel also work on the pipeline itself`);
  }
  const exitCode = get(value, 'exit_code');
  return {
    event,
    ...readCheck(reader, value),
    ...(jobs === undefined ? {} : { jobs: readNames(reader, jobs) }),
    ...(exitCode?.kind === 'scalar' && typeof exitCode.value === 'number'
      ? { exitCode: exitCode.value }
      : {}),
  };
}

function readCheck(reader: Reader, mapping: Mapping): Check {
  const expect = mappingAt(reader, mapping, 'expect');
  const includes = mappingAt(reader, mapping, 'includes');
  const fetches = mappingAt(reader, mapping, 'fetches');
  return {
    ...(expect === null ? {} : { expect: readStatuses(reader, expect) }),
    ...(includes === null ? {} : { includes: readStatuses(reader, includes) }),
    ...(fetches === null ? {} : { fetches: mapEntries(fetches, value => readNames(reader, value)) }),
  };
}

function readStatuses(reader: Reader, mapping: Mapping): ExpectedStatuses {
  checkKeys(reader, mapping, KEYS.statuses);
  const pipeline = get(mapping, 'pipeline');
  const stages = mappingAt(reader, mapping, 'stages');
  const jobs = mappingAt(reader, mapping, 'jobs');
  const status = (value: Value): string => oneOf(reader, value, JOB_STATUSES) ?? '';
  const jobStatus = (value: Value): string => (asString(value) === 'absent' ? 'absent' : status(value));
  return {
    ...(pipeline === undefined ? {} : { pipeline: status(pipeline) }),
    ...(stages === null ? {} : { stages: mapEntries(stages, status) }),
    ...(jobs === null ? {} : { jobs: mapEntries(jobs, jobStatus) }),
  };
}

function mapEntries<T>(mapping: Mapping, read: (value: Value) => T): Record<string, T> {
  return Object.fromEntries([...mapping.entries].map(([key, { value }]) => [key, read(value)]));
}

function checkKeys(reader: Reader, mapping: Mapping, known: readonly string[]): void {
  for (const [key, entry] of mapping.entries) {
    if (!known.includes(key)) {
      reader.problems.push({
        message: `there is no ${key} here; known are ${known.join(', ')}`,
        at: entry.key,
      });
    }
  }
}

function mappingAt(reader: Reader, parent: Mapping, key: string): Mapping | null {
  const value = get(parent, key);
  if (value === undefined || isNull(value)) return null;
  if (value.kind === 'mapping') return value;
  report(reader, value, `${key} is a mapping`);
  return null;
}

function listAt(reader: Reader, parent: Mapping, key: string): readonly Value[] {
  const value = get(parent, key);
  if (value === undefined || isNull(value)) return [];
  if (value.kind === 'list') return value.items;
  report(reader, value, `${key} is a list`);
  return [];
}

function oneOf<const T extends string>(
  reader: Reader,
  value: Value | undefined,
  names: readonly T[],
): T | null {
  if (value === undefined) return null;
  const found = names.find(name => name === asString(value)) ?? null;
  if (found === null) report(reader, value, `expected one of ${names.join(', ')}`);
  return found;
}

function readText(reader: Reader, value: Value): string {
  if (value.kind === 'scalar') return value.text;
  report(reader, value, 'expected a text');
  return '';
}

function readBoolean(reader: Reader, value: Value): boolean {
  if (value.kind === 'scalar' && typeof value.value === 'boolean') return value.value;
  report(reader, value, 'expected true or false');
  return false;
}

function readNames(reader: Reader, value: Value): readonly string[] {
  const items = value.kind === 'list' ? value.items : [value];
  return items.map(item => readText(reader, item));
}

function readTexts(reader: Reader, value: Value): Record<string, string> {
  if (value.kind === 'mapping') return mapEntries(value, item => readText(reader, item));
  report(reader, value, `expected a mapping, not ${JSON.stringify(toJson(value))}`);
  return {};
}

function report(reader: Reader, value: Value, message: string): void {
  const at: Place = value.node;
  reader.problems.push({ message, at });
}
