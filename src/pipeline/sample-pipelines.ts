/**
 * The pipelines worth asking what happens in them: those of the usual events, without other variables than those that the
 * settings say the project has.
 */
import { PathSet } from '../conditions/path-set.js';
import type { PipelineType } from '../conditions/pipeline-types.js';
import { possibleTypes, projectFiles } from '../conditions/project.js';
import type { Config, Parent } from '../config/config.js';
import { composePipeline } from './compose.js';
import type { JobDecision } from './deciding-rule.js';
import { sightChild } from './membership/child-sightings.js';
import { hasConditionalIncludes } from './membership/conditional-includes.js';
import { membershipOf } from './membership/membership.js';
import type { Sighting } from './membership/sighting.js';
import type { Pipeline, PipelineJob } from './pipeline.js';
import { type ContextInput, describeContext } from './pipeline-context.js';
import { inProject } from './project-context.js';

export interface SamplePipeline {
  readonly sighting: Sighting;
  readonly pipeline: Pipeline;
  readonly jobs: ReadonlyMap<string, PipelineJob>;
}

type Sample = readonly [id: string, input: ContextInput];

const pushTo = (branch: string): Sample => ['push-branch', { source: 'push', branch }];

const samplesOf = (defaultBranch: string): readonly Sample[] => [
  ['merge-request', { source: 'merge_request_event' }],
  pushTo(defaultBranch),
  pushTo('feature'),
  ['push-tag', { source: 'push', tag: 'v1.0.0' }],
  ['schedule-branch', { source: 'schedule' }],
  ['web-branch', { source: 'web' }],
];

/** Past this many jobs of the configuration none is composed, so that linting stays as cheap as reading. */
const MAX_JOBS = 400;

const memo = new WeakMap<Config, readonly SamplePipeline[]>();

/**
 * One for each set of jobs and their forms. None where GitLab could decide otherwise: in configurations that are not
 * complete or valid, and in those whose rules ask for files of a repository that nobody knows. Where includes depend on
 * the pipeline, only that of the event that they were read for.
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
  if (!config.valid || !config.complete || config.jobs.length > MAX_JOBS) return [];
  const files = readableFiles(config);
  if (files === null) return [];
  const samples = new Map<string, SamplePipeline>();
  const isOfOneEvent = ancestry(config).some(hasConditionalIncludes);
  const all =
    config.parent === null
      ? rootSamples(config, files, isOfOneEvent)
      : childSamples(config.parent, isOfOneEvent);
  for (const sample of all) {
    const key = JSON.stringify(sample.pipeline.jobs);
    if (!samples.has(key)) samples.set(key, sample);
  }
  return [...samples.values()];
}

/** The configuration and those of the pipelines that lead to it. */
function ancestry(config: Config): readonly Config[] {
  return config.parent === null ? [config] : [config, ...ancestry(config.parent.config)];
}

function rootSamples(config: Config, files: PathSet, isOfOneEvent: boolean): readonly SamplePipeline[] {
  const types = possibleTypes(config.project);
  const branch = config.project.defaultBranch ?? 'main';
  return (isOfOneEvent ? [pushTo(branch)] : samplesOf(branch)).flatMap(([id, input]) => {
    const type = types.find(candidate => candidate.id === id);
    const sample = type === undefined ? null : composeSample(config, type, readInput(config, input), files);
    return sample ?? [];
  });
}

/** In all samples of the parent, those too that differ in nothing but the event. */
function childSamples(parent: Parent, isOfOneEvent: boolean): readonly SamplePipeline[] {
  const { config } = parent;
  const files = config.valid && config.complete ? readableFiles(config) : null;
  if (files === null) return [];
  const above =
    config.parent === null
      ? rootSamples(config, files, isOfOneEvent)
      : childSamples(config.parent, isOfOneEvent);
  return above.flatMap(({ sighting }) => {
    const child = sightChild(parent, sighting);
    const pipeline = child?.composition.certain === true ? child.composition.pipeline : null;
    return child === null || pipeline === null ? [] : toSample(child, pipeline);
  });
}

function readableFiles(config: Config): PathSet | null {
  return asksForFiles(config) ? projectFiles(config.project) : new PathSet([]);
}

function asksForFiles({ jobs, workflow }: Config): boolean {
  return [...jobs, ...(workflow === null ? [] : [workflow])].some(
    ({ rules }) => rules?.some(({ exists }) => exists !== null) === true,
  );
}

/** The event in the project, with those of its variables that conditions read. */
function readInput(config: Config, input: ContextInput): ContextInput {
  const { variables, ...rest } = inProject(input, config.project);
  const { names } = membershipOf(config).conditions;
  const read = Object.entries(variables ?? {}).filter(([name]) => names.has(name));
  return read.length === 0 ? rest : { ...rest, variables: Object.fromEntries(read) };
}

function composeSample(
  config: Config,
  type: PipelineType,
  input: ContextInput,
  files: PathSet,
): SamplePipeline | null {
  const context = describeContext(input, files);
  const composition = composePipeline(config, context);
  const { pipeline } = composition;
  if (pipeline === null || !composition.certain) return null;
  let decisions: ReadonlyMap<string, JobDecision> | undefined;
  const decisionOf = (name: string): JobDecision | undefined => {
    decisions ??= new Map(composition.decisions.map(decision => [decision.job.name, decision]));
    return decisions.get(name);
  };
  return toSample({ type, input, context, composition, assumes: 'nothing', decisionOf }, pipeline);
}

function toSample(sighting: Sighting, pipeline: Pipeline): SamplePipeline {
  return { sighting, pipeline, jobs: new Map(pipeline.jobs.map(job => [job.name, job])) };
}
