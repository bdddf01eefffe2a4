/**
 * Compares what happens in pipelines that both sides make. First what can be proven for all pipelines at once, then for
 * those in which a job is; what is left is looked at in pipelines of each kind that matters for the job.
 */
import type { Formula } from '../../conditions/solver/formula.js';
import type { Pipeline } from '../pipeline.js';
import type { ContextInput } from '../pipeline-context.js';
import { semanticsByName } from '../simulation.js';
import { type Comparing, composeBoth, shapePairs } from './compare-composition.js';
import { counterexampleOf } from './counterexample.js';
import { FlowWays } from './flow-ways.js';
import type { Subject } from './ledger.js';
import { LIMITS } from './limits.js';
import { pipelineKinds } from './pipeline-kinds.js';
import { type Budget, PipelinePair } from './pipeline-pair.js';
import { type FlowProof, proveFlow } from './token-flow.js';

interface Examining extends Comparing {
  /** Where both sides make a pipeline. */
  readonly both: Formula;
  readonly ways: FlowWays;
  readonly budget: Budget;
  readonly pairs: Map<string, PipelinePair | null>;
}

export function comparePipelines(comparing: Comparing): void {
  if (processAlike(comparing)) return;
  const { shapes, solver, ledger } = comparing;
  const examining: Examining = {
    ...comparing,
    both: solver.and(shapes[0].created, shapes[1].created),
    ways: new FlowWays(shapes, solver),
    budget: { states: LIMITS.allSearchStates },
    pairs: new Map(),
  };
  if (solver.decide(examining.both) === 'never') return;
  const everywhere = prove(examining, examining.both);
  const byPresence = new Map<Formula, string[]>();
  for (const name of examining.ways.names) {
    if (everywhere.jobs.has(name)) continue;
    const present = presence(examining, name);
    byPresence.set(present, [...(byPresence.get(present) ?? []), name]);
  }
  for (const [present, names] of byPresence) {
    const within = solver.and(examining.both, present);
    const proof = prove(examining, within);
    for (const name of names) {
      if (!proof.jobs.has(name) && !ledger.isChanged(name)) examine(examining, name, within);
    }
  }
  if (!everywhere.pipeline && !ledger.isChanged(null)) examine(examining, null, examining.both);
}

/** True when both sides are processed by the same semantics, and have the same jobs wherever both have any. */
function processAlike({ sides, shapes, solver }: Comparing): boolean {
  if (sides[0].semantics !== sides[1].semantics) return false;
  if (shapes[0].config.stages.join('\n') !== shapes[1].config.stages.join('\n')) return false;
  const [traits, others] = [shapes[0].traits, shapes[1].traits];
  if (traits.size !== others.size || [...traits].some(([key, where]) => others.get(key) !== where))
    return false;
  const [before, after] = shapes.map(({ jobs }) => [...jobs.keys()].sort().join('\n'));
  if (before !== after) return false;
  return [...shapes[0].jobs.keys()].every(name =>
    shapePairs(shapes, name, solver).every(([was, is]) => was.flow === is.flow),
  );
}

function presence({ ways, solver }: Examining, name: string): Formula {
  return solver.or(
    ...ways.waysOf(name).flatMap(({ pair, where }) => (pair.before || pair.after ? where : [])),
  );
}

function prove({ shapes, sides, ways }: Examining, within: Formula): FlowProof {
  const [before, after] = shapes;
  const stages = before.config.stages;
  const unlike = stages.join('\n') !== after.config.stages.join('\n');
  if (unlike || before.cancels || after.cancels) return { jobs: new Set(), pipeline: false };
  const semantics = [semanticsByName(sides[0].semantics), semanticsByName(sides[1].semantics)] as const;
  return proveFlow({ stages, semantics, jobs: ways.jobsWithin(within) });
}

/** Looks at one pipeline of each kind that the jobs before the subject make. */
function examine(examining: Examining, subject: Subject, within: Formula): void {
  const { solver, ways, ledger, findContext } = examining;
  const jobs = subject === null ? [...ways.names] : coneNames(examining, subject);
  const conditions = jobs.flatMap(name => ways.waysOf(name).map(({ where }) => where));
  const { kinds, complete } = pipelineKinds(solver, within, conditions, LIMITS.pipelineKinds);
  for (const kind of kinds) {
    const context = findContext(kind);
    const pair = context === null ? null : pairOf(examining, context);
    if (context === null || pair === null) {
      if (!isProvenIn(examining, subject, kind)) {
        ledger.leaveOpen(subject, 'it may differ in a kind of pipeline of which no example could be found');
      }
      continue;
    }
    const answer = pair.answer(subject);
    if (answer.kind === 'open') ledger.leaveOpen(subject, answer.reason);
    if (answer.kind !== 'differs') continue;
    const counterexample = counterexampleOf({ context, sides: pair.sides, ...answer.way }, subject);
    if (counterexample === null)
      ledger.leaveOpen(subject, 'a difference was found that could not be replayed');
    else ledger.change(subject, counterexample);
    if (pair.model.names.length > LIMITS.searchJobs) break;
  }
  if (!complete) ledger.leaveOpen(subject, 'there are too many kinds of pipelines to look at each');
}

function isProvenIn(examining: Examining, subject: Subject, kind: Formula): boolean {
  const proof = prove(examining, kind);
  return subject === null ? proof.pipeline : proof.jobs.has(subject);
}

/** All jobs that can lie before it on either side, in any pipeline, and itself. */
function coneNames({ shapes, ways }: Examining, subject: string): readonly string[] {
  const stages = shapes[0].config.stages;
  const cone = new Set([subject]);
  let reached = -1;
  for (const name of cone) {
    for (const { pair } of ways.waysOf(name)) {
      for (const job of [pair.before, pair.after]) {
        if (job === null) continue;
        if (job.schedulingType === 'dag') for (const need of job.needs ?? []) cone.add(need.job);
        else reached = Math.max(reached, stages.indexOf(job.stage));
      }
    }
    if (reached >= 0) for (const earlier of namesBefore({ shapes, ways }, stages, reached)) cone.add(earlier);
    reached = -1;
  }
  return [...cone];
}

function namesBefore(
  { shapes, ways }: Pick<Examining, 'shapes' | 'ways'>,
  stages: readonly string[],
  stage: number,
): readonly string[] {
  return [...ways.names].filter(name => {
    const shape = shapes[0].jobs.get(name)?.[0] ?? shapes[1].jobs.get(name)?.[0];
    return shape !== undefined && stages.indexOf(shape.job.stage) < stage;
  });
}

function pairOf(examining: Examining, context: ContextInput): PipelinePair | null {
  const key = JSON.stringify(context);
  let pair = examining.pairs.get(key);
  if (pair === undefined) {
    const [before, after] = composeBoth(examining.sides, context).map(({ pipeline }) => pipeline);
    pair = before && after ? makePair(examining, before, after) : null;
    examining.pairs.set(key, pair);
  }
  return pair;
}

function makePair({ sides, budget }: Examining, before: Pipeline, after: Pipeline): PipelinePair {
  const [was, is] = sides;
  return new PipelinePair(
    [
      { pipeline: before, semantics: was.semantics },
      { pipeline: after, semantics: is.semantics },
    ],
    budget,
  );
}
