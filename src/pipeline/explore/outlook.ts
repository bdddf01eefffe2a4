/**
 * What can become of every job of a pipeline, over all failures and plays. Cancellations and retries are left out:
 * a cancellation never makes anything run, and a retry only repeats.
 *
 * Each `yes` was replayed. Each `no` is proved, by requirements that cannot be met together or by meeting every state
 * of the part of the pipeline that the job depends on. What neither settles within the bounds below is `unknown`.
 */
import type { Pipeline } from '../pipeline.js';
import type { PipelineModel } from '../processing/pipeline-model.js';
import { buildModel } from '../processing/pipeline-model.js';
import type { Processing } from '../processing/processing-pass.js';
import type { SemanticsName } from '../processing/semantics.js';
import { semanticsByName } from '../simulation.js';
import { coneOf } from './cone.js';
import { type ConeAnswer, type ConeGraph, exploreCone, MAX_JOBS, searchCone } from './cone-search.js';
import { idleJobs } from './idle-jobs.js';
import { isManual } from './manual-job.js';
import { type Plan, replayPlan, type Timing } from './plan.js';
import { QUESTIONS, type Question, readState } from './question.js';
import { createSolver, type Goal, type Solution, type Solve } from './requirement.js';
import { shortenTrace, type TraceEvent, type TraceScope } from './trace.js';

export type Answer = 'yes' | 'no' | 'unknown';

export interface Outlook {
  answer(job: string, question: Question): Answer;
  /** Events that lead there, as few as could be found; null unless the answer is yes. */
  trace(job: string, question: Question): readonly TraceEvent[] | null;
}

/** States that all searches together may meet. */
const STATE_BUDGET = 60_000;

/** States that are met for the sake of one shortest trace. */
const TRACE_STATES = 2_000;

interface Run {
  readonly plan: Plan;
  readonly timing: Timing;
}

type Entry = { readonly answer: 'yes'; readonly run: Run | null } | { readonly answer: 'no' | 'unknown' };

interface Survey {
  readonly processing: Processing;
  readonly model: PipelineModel;
  readonly solve: Solve;
  readonly idle: Uint8Array;
  /** What is settled, by question and job. */
  readonly settled: Readonly<Record<Question, (Entry | undefined)[]>>;
  budget: number;
  /** All states of a job's cone, or of the whole pipeline at -1; null for those with too many. */
  readonly graphs: Map<number, ConeGraph | null>;
  traceBudget: number;
}

const NOBODY: ReadonlySet<number> = new Set();

const surveys = new WeakMap<Pipeline, Partial<Record<SemanticsName, Outlook>>>();

/** The outlook of a pipeline; asked again, the same one, so that all rules share what was found. */
export function outlookOf(pipeline: Pipeline, semantics: SemanticsName): Outlook {
  const known = surveys.get(pipeline) ?? {};
  surveys.set(pipeline, known);
  known[semantics] ??= surveyPipeline({ model: buildModel(pipeline), semantics: semanticsByName(semantics) });
  return known[semantics];
}

export function surveyPipeline(processing: Processing): Outlook {
  const { model } = processing;
  const survey: Survey = {
    processing,
    model,
    solve: createSolver(processing),
    idle: idleJobs(processing),
    settled: {
      runs: [],
      skippedAfterFailure: [],
      waitsForever: [],
      holds: [],
      greenAlthoughFailed: [],
      greenAlthoughNotRun: [],
    },
    budget: STATE_BUDGET,
    graphs: new Map(),
    traceBudget: STATE_BUDGET,
  };
  const manual = new Set([...model.stageOf.keys()].filter(job => isManual(model, job)));
  sweep(survey, { plan: { fails: NOBODY, played: NOBODY, unplayed: NOBODY }, timing: 'late' });
  sweep(survey, { plan: { fails: NOBODY, played: manual, unplayed: NOBODY }, timing: 'early' });

  const entryOf = (name: string, question: Question): [number, Entry | undefined] => {
    const job = model.indexOf.get(name);
    return job === undefined ? [-1, undefined] : [job, settle(survey, job, question)];
  };
  return {
    answer: (name, question) => entryOf(name, question)[1]?.answer ?? 'no',
    trace(name, question) {
      const [job, entry] = entryOf(name, question);
      if (entry?.answer !== 'yes') return null;
      const events = entry.run ? replayPlan(processing, entry.run.plan, entry.run.timing).events : null;
      return shortenTrace(processing, scopeOf(survey, job, question), job, question, events);
    },
  };
}

