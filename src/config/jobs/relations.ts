/**
 * What GitLab checks between jobs once every keyword is fine (`lib/gitlab/ci/yaml_processor.rb`). It stops at the first
 * fault; here all are told, in its order. Linear in jobs, needs and dependencies.
 */
import type { Node } from '../../syntax/node.js';
import { isObject } from '../entries/json.js';
import type { Dependency, Need } from '../job.js';
import type { ConfigProblem, Place, Report } from '../problem.js';
import { get, type Value } from '../value.js';
import { reportCycles } from './cycles.js';
import type { DraftJob } from './draft.js';
import type { ExpandedJob, Expansion } from './normalize.js';

/** `Ci::BuildNeed::MAX_JOB_NAME_LENGTH`. */
const MAX_NEED_NAME = 255;

export interface Relations extends Expansion {
  readonly stages: readonly string[];
  /** Jobs that are written but too broken to be built; relations to them are left alone. */
  readonly broken: ReadonlySet<string>;
  readonly complete: boolean;
}

type Complain = (kind: string, message: string, at: Value | Node, data?: ConfigProblem['data']) => void;

interface Check {
  readonly relations: Relations;
  readonly stageIndex: ReadonlyMap<string, number>;
  readonly complain: Complain;
  /** True when a text that could not be read may hold what is missing. */
  readonly mayBeElsewhere: boolean;
  /** Jobs of which it has been said that their stage does not exist. */
  readonly unstaged: Set<DraftJob>;
}

export function checkRelations(relations: Relations, report: Report): void {
  const told = new Set<string>();
  const stop: Report = problem => {
    const id = `${problem.kind} ${problem.at.source.path} ${problem.at.start}`;
    if (!told.has(id)) report({ ...problem, stops: true });
    told.add(id);
  };
  reportMatrixFaults(relations, stop);
  const stageIndex = indexStages(relations.stages);
  const unstaged = new Set<DraftJob>();
  for (const job of relations.jobs.values()) {
    const complain: Complain = (kind, message, at, data = {}) =>
      stop({
        kind,
        rejected: true,
        gitlabMessage: message,
        ...placeOf(at),
        job: job.draft.definition.name,
        data,
      });
    checkJob(job, { relations, stageIndex, complain, mayBeElsewhere: !relations.complete, unstaged });
  }
  if (told.size === 0) reportCycles(relations.jobs, stop);
}

function placeOf(at: Value | Node): { readonly at: Place; readonly via?: NonNullable<ConfigProblem['via']> } {
  if (!('node' in at)) return { at };
  return at.via === undefined ? { at: at.node } : { at: at.node, via: at.via };
}

export function indexStages(stages: readonly string[]): ReadonlyMap<string, number> {
  const index = new Map<string, number>();
  for (const [position, stage] of stages.entries()) if (!index.has(stage)) index.set(stage, position);
  return index;
}

function reportMatrixFaults(relations: Relations, report: Report): void {
  const messages = relations.faults.map(
    ({ draft, variable }) =>
      `${draft.definition.name} job: '${variable}' does not exist in matrix configuration`,
  );
  for (const [index, { draft, variable, at }] of relations.faults.entries()) {
    report({
      kind: 'interpolation.matrix-variable',
      rejected: true,
      gitlabMessage: index === 0 ? messages.join(', ') : (messages[index] ?? ''),
      ...placeOf(at),
      job: draft.definition.name,
      data: { variable, variables: [...matrixVariables(draft.parallel)] },
    });
  }
}

function matrixVariables(parallel: ExpandedJob['draft']['parallel']): ReadonlySet<string> {
  const rows = Array.isArray(parallel?.matrix) ? parallel.matrix : [];
  return new Set(rows.flatMap(row => (isObject(row) ? Object.keys(row) : [])));
}

function checkJob(job: ExpandedJob, check: Check): void {
  checkStage(job, check);
  for (const dependency of job.dependencies ?? []) checkTarget(job, dependency, 'dependency', check);
  const faulty = check.relations.faults.some(({ draft }) => draft === job.draft);
  if (!faulty) checkNeeds(job, job.needs, check);
  for (const rule of job.draft.rules ?? []) checkNeeds(job, rule.needs, check);
  for (const dependency of childDependencies(job)) checkTarget(job, dependency, 'dependency', check);
  checkOnStop(job, check);
  checkPublish(job, check);
}

