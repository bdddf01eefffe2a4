import { expandAll, expandedVariables } from '../../src/conditions/expand-variables.js';
import type { Config } from '../../src/config/config.js';
import { type Job, keyword } from '../../src/config/job.js';
import { asString, get, type Value } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { childOf } from '../../src/pipeline/child-pipeline.js';
import type { Composition } from '../../src/pipeline/compose.js';
import type { DecidedBy } from '../../src/pipeline/deciding-rule.js';
import { entryVariables, jobLookup, rootVariables } from '../../src/pipeline/job-variables.js';
import { startedChild } from '../../src/pipeline/membership/child-sightings.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';
import type { Pipeline } from '../../src/pipeline/pipeline.js';
import type { PipelineContext } from '../../src/pipeline/pipeline-context.js';
import { samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';

interface Options {
  /** The process mode that the project's resource groups have; set by GitLab's API, not in files. */
  readonly processMode: 'unordered' | 'oldest_first';
}

export const resourceGroupDeadlock: AnyLintRule = defineRule({
  id: 'resource-group-deadlock',
  meta: {
    summary: 'A job waits for a resource group that is held by what waits for the job.',
    category: 'environments',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/resource_groups/#troubleshooting',
      'app/models/ci/resource_group.rb',
      'app/models/ci/bridge.rb',
      'app/services/ci/resource_groups/assign_resource_from_resource_group_service.rb',
    ],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          processMode: {
            type: 'string',
            enum: ['unordered', 'oldest_first'],
            description: 'The process mode that the resource groups of the project were given by API.',
          },
        },
      },
      defaults: { processMode: 'unordered' } as Options,
    },
  },
  messages: {
    child: {
      what: '{{job}} holds the resource group {{group}} until its child pipeline is over, and {{inner}} in it waits for the same group.',
      why: 'Only one job at a time has a resource group, and with `strategy` the trigger job runs as long as its child does. So it is in {{{pipeline}}}: neither ends.',
      help: 'Leave `resource_group` to one of the two: on {{job}} it guards the whole child pipeline.',
    },
    order: {
      what: '{{inner}} in the child pipeline of {{job}} waits for the resource group {{group}} until {{later}} is over, which waits for {{job}}.',
      why: 'With `process_mode: oldest_first` the jobs of the oldest pipeline come first, and a parent is older than its child. So it is in {{{pipeline}}}: neither ends.',
      help: 'Write `resource_group: {{{bare}}}` in {{job}} instead, or leave the process mode `unordered`.',
    },
    gate: {
      what: 'While nobody plays {{manual}}, no newer pipeline gets the resource group {{group}}: {{job}} comes first.',
      why: 'With `process_mode: oldest_first` the jobs of the oldest pipeline come first, also while they wait for a manual job. So it is in {{{pipeline}}}.',
      help: 'Make {{job}} itself the manual job, or choose a process mode that takes jobs when they are ready, `unordered` or `newest_ready_first`.',
    },
  },
  on: {
    *job(job, { config, options }) {
      const written = keyword(job, 'resource_group');
      const inOrder = options.processMode === 'oldest_first';
      if (written !== undefined && inOrder) {
        const held = findGate(config, job);
        if (held !== null) {
          const { sighting, run, group, manual } = held;
          const shows = `${quote(job.name)} waits for ${quote(manual)}`;
          yield {
            messageId: 'gate',
            at: written.node,
            job: job.definition.name,
            data: { job: job.definition.name, manual, group, pipeline: describeSighting(sighting) },
            witness: toWitness(config, sighting, shows, run.events),
          };
        }
      }
      if (!waitsForChild(job) || (written === undefined && !inOrder)) return;
      const found = findClash(config, job, inOrder);
      if (found === null) return;
      const { sighting, group, inner, at, later } = found;
      const { name } = job.definition;
      const pipeline = describeSighting(sighting);
      const shared = { job: name, group, inner, pipeline };
      const related = [{ message: 'This job waits for the group.', at: at.node }];
      const shows = `${quote(inner)} is in the child pipeline of ${quote(job.name)}`;
      const witness = toWitness(config, sighting, shows, [], job.name);
      const place = (written ?? keyword(job, 'trigger'))?.node ?? job.definition.key;
      if (later === null) yield { messageId: 'child', at: place, job: name, data: shared, related, witness };
      else {
        const data = { ...shared, later, bare: group };
        yield { messageId: 'order', at: place, job: name, data, related, witness };
      }
    },
  },
});

/** With `depend` and `mirror` a trigger job is over when its child is; without, at once. */
function waitsForChild(job: Job): boolean {
  const strategy = strategyOf(job);
  return strategy === 'depend' || strategy === 'mirror';
}

function strategyOf(job: Job): string | null {
  const strategy = get(keyword(job, 'trigger'), 'strategy');
  return strategy === undefined ? null : asString(strategy);
}

interface Clash {
  readonly sighting: Sighting;
  readonly group: string;
  /** The job in the child pipeline, and its `resource_group`. */
  readonly inner: string;
  readonly at: Value;
  /** The job of the parent that comes first by its age; null where the trigger job itself holds the group. */
  readonly later: string | null;
}

