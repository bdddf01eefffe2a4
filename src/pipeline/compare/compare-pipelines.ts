/**
 * Compares what happens in pipelines that both sides make. First what can be proven for all pipelines at once, then for
 * those in which a job is; what is left is looked at in pipelines of each kind that matters for the job.
 */
import type { Formula } from '../../conditions/solver/formula.js';
import { USUAL_PIPELINES } from '../membership/likely-pipelines.js';
import type { Pipeline } from '../pipeline.js';
import type { ContextInput } from '../pipeline-context.js';
import { semanticsByName } from '../simulation.js';
import { type Comparing, composeBoth, exactlyOne, shapePairs } from './compare-composition.js';
import { counterexampleOf } from './counterexample.js';
import { FlowWays } from './flow-ways.js';
import type { Subject } from './ledger.js';
import { LIMITS } from './limits.js';
import type { JobPair } from './own-tokens.js';
import { type PipelineKinds, pipelineKinds } from './pipeline-kinds.js';
import { type Budget, PipelinePair } from './pipeline-pair.js';
import { presenceOf } from './side-shapes.js';
import { type FlowProof, proveFlow } from './token-flow.js';

interface Examining extends Comparing {
  /** Where both sides make a pipeline. It is about all jobs at once, so it is asked only where nothing else helps. */
  readonly both: Formula;
  readonly ways: FlowWays;
  readonly budget: Budget;
  readonly pairs: Map<string, PipelinePair | null>;
  readonly kinds: Map<string, PipelineKinds>;
}

export function comparePipelines(comparing: Comparing): void {
  if (processAlike(comparing)) return;
  const { shapes, solver, ledger } = comparing;
  const examining: Examining = {
    ...comparing,
    both: solver.and(shapes[0].created, shapes[1].created),
    ways: new FlowWays(shapes, solver),
    budget: {
      states: LIMITS.allSearchStates,
      proofJobs: LIMITS.proofJobs,
      kindDecisions: LIMITS.allKindDecisions,
    },
    pairs: new Map(),
    kinds: new Map(),
  };
  const everywhere = prove(examining, solver.always, examining.ways.names);
  const byPresence = new Map<Formula, string[]>();
  for (const name of examining.ways.names) {
    if (everywhere.jobs.has(name)) continue;
    const present = presence(examining, name);
    byPresence.set(present, [...(byPresence.get(present) ?? []), name]);
  }
  const open = new Map<Subject, Formula>();
  for (const [present, names] of byPresence) {
    const proof = prove(examining, present, coneNames(examining, names));
    for (const name of names) if (!proof.jobs.has(name)) open.set(name, present);
  }
  if (!everywhere.pipeline) open.set(null, solver.always);
  surveyLarge(examining, open);
  for (const [subject, within] of open) {
    if (!ledger.isChanged(subject)) examine(examining, subject, within);
  }
}

/** Asks about all subjects in each of some large pipelines, where one run shows what becomes of many. */
function surveyLarge(examining: Examining, open: ReadonlyMap<Subject, Formula>): void {
  const { solver, ledger } = examining;
  const survey = (kind: Formula): void => {
    const found = pairIn(examining, kind, true);
    if (found === null || found.pair.model.names.length <= LIMITS.searchJobs) return;
    for (const subject of open.keys()) {
      const way = ledger.isChanged(subject) ? null : found.pair.quickWay(subject);
      const counterexample =
        way && counterexampleOf({ context: found.context, whole: found.pair.model, ...way }, subject);
      if (counterexample) ledger.change(subject, counterexample);
    }
  };
  if (examining.ways.size <= LIMITS.searchJobs) return;
  for (const { type, where } of USUAL_PIPELINES) {
    const kind = solver.inTypes([type.id]);
    survey(where === null ? kind : solver.and(kind, where(solver)));
  }
  for (const [subject, within] of open) {
    if (subject !== null && !ledger.isChanged(subject)) survey(withSuspects(examining, subject, within));
  }
}

/** Where as many as possible of the jobs before the subject are that could make it differ. */
function withSuspects({ ways, solver, shapes }: Examining, subject: string, within: Formula): Formula {
  const suspects = new Set<Formula>();
  for (const name of coneNames({ ways, shapes }, [subject])) {
    if (name === subject) continue;
    for (const { pair, where } of ways.waysOf(name)) if (isSuspect(pair)) suspects.add(where);
  }
  let kind = within;
  for (const where of [...suspects].slice(-LIMITS.suspects)) {
    const more = solver.and(kind, where);
    if (solver.canHold(more)) kind = more;
  }
  return kind;
}

/** A job that can end in a way that does not mean the same everywhere. */
function isSuspect({ before, after }: JobPair): boolean {
  return [before, after].some(
    job =>
      job !== null && (job.allowFailure !== false || job.execution === 'manual' || job.when !== 'on_success'),
  );
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
  return [...shapes[0].jobs.keys()].every(name => {
    const [was, is] = shapes.map(({ jobs }) => presenceOf(jobs.get(name) ?? [], solver));
    if (was === undefined || is === undefined) return false;
    if (was !== is && solver.canHold(exactlyOne(solver, was, is))) return false;
    return shapePairs(shapes, name, solver).every(pair => pair[0].flow === pair[1].flow);
  });
}

