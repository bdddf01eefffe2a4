/**
 * What it takes to know in which pipelines each job is: for every job and every one of its rules, never, sometimes or
 * always, over all pipeline types and all values of variables.
 */
import type { Config } from '../../src/config/config.js';
import { Membership } from '../../src/pipeline/membership/membership.js';

export interface SolverFigures {
  readonly jobs: number;
  readonly rules: number;
  readonly conditions: number;
  readonly milliseconds: number;
  readonly megabytes: number;
}

/** `heapInUse` collects garbage and answers bytes. */
export function benchSolver(config: Config, heapInUse: () => number): SolverFigures {
  const before = heapInUse();
  const started = performance.now();
  const membership = new Membership(config);
  let rules = 0;
  for (const job of config.jobs) {
    membership.answer(jobs => jobs.includes(job));
    for (const index of (job.rules ?? []).keys()) {
      membership.answer(jobs => jobs.decisions(job)[index] ?? jobs.solver.never);
      rules++;
    }
  }
  const milliseconds = performance.now() - started;
  const megabytes = (heapInUse() - before) / 2 ** 20;
  const conditions = membership.conditions.expressions.size;
  return { jobs: config.jobs.length, rules, conditions, milliseconds, megabytes };
}
