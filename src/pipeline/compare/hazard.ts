/** Names the place where two semantics part: the first job, on a way to a difference, about which they decide otherwise. */
import type { PipelineJob } from '../pipeline.js';
import { STATUS } from '../processing/job-status.js';
import { startOf } from '../processing/pipeline-model.js';
import { needTokens, tokenOf } from '../processing/processing-pass.js';
import { any, TOKEN, type TokenSet } from '../processing/token.js';
import type { Hazard } from './comparison.js';
import { differenceReader } from './joint-difference.js';
import { ABSENT, type JointModel, type JointState, jobOn, statusOn } from './joint-run.js';

/** Read in the state that a way leads to; null where the jobs themselves are not the same on both sides. */
export function hazardOf(model: JointModel, state: JointState): Hazard | null {
  const job = firstDifferent(model, state);
  return job === null ? endHazard(model, state) : jobHazard(model, state, job);
}

/** Of the jobs that differ, one before which none does. */
function firstDifferent(model: JointModel, state: JointState): number | null {
  const differs = differenceReader(model, state);
  const { order, pipeline } = model.sides[0].processing.model;
  for (const number of order) {
    const job = model.indexOf.get(pipeline.jobs[number]?.name ?? '');
    if (job !== undefined && differs(job)) return job;
  }
  return [...model.names.keys()].find(job => model.sides[0].jobs[job] === ABSENT && differs(job)) ?? null;
}

function jobHazard(model: JointModel, state: JointState, job: number): Hazard | null {
  const [was, is] = [jobOn(model, 0, job), jobOn(model, 1, job)];
  if (was === undefined || is === undefined) return null;
  const novel = novelty(model, job);
  if (novel !== null) return novel;
  if (model.sides[0].processing.semantics === model.sides[1].processing.semantics) return null;
  if (!isAlike(was, is)) return null;
  // Which side is the proposed one does not matter for the name of what parts them.
  const proposed = model.sides[1].processing.semantics.extensions ? 1 : 0;
  const current = proposed === 1 ? 0 : 1;
  const [today, later] = [
    tokensBefore(model, state, current, job),
    tokensBefore(model, state, proposed, job),
  ];
  const dag = was.schedulingType === 'dag';
  const runsToday = statusOn(model, state, current, job) !== STATUS.skipped;
  if (!runsToday) {
    if (dag && any(today, TOKEN.ignored)) return 'H2';
    return dag && any(today, TOKEN.skipped) ? 'H4' : null;
  }
  if (any(later, TOKEN.canceled)) return any(today, TOKEN.canceled) ? 'H5' : 'H3';
  return any(later, TOKEN.skipped) ? 'H1' : null;
}

/** H6 and H7 are about jobs that only the proposed syntax can write, seen in the job itself or right before it. */
function novelty(model: JointModel, job: number): Hazard | null {
  for (const side of [0, 1] as const) {
    const { processing, jobs } = model.sides[side];
    const { needs, dag, stageOf, stageStart, order, pipeline } = processing.model;
    const number = jobs[job] ?? ABSENT;
    const before =
      dag[number] === 1 ? needs[number] : order.subarray(0, stageStart[stageOf[number] ?? 0] ?? 0);
    const near = [number, ...(before ?? [])].flatMap(at => pipeline.jobs[at] ?? []);
    for (const one of near) {
      const other = jobOn(model, side === 0 ? 1 : 0, model.indexOf.get(one.name) ?? ABSENT);
      if (other === undefined || isAlike(one, other) || startOf(one) !== 1) continue;
      if (one.when !== 'on_success') return 'H6';
      if (!one.blocker && one.allowFailure !== true && processing.semantics.extensions) return 'H7';
    }
  }
  return null;
}

function isAlike(was: PipelineJob, is: PipelineJob): boolean {
  const facts = ({ when, execution, allowFailure, blocker, schedulingType, needs }: PipelineJob): string => {
    const names = needs?.map(({ job, allowFailure: waived }) => `${job} ${waived}`).sort();
    return JSON.stringify([when, execution, allowFailure, blocker, schedulingType, names]);
  };
  return facts(was) === facts(is);
}

function tokensBefore(model: JointModel, state: JointState, side: 0 | 1, job: number): TokenSet {
  const { processing, jobs } = model.sides[side];
  const { dag, stageOf, stageStart, order } = processing.model;
  const number = jobs[job] ?? 0;
  if (dag[number] === 1) return needTokens(processing, state.sides[side], number);
  let tokens = 0;
  for (const earlier of order.subarray(0, stageStart[stageOf[number] ?? 0] ?? 0)) {
    tokens |= tokenOf(processing, state.sides[side], earlier);
  }
  return tokens;
}

/** Jobs are alike, and the pipeline is not: a canceled job counts for less where it is allowed to fail. */
function endHazard(model: JointModel, state: JointState): Hazard | null {
  if (model.sides[0].processing.semantics === model.sides[1].processing.semantics) return null;
  const canceled = model.names.some((_, job) =>
    ([0, 1] as const).some(side => {
      if (statusOn(model, state, side, job) !== STATUS.canceled) return false;
      const { processing, jobs } = model.sides[side];
      return tokenOf(processing, state.sides[side], jobs[job] ?? 0) === TOKEN.warn;
    }),
  );
  return canceled ? 'H3' : null;
}
