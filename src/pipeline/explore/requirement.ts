/**
 * What must be true for a job to start, fail, wait or be skipped, solved backwards from the job over the outcomes of
 * the jobs before it. Every job that starts may succeed, so only failures, plays and omitted plays are chosen.
 *
 * `impossible` is a proof: every requirement used is a necessary one. A plan is a candidate that its user replays.
 * Cost: linear where no choice goes wrong; gives up (`unknown`) after a fixed number of steps.
 */
import type { PipelineModel } from '../processing/pipeline-model.js';
import type { Processing } from '../processing/processing-pass.js';
import { REQUIRED } from '../processing/semantics.js';
import { isIgnorable, isManual } from './manual-job.js';
import type { Plan } from './plan.js';
import { createPlanDraft, lateJobs, type PlanDraft } from './plan-draft.js';

const BUDGET = 5_000;

export type GoalKind =
  /** The job starts or, if it is manual, can be played. */
  | 'act'
  /** It starts, and is played if it is manual. */
  | 'run'
  | 'succeed'
  /** It runs and fails for good. */
  | 'fail'
  /** It does not hold back a successor that wants success (proposed semantics). */
  | 'pass'
  /** It is left alone although it could be played. */
  | 'unplayed'
  /** The same, for a manual job that blocks. */
  | 'holds'
  /** The same, for a manual job that does not. */
  | 'idle'
  /** In the end it is skipped or, in current semantics, an optional manual job that nobody played. */
  | 'skip'
  /** It never starts. */
  | 'skipped'
  /** In the end it is still created: something before it waits for a person. */
  | 'wait'
  /** In the end it is neither skipped nor passed over. */
  | 'present'
  /** It is skipped in the end although a job right before it failed. */
  | 'skipAfterFailure'
  /** Whatever becomes of it, it does not fail. */
  | 'notFail'
  /** Nothing of an earlier stage fails before the job starts. */
  | 'calmBefore'
  /** The same until the end. */
  | 'alwaysCalmBefore'
  /** Nothing fails; its `job` has no meaning. */
  | 'calm';

export interface Goal {
  readonly kind: GoalKind;
  readonly job: number;
}

export type Solution = Plan | 'impossible' | 'unknown';

interface Agenda {
  readonly goal: Goal;
  readonly rest: Agenda | null;
}

/** Alternatives, each a list of goals. One alternative without goals is plain success; none at all is a conflict. */
type Alternatives = readonly (readonly Goal[])[];

const DONE: Alternatives = [[]];
const CONFLICT: Alternatives = [];

interface Solver {
  readonly model: PipelineModel;
  readonly draft: PlanDraft;
  readonly current: boolean;
  /** For each job those right before it: its needs, or all of earlier stages. */
  readonly before: readonly (readonly number[])[];
  budget: number;
}

/** Answers how the goals can be met together. */
export type Solve = (goals: readonly Goal[]) => Solution;

export function createSolver(processing: Processing): Solve {
  const { model } = processing;
  const late = lateJobs(processing);
  const before = jobsBefore(model);
  const current = !processing.semantics.extensions;
  return goals => {
    const solver: Solver = { model, draft: createPlanDraft(model, late), current, before, budget: BUDGET };
    if (run(solver, push(goals, null))) return solver.draft.plan();
    return solver.budget <= 0 ? 'unknown' : 'impossible';
  };
}

function jobsBefore(model: PipelineModel): readonly (readonly number[])[] {
  const byStage = model.stages.map((_, stage) => [...model.order.subarray(0, model.stageStart[stage])]);
  return model.needs.map((needs, job) =>
    model.dag[job] === 1 ? [...needs] : (byStage[model.stageOf[job] ?? 0] ?? []),
  );
}

function push(goals: readonly Goal[], rest: Agenda | null): Agenda | null {
  return goals.reduceRight<Agenda | null>((agenda, goal) => ({ goal, rest: agenda }), rest);
}

interface Choice {
  readonly alternatives: Alternatives;
  readonly rest: Choice | null;
}

/**
 * What is certain comes first and choices last, those with the fewest alternatives before others: most alternatives
 * then fail at once. Recursion happens at choices only, so its depth is bounded by their number.
 */
function run(solver: Solver, agenda: Agenda | null, choices: Choice | null = null): boolean {
  while (agenda !== null) {
    if (solver.budget-- <= 0) return false;
    const alternatives = expand(solver, agenda.goal);
    const [only] = alternatives;
    if (only === undefined) return false;
    agenda = alternatives.length > 1 ? agenda.rest : push(only, agenda.rest);
    if (alternatives.length > 1) choices = { alternatives, rest: choices };
  }
  return choices === null || choose(solver, choices);
}

function choose(solver: Solver, choices: Choice): boolean {
  const pending = [...listChoices(choices)];
  const best = pending.reduce((one, other) => (other.length < one.length ? other : one));
  const others = pending.reduce<Choice | null>(
    (rest, alternatives) => (alternatives === best ? rest : { alternatives, rest }),
    null,
  );
  for (const goals of best) {
    const mark = solver.draft.mark();
    if (run(solver, push(goals, null), others)) return true;
    solver.draft.undo(mark);
    if (solver.budget <= 0) return false;
  }
  return false;
}

function* listChoices(choices: Choice): Generator<Alternatives> {
  for (let link: Choice | null = choices; link !== null; link = link.rest) yield link.alternatives;
}

