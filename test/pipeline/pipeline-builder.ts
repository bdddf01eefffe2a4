import {
  JOB_DEFAULTS,
  type Pipeline,
  type PipelineJob,
  type PipelineNeed,
} from '../../src/pipeline/pipeline.js';
import type { Statuses } from '../../src/pipeline/processing/pipeline-state.js';
import type { SemanticsName } from '../../src/pipeline/processing/semantics.js';
import { type Simulation, startSimulation } from '../../src/pipeline/simulation.js';

type JobShape = Partial<Omit<PipelineJob, 'name' | 'needs'>> & {
  readonly needs?: readonly (string | PipelineNeed)[];
};

/** Jobs by name; a job without a stage is in `test`. A job with `needs` is a DAG job. */
export function pipelineOf(
  jobs: Readonly<Record<string, JobShape>>,
  options: Partial<Pipeline> = {},
): Pipeline {
  const stages = options.stages ?? ['.pre', 'build', 'test', 'deploy', '.post'];
  const built = Object.entries(jobs).map(([name, shape]): PipelineJob => {
    const { needs, ...rest } = shape;
    const schedulingType = needs === undefined ? 'stage' : 'dag';
    return {
      ...JOB_DEFAULTS,
      stage: 'test',
      schedulingType,
      ...rest,
      name,
      needs: needs?.map(need => (typeof need === 'string' ? needOf(need) : need)) ?? null,
    };
  });
  built.sort((a, b) => stages.indexOf(a.stage) - stages.indexOf(b.stage));
  return { stages, jobs: built, cancelOnFailure: false, ...options };
}

export function needOf(job: string, rest: Partial<PipelineNeed> = {}): PipelineNeed {
  return { job, artifacts: true, optional: false, allowFailure: false, ...rest };
}

/** Fires `"drop build"`, `"play deploy review"`, `"retry"` one after the other. */
export function play(pipeline: Pipeline, semantics: SemanticsName, ...events: readonly string[]): Simulation {
  const simulation = startSimulation(pipeline, semantics);
  for (const line of events) {
    const [event, ...jobs] = line.split(' ');
    const outcome = simulation.fire({
      event: event as Parameters<Simulation['fire']>[0]['event'],
      ...(jobs.length > 0 ? { jobs } : {}),
    });
    if (outcome.refused.length > 0) throw new Error(`${line}: refused by ${outcome.refused.join(', ')}`);
  }
  return simulation;
}

export function jobsAfter(
  pipeline: Pipeline,
  semantics: SemanticsName,
  ...events: readonly string[]
): Statuses['jobs'] {
  return play(pipeline, semantics, ...events).statuses().jobs;
}
