/** The part of a pipeline that a job depends on. What happens to the job happens there in the same way. */
import type { Pipeline } from '../pipeline.js';
import type { PipelineModel } from '../processing/pipeline-model.js';

/** The jobs that lie before `job`, through needs and stages, and itself; in no particular order. */
export function coneOf(model: PipelineModel, job: number): ReadonlySet<number> {
  const cone = new Set([job]);
  let stages = 0;
  for (const member of cone) {
    if (model.dag[member] === 1) {
      for (const need of model.needs[member] ?? []) cone.add(need);
      continue;
    }
    const before = model.stageOf[member] ?? 0;
    if (before <= stages) continue;
    const from = model.stageStart[stages] ?? 0;
    for (const earlier of model.order.subarray(from, model.stageStart[before])) cone.add(earlier);
    stages = before;
  }
  return cone;
}

/** The pipeline of those jobs alone. */
export function restrictTo({ pipeline }: PipelineModel, jobs: ReadonlySet<number>): Pipeline {
  return { ...pipeline, jobs: pipeline.jobs.filter((_, job) => jobs.has(job)) };
}