function checkStage(job: ExpandedJob, check: Check): void {
  const { relations, stageIndex, complain, mayBeElsewhere, unstaged } = check;
  const { stage, definition } = job.draft;
  if (stageIndex.has(stage.value) || mayBeElsewhere) return;
  const stages = relations.stages.join(', ');
  const message = `${job.name} job: chosen stage ${stage.value} does not exist; available stages are ${stages}`;
  complain('stage.unknown', message, stage.at ?? definition.key, {
    stage: stage.value,
    stages: relations.stages,
  });
  unstaged.add(job.draft);
}

function checkNeeds(job: ExpandedJob, needs: readonly Need[] | null, check: Check): void {
  if (needs === null) return;
  const counts = new Map<string, number>();
  let second: Need | null = null;
  for (const need of needs) {
    checkTarget(job, need, 'need', check);
    const count = (counts.get(need.job) ?? 0) + 1;
    counts.set(need.job, count);
    if (count === 2) second ??= need;
  }
  if (second === null) return;
  const names = [...counts].filter(([, count]) => count > 1).map(([name]) => name);
  const message = `${job.name} has the following needs duplicated: ${names.join(', ')}.`;
  check.complain('needs.duplicated', message, second.at, { needs: names });
}

/** A need or dependency must exist, and must not be in a later stage. */
function checkTarget(
  job: ExpandedJob,
  target: Need | Dependency,
  type: 'need' | 'dependency',
  check: Check,
): void {
  const { relations, stageIndex, complain, mayBeElsewhere, unstaged } = check;
  const name = target.job;
  const subject = type === 'need' ? 'needs' : 'dependencies';
  const other = relations.jobs.get(name);
  if (other === undefined) {
    if (('optional' in target && target.optional) || relations.broken.has(name) || mayBeElsewhere) return;
    complain(`${subject}.undefined`, `${job.name} job: undefined ${type}: ${name}`, target.at, { job: name });
    return;
  }
  if (type === 'need' && [...name].length > MAX_NEED_NAME) {
    const message = `${job.name} job: need \`${name}\` name is too long (maximum is ${MAX_NEED_NAME} characters)`;
    complain('needs.name-too-long', message, target.at, { job: name, limit: MAX_NEED_NAME });
    return;
  }
  const own = stageIndex.get(job.draft.stage.value);
  const theirs = stageIndex.get(other.draft.stage.value);
  if (own === undefined || (theirs !== undefined && theirs <= own) || unstaged.has(other.draft)) return;
  if (
    mayBeElsewhere &&
    (theirs === undefined || job.draft.stage.at === null || other.draft.stage.at === null)
  )
    return;
  const message = `${job.name} job: ${type} ${name} is not defined in current or prior stages`;
  const stages = { stage: job.draft.stage.value, otherStage: other.draft.stage.value };
  complain(`${subject}.later-stage`, message, target.at, { job: name, ...stages });
}

/** Jobs whose artifacts a child pipeline is made of. */
function childDependencies(job: ExpandedJob): readonly Dependency[] {
  const include = get(get(job.draft.definition.mapping, 'trigger'), 'include');
  if (include?.kind !== 'list') return [];
  return include.items.flatMap(item => {
    const at = get(item, 'job');
    return at?.kind === 'scalar' && at.type === 'string' ? [{ job: at.text, at }] : [];
  });
}

function checkOnStop(job: ExpandedJob, { relations, complain, mayBeElsewhere }: Check): void {
  const environment = job.draft.environment;
  const name = isObject(environment) ? environment.on_stop : undefined;
  const at = get(get(job.draft.definition.mapping, 'environment'), 'on_stop');
  if (typeof name !== 'string' || at === undefined || !isObject(environment)) return;
  const fault = (kind: string, text: string): void =>
    complain(`environment.on-stop-${kind}`, `${job.name} job: on_stop job ${name} ${text}`, at, {
      job: name,
    });
  const stop = relations.jobs.get(name);
  if (stop === undefined) {
    if (!relations.broken.has(name) && !mayBeElsewhere) fault('undefined', 'is not defined');
    return;
  }
  const other = stop.draft.environment;
  if (!isObject(other)) {
    if (!mayBeElsewhere) fault('no-environment', 'does not have environment defined');
  } else if (other.name !== environment.name) fault('name', 'have different environment name');
  else if (other.action !== 'stop' && !(mayBeElsewhere && !('action' in other))) {
    fault('action', 'needs to have action stop defined');
  }
}

function checkPublish(job: ExpandedJob, { complain }: Check): void {
  const at = get(job.draft.definition.mapping, 'publish');
  if (at === undefined) return;
  const { pages, publish } = job.draft.options();
  if (!isObject(pages) || publish === undefined || !('publish' in pages)) return;
  const message = `${job.name} job: use either ${job.name}:publish or ${job.name}:pages:publish`;
  complain('pages.publish-twice', message, at);
}
