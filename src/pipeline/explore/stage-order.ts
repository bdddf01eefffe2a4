/**
 * What becomes of a job by its needs, beside what would become of it by stages: runs of the pipeline as it is and of one
 * in which that job has no needs. Blocking manual jobs are played and delays end, optional ones are left alone.
 */
import type { Pipeline, PipelineJob } from '../pipeline.js';
import type { JobStatus } from '../processing/job-status.js';
import { buildModel } from '../processing/pipeline-model.js';
import { type Simulation, type SimulationEvent, startSimulation } from '../simulation.js';
import { coneOf, restrictTo } from './cone.js';

export interface Divergence {
  /** `skipped`: by stages the job would run. `early`: by stages it would wait. */
  readonly kind: 'skipped' | 'early';
  /** The job's own status. */
  readonly status: JobStatus;
  /** The job that fails in this run, or null. */
  readonly failing: string | null;
  /** The job among the needs that was skipped or passed over, and its status. */
  readonly cause: string;
  readonly causeStatus: JobStatus;
  /** Needs that are not over when the job starts early. */
  readonly unfinished: readonly string[];
  readonly events: readonly (SimulationEvent & { readonly jobs: readonly string[] })[];
}

/** One of each kind of job is made to fail; jobs of one stage with the same needs fail alike. */
const MOST_FAILURES = 12;

const MOST_STEPS = 200;

/** Null when no run without failures, and none with one failure among those tried, tells the two apart. */
export function divergenceFromStageOrder(pipeline: Pipeline, name: string): Divergence | null {
  const job = pipeline.jobs.find(other => other.name === name);
  if (job?.schedulingType !== 'dag' || job.needs === null) return null;
  const model = buildModel(pipeline);
  const known = job.needs.filter(need => model.indexOf.has(need.job));
  if (known.length === 0) return null;
  const staged: PipelineJob = { ...job, schedulingType: 'stage', needs: null };
  const byStages = { ...pipeline, jobs: pipeline.jobs.map(other => (other === job ? staged : other)) };
  const at = model.indexOf.get(name) ?? 0;
  const byNeeds = coneOf(model, at);
  const part = new Set([...byNeeds, ...coneOf(buildModel(byStages), at)]);
  const watched = [...byNeeds].flatMap(index => pipeline.jobs[index] ?? []).filter(other => other !== job);
  const runs = job.when === 'on_failure' ? failingKinds(watched) : [null];
  const asStaged = restrictTo(buildModel(byStages), part);
  const asIs = restrictTo(model, part);
  for (const failing of runs) {
    const found = runBoth(asIs, asStaged, job, failing);
    if (found !== null) return found;
  }
  return null;
}

function failingKinds(jobs: readonly PipelineJob[]): readonly string[] {
  const kinds = new Map<string, string>();
  for (const job of jobs) {
    if (job.execution !== 'automatic' || job.allowFailure === true || kinds.size >= MOST_FAILURES) continue;
    const kind = JSON.stringify([job.stage, job.needs?.map(need => need.job)]);
    if (!kinds.has(kind)) kinds.set(kind, job.name);
  }
  return [...kinds.values()];
}

function runBoth(
  asIs: Pipeline,
  asStaged: Pipeline,
  job: PipelineJob,
  failing: string | null,
): Divergence | null {
  const both: readonly Simulation[] = [
    startSimulation(asIs, 'current'),
    startSimulation(asStaged, 'current'),
  ];
  const [byNeeds, byStages] = both.map(one => one.statuses().jobs);
  let statuses = byNeeds ?? {};
  let staged = byStages?.[job.name];
  const events: Divergence['events'][number][] = [];
  const answer = (kind: Divergence['kind'], cause: string, unfinished: readonly string[]): Divergence => ({
    kind,
    status: statuses[job.name] ?? 'created',
    failing,
    cause,
    causeStatus: statuses[cause] ?? 'created',
    unfinished,
    events,
  });
  while (events.length < MOST_STEPS) {
    const cause = job.needs?.find(need => isPassed(asIs, need.job, statuses))?.job;
    const own = statuses[job.name];
    if (cause !== undefined && own === 'skipped' && hasActed(staged)) return answer('skipped', cause, []);
    const unfinished = (job.needs ?? []).map(need => need.job).filter(need => isUnfinished(statuses[need]));
    if (cause !== undefined && hasActed(own) && staged === 'created' && unfinished.length > 0) {
      return answer('early', cause, unfinished);
    }
    if (own !== 'created' && staged !== 'created') return null;
    const event = nextEvent(asIs, statuses, job.name, failing);
    if (event === null) return null;
    events.push(event);
    const [next, nextStaged] = both.map(one => one.fire(event).statuses.jobs);
    statuses = next ?? {};
    staged = nextStaged?.[job.name];
  }
  return null;
}

function nextEvent(
  { jobs }: Pipeline,
  statuses: Readonly<Record<string, JobStatus>>,
  without: string,
  failing: string | null,
): Divergence['events'][number] | null {
  const others = jobs.filter(({ name }) => name !== without);
  const having = (...wanted: readonly JobStatus[]): readonly PipelineJob[] =>
    others.filter(({ name }) => wanted.some(status => status === statuses[name]));
  const active = having('pending', 'running', 'waiting_for_resource');
  const groups: readonly (readonly [SimulationEvent['event'], readonly PipelineJob[]])[] = [
    ['drop', active.filter(({ name }) => name === failing)],
    ['success', active],
    ['enqueue_scheduled', having('scheduled')],
    ['play', having('manual').filter(({ allowFailure }) => allowFailure !== true)],
  ];
  const group = groups.find(([, members]) => members.length > 0);
  return group === undefined ? null : { event: group[0], jobs: group[1].map(({ name }) => name) };
}

/** Skipped, or a manual job that nobody has to play: what needs and stages judge differently. */
function isPassed({ jobs }: Pipeline, name: string, statuses: Readonly<Record<string, JobStatus>>): boolean {
  if (statuses[name] === 'skipped') return true;
  return statuses[name] === 'manual' && jobs.find(job => job.name === name)?.allowFailure === true;
}

function isUnfinished(status: JobStatus | undefined): boolean {
  return status === 'created' || status === 'pending' || status === 'running' || status === 'scheduled';
}

function hasActed(status: JobStatus | undefined): boolean {
  return status !== undefined && status !== 'created' && status !== 'skipped';
}
