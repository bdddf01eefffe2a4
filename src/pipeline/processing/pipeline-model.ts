/**
 * A pipeline as arrays over job numbers (the place in `Pipeline.jobs`), built once and shared by all states of it.
 * Needs that name no job of the pipeline (optional ones that were ruled out) are gone: GitLab does not see them either.
 */
import type { Pipeline, PipelineJob } from '../pipeline.js';
import { REQUIRED } from './semantics.js';

/** How a job that may run starts. */
export const START = { enqueue: 0, manual: 1, schedule: 2 } as const;

export interface PipelineModel {
  readonly pipeline: Pipeline;
  /** The names of the stages that have a job, in order. */
  readonly stages: readonly string[];
  readonly indexOf: ReadonlyMap<string, number>;
  /** For each job the number of its stage. */
  readonly stageOf: Uint16Array;
  /** All jobs, stage by stage, within a stage needs before dependents. */
  readonly order: Uint32Array;
  /** Where each stage begins in `order`, and one more entry for the end. */
  readonly stageStart: Uint32Array;
  readonly needs: readonly Uint32Array[];
  /** Beside `needs`: 1 where the dependent takes a failure for a success (proposed semantics). */
  readonly waived: readonly Uint8Array[];
  readonly dependents: readonly Uint32Array[];
  readonly dag: Uint8Array;
  readonly required: Uint8Array;
  readonly start: Uint8Array;
  readonly blocker: Uint8Array;
  readonly async: Uint8Array;
  /** For each job the number of its resource group, or -1. */
  readonly resourceGroup: Int16Array;
  readonly resourceGroups: number;
}

export function buildModel(pipeline: Pipeline): PipelineModel {
  const { jobs } = pipeline;
  const indexOf = new Map(jobs.map((job, index) => [job.name, index]));
  const present = new Set(jobs.map(job => job.stage));
  const stages = [...new Set([...pipeline.stages, ...present])].filter(stage => present.has(stage));
  const stageNumber = new Map(stages.map((stage, index) => [stage, index]));
  const stageOf = Uint16Array.from(jobs, job => stageNumber.get(job.stage) ?? 0);
  const links = linkNeeds(jobs, indexOf);
  const { order, stageStart } = orderJobs(stageOf, links.needs, stages.length);
  const groups = [...new Set(jobs.flatMap(job => job.resourceGroup ?? []))];
  return {
    pipeline,
    stages,
    indexOf,
    stageOf,
    order,
    stageStart,
    ...links,
    dag: Uint8Array.from(jobs, job => Number(job.schedulingType === 'dag')),
    required: Uint8Array.from(jobs, job => REQUIRED[job.when]),
    start: Uint8Array.from(jobs, startOf),
    blocker: Uint8Array.from(jobs, job => Number(job.blocker)),
    async: Uint8Array.from(jobs, job => Number(job.async)),
    resourceGroup: Int16Array.from(jobs, job =>
      job.resourceGroup === null ? -1 : groups.indexOf(job.resourceGroup),
    ),
    resourceGroups: groups.length,
  };
}

/** A trigger job cannot be delayed: GitLab enqueues it (`schedulable?` and `action?` of app/models/ci/bridge.rb). */
export function startOf(job: PipelineJob): number {
  if (job.execution === 'manual') return START.manual;
  if (job.execution === 'automatic' || job.trigger) return START.enqueue;
  return job.startIn === null ? START.manual : START.schedule;
}

type Links = Pick<PipelineModel, 'needs' | 'waived' | 'dependents'>;

function linkNeeds(jobs: readonly PipelineJob[], indexOf: ReadonlyMap<string, number>): Links {
  const dependents: number[][] = jobs.map(() => []);
  const waived: Uint8Array[] = [];
  const needs = jobs.map((job, index) => {
    const found = new Map<number, number>();
    for (const need of job.needs ?? []) {
      const target = indexOf.get(need.job);
      if (target === undefined) continue;
      if (!found.has(target)) dependents[target]?.push(index);
      found.set(target, Number(need.allowFailure));
    }
    waived.push(Uint8Array.from(found.values()));
    return Uint32Array.from(found.keys());
  });
  return { needs, waived, dependents: dependents.map(list => Uint32Array.from(list)) };
}

/** Depth first, like GitLab's `Dag.order`; a cycle, which GitLab refuses, is cut where it closes. */
function orderJobs(
  stageOf: Uint16Array,
  needs: readonly Uint32Array[],
  stageCount: number,
): Pick<PipelineModel, 'order' | 'stageStart'> {
  const byStage: number[][] = Array.from({ length: stageCount }, () => []);
  const seen = new Uint8Array(stageOf.length);
  const visit = (root: number): void => {
    const path = [{ job: root, next: 0 }];
    seen[root] = 1;
    for (let top = path.at(-1); top !== undefined; top = path.at(-1)) {
      const need = needs[top.job]?.[top.next++];
      if (need === undefined) {
        byStage[stageOf[top.job] ?? 0]?.push(top.job);
        path.pop();
      } else if (seen[need] === 0) {
        seen[need] = 1;
        path.push({ job: need, next: 0 });
      }
    }
  };
  for (let job = 0; job < stageOf.length; job++) if (seen[job] === 0) visit(job);
  const stageStart = new Uint32Array(stageCount + 1);
  byStage.forEach((jobs, stage) => {
    stageStart[stage + 1] = (stageStart[stage] ?? 0) + jobs.length;
  });
  return { order: Uint32Array.from(byStage.flat()), stageStart };
}
