/** A plan under construction: notes on jobs that must not contradict each other, and can be taken back. */
import type { PipelineModel } from '../processing/pipeline-model.js';
import type { Processing } from '../processing/processing-pass.js';
import { REQUIRED } from '../processing/semantics.js';
import { isIgnorable } from './manual-job.js';
import type { Plan } from './plan.js';

const NOTES = { act: 1, played: 2, unplayed: 4, succeeds: 8, fails: 16, skipped: 32 } as const;

export type Note = keyof typeof NOTES;

const CLASHES: Readonly<Record<Note, number>> = {
  act: NOTES.skipped,
  played: NOTES.unplayed,
  unplayed: NOTES.played,
  succeeds: NOTES.fails,
  fails: NOTES.succeeds,
  skipped: NOTES.act,
};

export interface PlanDraft {
  /** False when the note contradicts an earlier one. */
  note(job: number, note: Note): boolean;
  /** Whether the last `note` said something new. */
  readonly fresh: boolean;
  /** Nothing in stages before `stage` fails; without `forEver` later failures are fine. False when something does. */
  calm(stage: number, forEver: boolean): boolean;
  /** The jobs of stages before `stage` that were not asked for yet. */
  passed(stage: number): readonly number[];
  mark(): number;
  undo(mark: number): void;
  plan(): Plan;
}

export function createPlanDraft(model: PipelineModel, late: Uint8Array): PlanDraft {
  const notes = new Uint8Array(model.stageOf.length);
  const failing: number[] = [];
  const trail: (() => void)[] = [];
  let calmBefore = 0;
  let calmForEver = 0;
  let passedBefore = 0;
  let fresh = false;

  const disturbs = (job: number): boolean => {
    const stage = model.stageOf[job] ?? 0;
    return stage < calmForEver || (stage < calmBefore && late[job] === 0);
  };

  return {
    get fresh() {
      return fresh;
    },
    note(job, note) {
      const known = notes[job] ?? 0;
      fresh = (known & NOTES[note]) === 0;
      if (!fresh) return true;
      if ((known & CLASHES[note]) !== 0) return false;
      if (note === 'fails') {
        if (disturbs(job)) return false;
        failing.push(job);
      }
      notes[job] = known | NOTES[note];
      trail.push(() => {
        notes[job] = known;
        if (note === 'fails') failing.pop();
      });
      return true;
    },
    calm(stage, forEver) {
      const was = { calmBefore, calmForEver };
      calmBefore = Math.max(calmBefore, stage);
      if (forEver) calmForEver = Math.max(calmForEver, stage);
      trail.push(() => {
        ({ calmBefore, calmForEver } = was);
      });
      return !failing.some(disturbs);
    },
    passed(stage) {
      if (stage <= passedBefore) return [];
      const was = passedBefore;
      passedBefore = stage;
      trail.push(() => {
        passedBefore = was;
      });
      return [...model.order.subarray(model.stageStart[was], model.stageStart[stage])];
    },
    mark: () => trail.length,
    undo(mark) {
      while (trail.length > mark) trail.pop()?.();
    },
    plan() {
      const having = (note: Note): ReadonlySet<number> => {
        const jobs = new Set<number>();
        for (let job = 0; job < notes.length; job++)
          if (((notes[job] ?? 0) & NOTES[note]) !== 0) jobs.add(job);
        return jobs;
      };
      return { fails: having('fails'), played: having('played'), unplayed: having('unplayed') };
    },
  };
}

/**
 * Jobs that can fail after a later stage has already decided, because they were passed over until someone played an
 * optional manual job. Errs on the side of yes.
 */
export function lateJobs({ model, semantics }: Processing): Uint8Array {
  const late = new Uint8Array(model.stageOf.length);
  let anyLate = false;
  for (const job of model.order) {
    const optional = isIgnorable(model, job, semantics.extensions);
    const needsLate = (model.needs[job] ?? new Uint32Array()).some(need => late[need] === 1);
    const lateByStage: boolean = anyLate && model.required[job] === REQUIRED.on_failure;
    const follows: boolean = model.dag[job] === 1 ? needsLate : lateByStage;
    late[job] = Number(optional || (follows && model.required[job] !== REQUIRED.always));
    anyLate ||= late[job] === 1;
  }
  return late;
}
