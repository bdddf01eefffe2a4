/** The pipelines worth asking what happens in them: those of the usual events, without variables of a project. */
import { PIPELINE_TYPES } from '../conditions/pipeline-types.js';
import type { Config } from '../config/config.js';
import { composePipeline } from './compose.js';
import type { JobDecision } from './deciding-rule.js';
import type { Sighting } from './membership/sighting.js';
import type { Pipeline, PipelineJob } from './pipeline.js';
import { type ContextInput, describeContext } from './pipeline-context.js';

export interface SamplePipeline {
  readonly sighting: Sighting;
  readonly pipeline: Pipeline;
  readonly jobs: ReadonlyMap<string, PipelineJob>;
}

const SAMPLES: readonly (readonly [id: string, input: ContextInput])[] = [
  ['merge-request', { source: 'merge_request_event' }],
  ['push-branch', { source: 'push', branch: 'main' }],
  ['push-branch', { source: 'push', branch: 'feature' }],
  ['push-tag', { source: 'push', tag: 'v1.0.0' }],
  ['schedule-branch', { source: 'schedule' }],
  ['web-branch', { source: 'web' }],
];

/** Past this many jobs of the configuration none is composed, so that linting stays as cheap as reading. */
const MAX_JOBS = 400;

const memo = new WeakMap<Config, readonly SamplePipeline[]>();

/**
 * One for each set of jobs and their forms. None where GitLab could decide otherwise: in configurations that are not
 * complete or valid, and in those whose rules ask for files.
 */
export function samplePipelines(config: Config): readonly SamplePipeline[] {
  let samples = memo.get(config);
  if (samples === undefined) {
    samples = composeSamples(config);
    memo.set(config, samples);
  }
  return samples;
}

function composeSamples(config: Config): readonly SamplePipeline[] {
  if (!config.valid || !config.complete || config.jobs.length > MAX_JOBS || asksForFiles(config)) return [];
  const samples = new Map<string, SamplePipeline>();
  for (const [id, input] of SAMPLES) {
    const sample = composeSample(config, id, input);
    if (sample === null) continue;
    const key = JSON.stringify(sample.pipeline.jobs);
    if (!samples.has(key)) samples.set(key, sample);
  }
  return [...samples.values()];
}

function asksForFiles({ jobs, workflow }: Config): boolean {
  return [...jobs, ...(workflow === null ? [] : [workflow])].some(
    ({ rules }) => rules?.some(({ exists }) => exists !== null) === true,
  );
}

function composeSample(config: Config, id: string, input: ContextInput): SamplePipeline | null {
  const type = PIPELINE_TYPES.find(candidate => candidate.id === id);
  const context = describeContext(input);
  const composition = composePipeline(config, context);
  const { pipeline } = composition;
  if (type === undefined || pipeline === null || !composition.certain) return null;
  let decisions: ReadonlyMap<string, JobDecision> | undefined;
  const decisionOf = (name: string): JobDecision | undefined => {
    decisions ??= new Map(composition.decisions.map(decision => [decision.job.name, decision]));
    return decisions.get(name);
  };
  return {
    sighting: { type, input, context, composition, assumes: 'nothing', decisionOf },
    pipeline,
    jobs: new Map(pipeline.jobs.map(job => [job.name, job])),
  };
}
