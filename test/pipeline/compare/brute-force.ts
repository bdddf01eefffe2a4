/** The comparison by trying everything in the plainest way: each side by itself, with the same outcomes. */

import { artifactSources } from '../../../src/pipeline/artifact-flow.js';
import type { Side } from '../../../src/pipeline/compare/comparison.js';
import { composePipeline } from '../../../src/pipeline/compose.js';
import type { Pipeline } from '../../../src/pipeline/pipeline.js';
import { describeContext } from '../../../src/pipeline/pipeline-context.js';
import type { Statuses } from '../../../src/pipeline/processing/pipeline-state.js';
import type { SemanticsName } from '../../../src/pipeline/processing/semantics.js';
import { type SimulationEvent, startSimulation } from '../../../src/pipeline/simulation.js';

const CONTEXTS = [{ type: 'push_default' }, { type: 'merge_request' }, { type: 'push_tag' }];

interface Fate {
  readonly outcome: 'success' | 'drop' | 'coded' | 'cancel';
  readonly played: 'never' | 'early' | 'late';
}

/** The names of jobs that differ somewhere, null among them for the pipeline. */
export function bruteForce(before: Side, after: Side): ReadonlySet<string | null> {
  const differing = new Set<string | null>();
  for (const input of CONTEXTS) {
    const context = describeContext(input);
    const [was, is] = [before, after].map(({ config }) => composePipeline(config, context));
    if (was?.reason !== is?.reason) differing.add(null);
    if (!was?.pipeline || !is?.pipeline) continue;
    comparePipelines([was.pipeline, before.semantics], [is.pipeline, after.semantics], differing);
  }
  return differing;
}

type Run = readonly [Pipeline, SemanticsName];

function comparePipelines(before: Run, after: Run, differing: Set<string | null>): void {
  const names = new Set([...before[0].jobs, ...after[0].jobs].map(({ name }) => name));
  for (const name of names) {
    const [was, is] = [before, after].map(([pipeline]) => fetchesOf(pipeline, name));
    if (was !== is) differing.add(name);
  }
  for (const fates of allFates([...names], [before[0], after[0]])) {
    const [was, is] = [runToEnd(before, fates), runToEnd(after, fates)];
    if (was.pipeline !== is.pipeline) differing.add(null);
    for (const name of names) if (was.jobs[name] !== is.jobs[name]) differing.add(name);
  }
}

function fetchesOf(pipeline: Pipeline, name: string): string {
  const job = pipeline.jobs.find(candidate => candidate.name === name);
  if (job === undefined) return 'absent';
  const sources = artifactSources(pipeline, job).filter(({ artifacts }) => artifacts !== null);
  return sources.map(source => source.name).join();
}

function* allFates(
  names: readonly string[],
  pipelines: readonly Pipeline[],
): Generator<ReadonlyMap<string, Fate>> {
  const [name, ...rest] = names;
  if (name === undefined) {
    yield new Map();
    return;
  }
  const jobs = pipelines.flatMap(({ jobs: all }) => all.filter(job => job.name === name));
  const coded = jobs.some(({ allowFailure }) => typeof allowFailure === 'object');
  const manual = jobs.some(({ execution }) => execution === 'manual');
  for (const others of allFates(rest, pipelines)) {
    for (const outcome of ['success', 'drop', 'cancel', ...(coded ? ['coded' as const] : [])] as const) {
      for (const played of manual ? (['never', 'early', 'late'] as const) : (['never'] as const)) {
        yield new Map([...others, [name, { outcome, played }]]);
      }
    }
  }
}

function runToEnd([pipeline, semantics]: Run, fates: ReadonlyMap<string, Fate>): Statuses {
  const simulation = startSimulation(pipeline, semantics);
  for (let now = simulation.statuses(); ; ) {
    const event = nextEvent(now, fates);
    if (event === null) return now;
    now = simulation.fire(event).statuses;
  }
}

function nextEvent({ jobs }: Statuses, fates: ReadonlyMap<string, Fate>): SimulationEvent | null {
  const find = (status: string, played?: Fate['played']): string | undefined =>
    Object.keys(jobs).find(
      name => jobs[name] === status && (played === undefined || fates.get(name)?.played === played),
    );
  const early = find('manual', 'early');
  if (early !== undefined) return { event: 'play', jobs: [early] };
  const working = find('pending');
  if (working !== undefined) {
    const outcome = fates.get(working)?.outcome ?? 'success';
    return outcome === 'coded'
      ? { event: 'drop', jobs: [working], exitCode: 3 }
      : { event: outcome, jobs: [working] };
  }
  const scheduled = find('scheduled');
  if (scheduled !== undefined) return { event: 'enqueue_scheduled', jobs: [scheduled] };
  const late = find('manual', 'late');
  return late === undefined ? null : { event: 'play', jobs: [late] };
}
