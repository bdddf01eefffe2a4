/** One line of `simulate --batch`. */
import { memoryFiles } from '../../config/files.js';
import { resolveConfig } from '../../config/resolve.js';
import { type ContextInput, describeContext, includeVariablesOf } from '../../pipeline/pipeline-context.js';
import { EVENT_NAMES } from '../../pipeline/scenario/parse-scenario.js';
import type { SimulationEvent } from '../../pipeline/simulation.js';
import {
  type SemanticsChoice,
  type SimulationReport,
  simulateConfig,
} from '../../pipeline/simulation-report.js';
import { BadRequest, isRecord, textsOf } from '../batch.js';
import { dialectRequest } from '../dialect-flag.js';

/** @throws BadRequest */
export function answerRequest(request: Readonly<Record<string, unknown>>): SimulationReport {
  const files = textsOf(request, 'files');
  const root = typeof request.root === 'string' ? request.root : '.gitlab-ci.yml';
  const given = request.context ?? {};
  if (!isRecord(given)) throw new BadRequest('context should be an object');
  const exists = Array.isArray(given.exists) ? given.exists.map(String) : Object.keys(files);
  const context: ContextInput = { ...contextRequest(given), exists };
  const variables = includeVariablesOf(describeContext(context));
  const config = resolveConfig({ root, files: memoryFiles(files), variables, ...dialectRequest(request) });
  return simulateConfig(config, {
    context,
    events: eventsRequest(request.events ?? []),
    ...(request.explore === true ? { explore: 'traces' as const } : {}),
    semantics: semanticsRequest(request.semantics) ?? config.dialect,
  });
}

function semanticsRequest(semantics: unknown): SemanticsChoice | null {
  return semantics === 'current' || semantics === 'proposed' || semantics === 'both' ? semantics : null;
}

/** Members of another type than they should have are refused. */
function contextRequest(context: Readonly<Record<string, unknown>>): ContextInput {
  const texts = ['type', 'source', 'ref', 'branch', 'default_branch', 'project_path'] as const;
  const flags = ['merge_request', 'protected'] as const;
  const input: Record<string, unknown> = {};
  for (const key of texts) if (typeof context[key] === 'string') input[key] = context[key];
  for (const key of flags) if (typeof context[key] === 'boolean') input[key] = context[key];
  if (typeof context.tag === 'string' || typeof context.tag === 'boolean') input.tag = context.tag;
  for (const key of ['variables', 'predefined'] as const) {
    if (context[key] !== undefined && context[key] !== null) input[key] = textsOf(context, key);
  }
  if (Array.isArray(context.changes)) input.changes = context.changes.map(String);
  // Each member has just been checked.
  return input as ContextInput;
}

function eventsRequest(events: unknown): SimulationEvent[] {
  if (!Array.isArray(events)) throw new BadRequest('events should be a list');
  return events.map((item: unknown) => {
    if (!isRecord(item)) throw new BadRequest('an event should be an object');
    const event = EVENT_NAMES.find(name => name === item.event);
    if (event === undefined) throw new BadRequest(`there is no event ${String(item.event)}`);
    return {
      event,
      ...(Array.isArray(item.jobs) ? { jobs: item.jobs.map(String) } : {}),
      ...(typeof item.exit_code === 'number' ? { exitCode: item.exit_code } : {}),
    };
  });
}
