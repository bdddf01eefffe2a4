/** The ways in which a job can be in a pipeline, each with where it is, and what tells two ways apart. */
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';
import type { Job, RulesEntry } from '../../config/job.js';
import type { Json, Mapping, Value } from '../../config/value.js';
import { possibleForms } from '../deciding-rule.js';
import type { JobFormulas } from '../membership/job-formulas.js';
import type { PipelineJob } from '../pipeline.js';
import { toPipelineJob } from '../pipeline-job.js';

export interface JobShape {
  readonly job: PipelineJob;
  /** All that processing asks of the job, as a text to compare. */
  readonly flow: string;
  /** From which jobs it asks for artifacts, likewise. */
  readonly sources: string;
  /** What the entry of `rules` gives the job beside that, likewise. */
  readonly extras: string;
  readonly of: Job;
  readonly where: Formula;
}

/** All else of the job (script, image, variables and so on), as a text to compare. */
export function traitsOf({ of, extras }: JobShape): string {
  return `${jobTraits(of)} ${extras}`;
}

/** The shapes of a job in the order of its rules; equal ones are one. Nowhere do two hold together. */
export function shapesOf(job: Job, formulas: JobFormulas, solver: Solver): readonly JobShape[] {
  const shapes = new Map<string, JobShape>();
  const outcomes = formulas.outcomes(job);
  for (const [at, form] of possibleForms(job).entries()) {
    const outcome = outcomes[at];
    if (outcome === undefined || outcome.where === solver.never) continue;
    const made = toPipelineJob(job, form);
    const extras = JSON.stringify(entryTraits(outcome.outcome.entry));
    const [flow, sources] = [JSON.stringify(flowOf(made)), JSON.stringify(sourcesOf(made))];
    const key = [flow, sources, extras].join(' ');
    const where = solver.or(shapes.get(key)?.where ?? solver.never, outcome.where);
    shapes.set(key, { job: made, flow, sources, extras, of: job, where });
  }
  return [...shapes.values()];
}

function flowOf(job: PipelineJob): Json {
  const { stage, when, execution, startIn, allowFailure, blocker, schedulingType, needs } = job;
  const needed = new Map((needs ?? []).map(need => [need.job, need.allowFailure]));
  return [
    [stage, when, execution, execution === 'delayed' ? startIn : null, execution === 'manual' && blocker],
    typeof allowFailure === 'boolean' ? allowFailure : [...new Set(allowFailure.exitCodes)].sort(),
    [schedulingType, [...needed].sort(([one], [other]) => (one < other ? -1 : 1))],
    [job.trigger, job.async, job.resourceGroup],
  ];
}

/** The two keywords as sets; null for all jobs of earlier stages. */
function sourcesOf({ needs, dependencies }: PipelineJob): Json {
  const needed = needs && new Set(needs.flatMap(need => (need.artifacts ? [need.job] : [])));
  if (dependencies === null) return needed && [...needed].sort();
  return [...new Set(dependencies)].filter(name => needed?.has(name) ?? true).sort();
}

/** Attributes that say whether, when and after what a job runs; they are compared by what comes of them. */
const CONTROL: ReadonlySet<string> = new Set([
  'stage_idx',
  'when',
  'execution',
  'delay',
  'blocker',
  'included',
  'async',
  'allow_failure',
  'needs',
  'dependencies',
  'scheduling_type',
  'only',
  'except',
  'rules',
]);

const CONTROL_OPTIONS: ReadonlySet<string> = new Set(['allow_failure_criteria', 'start_in', 'dependencies']);

const traitsMemo = new WeakMap<Job, string>();

function jobTraits(job: Job): string {
  let traits = traitsMemo.get(job);
  if (traits === undefined) {
    const { options, ...attributes } = job.attributes;
    traits = JSON.stringify([
      without(attributes, CONTROL),
      without(isMembers(options) ? options : {}, CONTROL_OPTIONS),
      job.inheritedVariables,
    ]);
    traitsMemo.set(job, traits);
  }
  return traits;
}

type Members = { readonly [key: string]: Json };

function isMembers(json: Json | undefined): json is Members {
  return typeof json === 'object' && json !== null && !Array.isArray(json);
}

/** In the order of names, because the order of keys means nothing. */
function without(members: Members, names: ReadonlySet<string>): Json {
  const kept = Object.entries(members).filter(([name, value]) => !names.has(name) && value !== null);
  return sorted(Object.fromEntries(kept));
}

function sorted(json: Json): Json {
  if (Array.isArray(json)) return json.map(sorted);
  if (!isMembers(json)) return json;
  const names = Object.keys(json).sort();
  return Object.fromEntries(names.map(name => [name, sorted(json[name] ?? null)]));
}

/** What an entry of `rules` gives the job beside its place in the pipeline. */
export function entryTraits(entry: Pick<RulesEntry, 'variables' | 'interruptible'> | null): Json {
  return {
    variables: mappingJson(entry?.variables ?? null),
    interruptible: entry?.interruptible?.value ?? null,
  };
}

export function mappingJson(mapping: Mapping | null): Json {
  return mapping === null ? null : sorted(valueJson(mapping));
}

function valueJson(value: Value): Json {
  switch (value.kind) {
    case 'scalar':
      return value.text;
    case 'list':
      return value.items.map(valueJson);
    case 'mapping':
      return Object.fromEntries([...value.entries].map(([name, entry]) => [name, valueJson(entry.value)]));
    default:
      return value.kind;
  }
}