function expand(solver: Solver, { kind, job }: Goal): Alternatives {
  const { draft } = solver;
  switch (kind) {
    case 'act':
      return draft.note(job, 'act') ? (draft.fresh ? expandAct(solver, job) : DONE) : CONFLICT;
    case 'run':
      if (isManual(solver.model, job) && !draft.note(job, 'played')) return CONFLICT;
      return [[{ kind: 'act', job }]];
    case 'succeed':
      return draft.note(job, 'succeeds') ? [[{ kind: 'run', job }]] : CONFLICT;
    case 'fail':
      return mayFail(solver.model, job) && draft.note(job, 'fails') ? [[{ kind: 'run', job }]] : CONFLICT;
    case 'unplayed':
      return draft.note(job, 'unplayed') ? [[{ kind: 'act', job }]] : CONFLICT;
    case 'holds':
      return isIgnorable(solver.model, job, !solver.current) ? CONFLICT : [[goal('unplayed', job)]];
    case 'idle':
      return isIgnorable(solver.model, job, !solver.current) ? [[goal('unplayed', job)]] : CONFLICT;
    case 'calm':
      return draft.calm(Number.POSITIVE_INFINITY, true) ? DONE : CONFLICT;
    case 'calmBefore':
      return draft.calm(solver.model.stageOf[job] ?? 0, false) ? DONE : CONFLICT;
    case 'alwaysCalmBefore':
      return draft.calm(solver.model.stageOf[job] ?? 0, true) ? DONE : CONFLICT;
    case 'notFail':
      return draft.note(job, 'succeeds') ? DONE : CONFLICT;
    case 'pass':
      return expandPass(solver, job);
    case 'present':
      return [
        [{ kind: isIgnorable(solver.model, job, !solver.current) ? 'run' : 'act', job }],
        [{ kind: 'wait', job }],
      ];
    case 'skipped':
      return draft.note(job, 'skipped') ? DONE : CONFLICT;
    case 'skip':
      return expandSkip(solver, job);
    case 'skipAfterFailure':
      return before(solver, job)
        .filter(other => !isWaived(solver, job, other) && mayFail(solver.model, other))
        .map(other => [goal('skip', job), goal('fail', other)]);
    case 'wait':
      return expandWait(solver, job);
  }
}

function expandAct(solver: Solver, job: number): Alternatives {
  const { model, draft, current } = solver;
  const required = model.required[job];
  // Whatever happens before it, short of a cancellation, and it can always be arranged that all that comes to an end.
  if (required === REQUIRED.always) return DONE;
  const earlier = before(solver, job);
  if (required === REQUIRED.on_failure) {
    const failing = earlier.filter(other => mayFail(model, other) && !isWaived(solver, job, other));
    const others = current && model.dag[job] === 1 ? earlier.map(other => goal('run', other)) : [];
    return failing.map(other => [goal('fail', other), ...others]);
  }
  if (current && model.dag[job] === 0) return [[goal('calmBefore', job)]];
  if (current) return [earlier.map(other => goal('succeed', other))];
  if (model.dag[job] === 0) return [draft.passed(model.stageOf[job] ?? 0).map(other => goal('pass', other))];
  return [earlier.map(other => goal(isWaived(solver, job, other) ? 'run' : 'pass', other))];
}

function expandPass({ model, draft }: Solver, job: number): Alternatives {
  if (isManual(model, job) && model.blocker[job] === 0) {
    // Unplayed it is neutral, and it may fail later.
    return [[goal('act', job)]];
  }
  return draft.note(job, 'succeeds') ? [[goal('run', job)]] : CONFLICT;
}

function expandSkip(solver: Solver, job: number): Alternatives {
  const { model, current } = solver;
  const alternatives: (readonly Goal[])[] = [];
  if (current && isIgnorable(solver.model, job, !solver.current)) alternatives.push([goal('unplayed', job)]);
  const required = model.required[job];
  if (required === REQUIRED.always) return alternatives;
  const earlier = before(solver, job);
  if (required === REQUIRED.on_success) {
    for (const other of earlier) {
      if (mayFail(model, other) && !isWaived(solver, job, other)) alternatives.push([goal('fail', other)]);
    }
  } else {
    const byNeeds = model.dag[job] === 1;
    alternatives.push(
      byNeeds ? earlier.map(other => goal('notFail', other)) : [goal('alwaysCalmBefore', job)],
    );
  }
  const poisons = current ? model.dag[job] === 1 : required === REQUIRED.on_success;
  if (poisons) for (const other of earlier) alternatives.push([goal('skip', other)]);
  const [first] = alternatives;
  const optional = current && isIgnorable(solver.model, job, !solver.current) ? first : undefined;
  return alternatives.map(goals => (goals === optional ? goals : [goal('skipped', job), ...goals]));
}

function expandWait(solver: Solver, job: number): Alternatives {
  const { model, current } = solver;
  const earlier = before(solver, job);
  const blocking = earlier.filter(other => isManual(model, other) && !isIgnorable(model, other, !current));
  if (model.dag[job] === 0) return blocking.map(other => [goal('unplayed', other)]);
  const besides = (one: number): Goal[] =>
    current ? earlier.filter(other => other !== one).map(other => goal('present', other)) : [];
  return [
    ...blocking.map(other => [goal('unplayed', other), ...besides(other)]),
    ...earlier.map(other => [goal('wait', other), ...besides(other)]),
  ];
}

function goal(kind: GoalKind, job: number): Goal {
  return { kind, job };
}

function before(solver: Solver, job: number): readonly number[] {
  return solver.before[job] ?? [];
}

function isWaived({ model, current }: Solver, job: number, need: number): boolean {
  if (current || model.dag[job] === 0) return false;
  return model.waived[job]?.[model.needs[job]?.indexOf(need) ?? -1] === 1;
}

/** True when a failure of the job can count as one; with `exit_codes` it can. */
export function mayFail(model: PipelineModel, job: number): boolean {
  return model.pipeline.jobs[job]?.allowFailure !== true;
}
