/** The jobs of a proof in an order in which each comes after those that it depends on. */
import type { PipelineJob } from '../pipeline.js';
import { startOf } from '../processing/pipeline-model.js';
import type { JobPair, SemanticsPair } from './own-tokens.js';

export interface FlowJob {
  readonly name: string;
  /** All ways in which it can be in the pipelines in question; both null where it may be in none. */
  readonly ways: readonly JobPair[];
}

export interface FlowInput {
  /** The order of stages on both sides. */
  readonly stages: readonly string[];
  readonly semantics: SemanticsPair;
  readonly jobs: readonly FlowJob[];
}

export interface FlowNode {
  readonly job: FlowJob;
  readonly stage: number;
  readonly needs: readonly FlowNode[];
}

/** Null where jobs lie in different stages on both sides, or need jobs of later ones. */
export function arrange({ stages, jobs }: FlowInput): readonly (readonly FlowNode[])[] | null {
  const stageOf = new Map<string, number>();
  for (const { name, ways } of jobs) {
    const own = new Set(
      ways.flatMap(({ before, after }) => [before, after]).flatMap(job => job?.stage ?? []),
    );
    if (own.size > 1) return null;
    for (const stage of own) stageOf.set(name, stages.indexOf(stage));
  }
  const byName = new Map(jobs.map(job => [job.name, job]));
  const nodes = new Map<string, FlowNode | null>();
  const byStage: FlowNode[][] = stages.map(() => []);
  const visit = (job: FlowJob): FlowNode | null => {
    const known = nodes.get(job.name);
    if (known !== undefined) return known;
    // Met again while it is being visited: a cycle.
    nodes.set(job.name, null);
    const stage = stageOf.get(job.name);
    if (stage === undefined) return null;
    const needs: FlowNode[] = [];
    for (const name of neededBy(job)) {
      const need = byName.get(name);
      const node = need === undefined || !stageOf.has(name) ? undefined : visit(need);
      if (node === null || (node?.stage ?? 0) > stage) return null;
      if (node !== undefined) needs.push(node);
    }
    const node = { job, stage, needs };
    nodes.set(job.name, node);
    byStage[stage]?.push(node);
    return node;
  };
  for (const job of jobs) if (stageOf.has(job.name) && visit(job) === null) return null;
  return byStage;
}

function neededBy({ ways }: FlowJob): ReadonlySet<string> {
  const jobs = ways.flatMap(({ before, after }) => [before, after]);
  return new Set(jobs.flatMap(job => (job && isDag(job) ? (job.needs ?? []).map(need => need.job) : [])));
}

export function isDag(job: PipelineJob | null): boolean {
  return job?.schedulingType === 'dag';
}

/** Equal for jobs of a stage about which the same is decided. */
export function likenessOf({ job, needs }: FlowNode): string {
  const side = (one: PipelineJob | null): unknown =>
    one && [
      one.when,
      startOf(one),
      one.allowFailure,
      one.blocker,
      one.async,
      isDag(one) ? (one.needs ?? []).map(need => [need.job, need.allowFailure]) : null,
    ];
  const ways = job.ways.map(({ before, after }) => [side(before), side(after)]);
  return JSON.stringify([ways, needs.map(need => need.job.name)]);
}