/** Green is a question to the whole pipeline, the others are settled in the job's cone. */
function scopeOf(survey: Survey, job: number, question: Question): TraceScope {
  const { processing, model, graphs } = survey;
  const whole = question === 'greenAlthoughFailed' || question === 'greenAlthoughNotRun';
  const cone = whole ? new Set(model.stageOf.keys()) : coneOf(model, job);
  const key = whole ? -1 : job;
  let graph = graphs.get(key);
  if (graph === undefined) {
    graph = exploreCone(processing, cone, job, Math.min(survey.traceBudget, TRACE_STATES));
    graphs.set(key, graph);
    survey.traceBudget -= graph?.graph.states.length ?? 0;
  }
  return { cone, graph: whole && graph !== null ? { ...graph, job } : graph };
}

/** Replays a plan and notes every answer that it gives, whoever asked. */
function sweep({ processing, model, settled }: Survey, run: Run): void {
  const { final, acted } = replayPlan(processing, run.plan, run.timing);
  const shows = readState(processing, final);
  for (const question of QUESTIONS) {
    const entries = settled[question];
    for (let job = 0; job < model.stageOf.length; job++) {
      if (entries[job] !== undefined) continue;
      const seen = question === 'runs' ? acted[job] === 1 : shows(job, question);
      if (seen) entries[job] = { answer: 'yes', run };
    }
  }
}

function settle(survey: Survey, job: number, question: Question): Entry {
  const entries = survey.settled[question];
  let impossible = true;
  for (const goals of entries[job] === undefined ? goalsOf(survey, job, question) : []) {
    const solution = survey.solve(goals);
    if (solution === 'impossible') continue;
    impossible = false;
    if (solution !== 'unknown') tryPlan(survey, solution, job, question);
    if (entries[job] !== undefined) break;
  }
  const entry = entries[job] ?? (impossible ? { answer: 'no' as const } : search(survey, job, question));
  entries[job] = entry;
  return entry;
}

function tryPlan(survey: Survey, solution: Exclude<Solution, string>, job: number, question: Question): void {
  const warns = question === 'greenAlthoughFailed' ? new Set([job]) : NOBODY;
  const optional = [...survey.model.stageOf.keys()].filter(
    other => isManual(survey.model, other) && !solution.unplayed.has(other),
  );
  const lean: Plan = { ...solution, warns };
  const full: Plan = { ...lean, played: new Set(optional) };
  const runs: Run[] = [{ plan: lean, timing: 'early' }];
  if (lean.played.size > 0) runs.push({ plan: lean, timing: 'late' });
  if (optional.length > 0) runs.push({ plan: full, timing: 'early' }, { plan: full, timing: 'late' });
  for (const run of runs) {
    sweep(survey, run);
    if (survey.settled[question][job] !== undefined) return;
  }
}

function search(survey: Survey, job: number, question: Question): Entry {
  const whole = survey.model.stageOf;
  const all = question === 'greenAlthoughNotRun' && whole.length <= MAX_JOBS;
  const cone = all ? new Set(whole.keys()) : coneOf(survey.model, job);
  const found: ConeAnswer = searchCone(survey.processing, cone, job, question, survey.budget);
  survey.budget -= found.states;
  return found.answer === 'yes' ? { answer: 'yes', run: null } : { answer: found.answer };
}

/** Alternatives, one of which must be met. */
function goalsOf({ model, idle }: Survey, job: number, question: Question): readonly (readonly Goal[])[] {
  const calm: Goal = { kind: 'calm', job };
  switch (question) {
    case 'runs':
      return [[{ kind: 'act', job }]];
    case 'skippedAfterFailure':
      return [[{ kind: 'skipAfterFailure', job }]];
    case 'waitsForever':
      return [[{ kind: 'wait', job }]];
    case 'holds':
      return isManual(model, job) ? [[{ kind: 'holds', job }]] : [];
    case 'greenAlthoughFailed':
      return model.pipeline.jobs[job]?.allowFailure === false ? [] : [[calm, { kind: 'run', job }]];
    case 'greenAlthoughNotRun': {
      if (idle[job] === 0) return [];
      const skipped: Goal[] = [calm, { kind: 'skip', job }];
      return isManual(model, job) ? [skipped, [calm, { kind: 'idle', job }]] : [skipped];
    }
  }
}
