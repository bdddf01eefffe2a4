/** All pipelines of one side at once: where one is made, and which jobs it has in which shape. */
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';
import type { Config } from '../../config/config.js';
import type { Job } from '../../config/job.js';
import { defaultLimits } from '../../config/limits.js';
import { get, type Json } from '../../config/value.js';
import type { NoPipelineReason } from '../compose.js';
import { JobFormulas } from '../membership/job-formulas.js';
import { entryTraits, type JobShape, mappingJson, shapesOf } from './job-shape.js';

export interface SideShapes {
  readonly config: Config;
  /** By name, in the order of the pipeline. */
  readonly jobs: ReadonlyMap<string, readonly JobShape[]>;
  readonly created: Formula;
  /** Where no pipeline is made, by reason; together with `created` these leave nothing out. */
  readonly refused: ReadonlyMap<NoPipelineReason, Formula>;
  /** What the pipeline itself has (variables, name, what it does after a failure), and where. */
  readonly traits: ReadonlyMap<string, Formula>;
  /** Whether a failure can cancel the pipeline. */
  readonly cancels: boolean;
}

export function sideShapes(config: Config, solver: Solver, names: ReadonlySet<string>): SideShapes {
  if (!config.valid) {
    const refused = new Map<NoPipelineReason, Formula>([['invalid_config', solver.always]]);
    return { config, jobs: new Map(), created: solver.never, refused, traits: new Map(), cancels: false };
  }
  const formulas = new JobFormulas(config, solver, names);
  const jobs = new Map<string, readonly JobShape[]>();
  const stages = new Set(config.stages);
  for (const stage of stages) {
    for (const job of config.jobs) {
      if (job.stage.value === stage) jobs.set(job.name, shapesOf(job, formulas, solver));
    }
  }
  const presences = new Map([...jobs].map(([name, shapes]) => [name, presenceOf(shapes, solver)]));
  const present = (name: string): Formula => presences.get(name) ?? solver.never;
  const { passes } = formulas;
  const stageOf = new Map(config.jobs.map(({ name, stage }) => [name, config.stages.indexOf(stage.value)]));
  const faulty = solver.or(...config.jobs.map(job => faultsOf(job, stageOf, solver, present)));
  const counted = config.jobs.filter(({ stage: { value } }) => value !== '.pre' && value !== '.post');
  const populated = solver.or(...new Set(counted.map(({ name }) => present(name))));
  return {
    config,
    jobs,
    created: solver.and(passes, solver.not(faulty), populated),
    refused: new Map<NoPipelineReason, Formula>([
      ['workflow_rules', solver.not(passes)],
      ['config_error', solver.and(passes, faulty)],
      ['filtered_by_rules', solver.and(passes, solver.not(faulty), solver.not(populated))],
    ]),
    traits: pipelineTraits(config, formulas),
    cancels: canCancel(config),
  };
}

export function presenceOf(shapes: readonly JobShape[], solver: Solver): Formula {
  return solver.or(...shapes.map(({ where }) => where));
}

/** Where GitLab makes no pipeline because of the needs of the job; needs in its rules are not checked. */
function faultsOf(
  { name, needs }: Job,
  stageOf: ReadonlyMap<string, number>,
  solver: Solver,
  present: (job: string) => Formula,
): Formula {
  if (needs === null || needs.length === 0) return solver.never;
  const here = present(name);
  if (needs.length > defaultLimits.maxNeeds) return here;
  const stage = stageOf.get(name) ?? 0;
  const missing = needs.flatMap(need => {
    if (need.optional) return [];
    const stageOfNeed = stageOf.get(need.job);
    if (stageOfNeed === undefined || stageOfNeed > stage) return here;
    const there = present(need.job);
    return there === here ? [] : solver.and(here, solver.not(there));
  });
  return solver.or(...missing);
}

function canCancel({ merged, workflow }: Config): boolean {
  const owners = [get(merged, 'workflow'), ...(workflow?.rules ?? []).map(({ at }) => at)];
  return owners.some(owner => {
    const onFailure = get(get(owner, 'auto_cancel'), 'on_job_failure');
    return onFailure?.kind === 'scalar' && onFailure.value === 'all';
  });
}

function pipelineTraits(config: Config, formulas: JobFormulas): ReadonlyMap<string, Formula> {
  const { solver } = formulas;
  const workflow = get(config.merged, 'workflow');
  const shared: Json = [
    plain(get(config.merged, 'variables')),
    plain(get(workflow, 'name')),
    plain(get(workflow, 'auto_cancel')),
  ];
  const rules = config.workflow?.rules ?? null;
  if (rules === null) return new Map([[JSON.stringify([shared, null]), solver.always]]);
  const traits = new Map<string, Formula>();
  const decisions = formulas.workflowDecisions();
  for (const [at, entry] of rules.entries()) {
    if (entry.when?.value === 'never') continue;
    const key = JSON.stringify([shared, [entryTraits(entry), plain(get(entry.at, 'auto_cancel'))]]);
    traits.set(key, solver.or(traits.get(key) ?? solver.never, decisions[at] ?? solver.never));
  }
  return traits;
}

function plain(value: ReturnType<typeof get>): Json {
  if (value === undefined) return null;
  return value.kind === 'mapping' ? mappingJson(value) : value.kind === 'scalar' ? value.text : value.kind;
}