function presence({ ways, solver }: Examining, name: string): Formula {
  return solver.or(
    ...ways.waysOf(name).flatMap(({ pair, where }) => (pair.before || pair.after ? where : [])),
  );
}

/** What is proven of these jobs, which must be all that lie before any of them. */
function prove(examining: Examining, within: Formula, names: Iterable<string>): FlowProof {
  const { shapes, sides, ways, budget } = examining;
  const [before, after] = shapes;
  const stages = before.config.stages;
  const unlike = stages.join('\n') !== after.config.stages.join('\n');
  if (unlike || before.cancels || after.cancels || budget.proofJobs <= 0) return UNPROVEN;
  const semantics = [semanticsByName(sides[0].semantics), semanticsByName(sides[1].semantics)] as const;
  const jobs = ways.jobsWithin(within, names);
  budget.proofJobs -= jobs.length;
  return proveFlow({ stages, semantics, jobs });
}

const UNPROVEN: FlowProof = { jobs: new Set(), pipeline: false };

/** Looks at a usual pipeline, and then at one of each kind that the jobs before the subject make. */
function examine(examining: Examining, subject: Subject, within: Formula): void {
  const { ledger, ways } = examining;
  const size = examineIn(examining, subject, within, true)?.size ?? 0;
  if (ledger.isChanged(subject) && size > LIMITS.searchJobs) return;
  const jobs = subject === null ? [...ways.names] : coneNames(examining, [subject]);
  const { kinds, complete } = kindsOf(examining, within, jobs);
  for (const kind of complete ? kinds : kinds.slice(0, LIMITS.samples)) {
    const proof = prove(examining, kind, jobs);
    if (subject === null ? proof.pipeline : proof.jobs.has(subject)) continue;
    const seen = examineIn(examining, subject, kind);
    if (seen !== null && seen.open !== null) ledger.leaveOpen(subject, seen.open);
    if (seen === null && canBothBe(examining, kind)) {
      ledger.leaveOpen(subject, 'it may differ where conditions ask for what only the repository can tell');
    }
    if (ledger.isChanged(subject) && (seen?.size ?? 0) > LIMITS.searchJobs) break;
  }
  if (!complete) ledger.leaveOpen(subject, 'there are too many kinds of pipelines to look at each');
}

/** The kinds of pipelines that differ in which of these jobs they have, and how; many subjects share them. */
function kindsOf(
  { solver, ways, kinds, budget }: Examining,
  within: Formula,
  jobs: readonly string[],
): PipelineKinds {
  const conditions = new Set(jobs.flatMap(name => ways.waysOf(name).map(({ where }) => where)));
  const key = [within, ...conditions].map(({ id }) => id).join();
  let known = kinds.get(key);
  if (known === undefined) {
    known = pipelineKinds(solver, within, conditions, budget);
    kinds.set(key, known);
  }
  return known;
}

/** Null where no pipeline of that kind is known. */
function examineIn(
  examining: Examining,
  subject: Subject,
  kind: Formula,
  usual = false,
): { readonly size: number; readonly open: string | null } | null {
  const { ledger } = examining;
  const found = pairIn(examining, kind, usual);
  if (found === null) return null;
  const { context, pair } = found;
  const size = pair.model.names.length;
  const answer = pair.answer(subject);
  if (answer.kind !== 'differs') return { size, open: answer.kind === 'open' ? answer.reason : null };
  const counterexample = counterexampleOf({ context, whole: pair.model, ...answer.way }, subject);
  if (counterexample === null) return { size, open: 'a difference was found that could not be replayed' };
  ledger.change(subject, counterexample);
  return { size, open: null };
}

function pairIn(
  examining: Examining,
  kind: Formula,
  usual: boolean,
): { readonly context: ContextInput; readonly pair: PipelinePair } | null {
  const { findContext, solver, both } = examining;
  const first = findContext(kind, usual);
  if (first === null) return null;
  const found = pairOf(examining, first);
  if (found !== null) return { context: first, pair: found };
  const context = findContext(solver.and(kind, both));
  const pair = context === null ? null : pairOf(examining, context);
  return context === null || pair === null ? null : { context, pair };
}

function canBothBe({ solver, both }: Examining, kind: Formula): boolean {
  return solver.canHold(solver.and(kind, both));
}

/** All jobs that can lie before these on either side, in any pipeline, and themselves. */
function coneNames(
  { shapes, ways }: Pick<Examining, 'shapes' | 'ways'>,
  subjects: readonly string[],
): readonly string[] {
  const stages = shapes[0].config.stages;
  const cone = new Set(subjects);
  let reached = -1;
  let met = 0;
  for (const name of cone) {
    for (const { pair } of ways.waysOf(name)) {
      for (const job of [pair.before, pair.after]) {
        if (job === null) continue;
        if (job.schedulingType === 'dag') for (const need of job.needs ?? []) cone.add(need.job);
        else reached = Math.max(reached, stages.indexOf(job.stage));
      }
    }
    if (reached <= met) continue;
    for (const earlier of namesBefore({ shapes, ways }, stages, reached)) cone.add(earlier);
    met = reached;
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