function findClash(config: Config, job: Job, inOrder: boolean): Clash | null {
  const child = childOf(config, job);
  if (child === null || !child.valid || !child.complete) return null;
  if (!child.jobs.some(inner => keyword(inner, 'resource_group') !== undefined)) return null;
  const membership = membershipOf(config);
  if (!membership.conditions.isSettled(job)) return null;
  const found: Clash[] = [];
  membership.find(
    jobs => jobs.includes(job),
    sighting => {
      const clash = clashIn(config, job, sighting, inOrder);
      if (clash !== null) found.push(clash);
      return clash !== null;
    },
    'usual',
  );
  return found[0] ?? null;
}

function clashIn(config: Config, job: Job, sighting: Sighting, inOrder: boolean): Clash | null {
  const { composition, context } = sighting;
  const started = startedChild({ config, job }, sighting);
  const pipeline = started?.composition.certain === true ? started.composition.pipeline : null;
  if (started === null || pipeline === null) return null;
  const own = groupOf({ config, composition, context }, job, started.by);
  const holders = inOrder && own === null ? laterGroups(config, job, sighting) : new Map<string, string>();
  for (const { job: inner, form, by } of started.composition.decisions) {
    const at = form === null ? undefined : keyword(inner, 'resource_group');
    const group = at === undefined ? null : groupOf(started, inner, by);
    if (at === undefined || group === null || !holdsUpChild(pipeline, inner.name, job)) continue;
    const facts = { sighting, group, inner: inner.name, at };
    if (group === own) return { ...facts, later: null };
    const later = holders.get(group);
    if (later !== undefined) return { ...facts, later };
  }
  return null;
}

/**
 * Whether the child is not over before the job has run: it starts by itself, or is a manual job that blocks a child which the
 * trigger job waits for (`mirror` does not, it becomes manual as well).
 */
function holdsUpChild(pipeline: Pipeline, name: string, trigger: Job): boolean {
  const status = runUntil(pipeline, { job: name })?.statuses.jobs[name];
  if (status !== 'manual')
    return status === 'pending' || status === 'waiting_for_resource' || status === 'scheduled';
  const isOptional = pipeline.jobs.some(job => job.name === name && job.allowFailure === true);
  return !isOptional && strategyOf(trigger) === 'depend';
}

/** The groups of jobs that cannot start before the trigger job is over, with one such job each. */
function laterGroups(config: Config, trigger: Job, { composition, context }: Sighting): Map<string, string> {
  const groups = new Map<string, string>();
  const { pipeline } = composition;
  for (const { job, form, by } of composition.decisions) {
    if (pipeline === null || form === null || job === trigger || keyword(job, 'resource_group') === undefined)
      continue;
    const group = groupOf({ config, composition, context }, job, by);
    if (group === null || groups.has(group)) continue;
    const run = runUntil(pipeline, { job: job.name, plays: true });
    const follows = run?.events.some(({ event, jobs }) => event === 'success' && jobs.includes(trigger.name));
    if (follows) groups.set(group, job.definition.name);
  }
  return groups;
}

interface Surroundings {
  readonly config: Config;
  readonly composition: Composition;
  readonly context: PipelineContext;
}

/** The name of the job's group with its variables put in; null for a job without one, and where a variable has no known value. */
function groupOf({ config, composition, context }: Surroundings, job: Job, by: DecidedBy): string | null {
  const written = keyword(job, 'resource_group');
  const text = written === undefined ? null : asString(written);
  if (text === null) return null;
  const own = entryVariables(by.kind === 'rule' ? by.entry : null);
  const lookup = jobLookup(job, context, rootVariables(config, composition.workflowEntry));
  let known = true;
  const values = expandedVariables(name => {
    const value = own.get(name) ?? lookup(name);
    if (value === undefined) known = false;
    return value;
  });
  const group = expandAll(text, values);
  return known && group !== '' ? group : null;
}

interface Gate {
  readonly sighting: Sighting;
  readonly run: SampleRun;
  readonly group: string;
  readonly manual: string;
}

/** A pipeline in which the job, which comes first by its age, waits for nothing but a manual job. */
function findGate(config: Config, job: Job): Gate | null {
  for (const { sighting, pipeline, jobs } of samplePipelines(config)) {
    const by = sighting.decisionOf(job.name)?.by;
    const { composition, context } = sighting;
    const group = by === undefined ? null : groupOf({ config, composition, context }, job, by);
    const run = group === null || !jobs.has(job.name) ? null : runUntil(pipeline, { job: job.name });
    if (group === null || run?.statuses.jobs[job.name] !== 'created') continue;
    const manual = pipeline.jobs.find(
      ({ name, allowFailure }) => run.statuses.jobs[name] === 'manual' && allowFailure !== true,
    );
    const isDelayed = Object.values(run.statuses.jobs).includes('scheduled');
    if (manual !== undefined && !isDelayed) return { sighting, run, group, manual: manual.name };
  }
  return null;
}
