import type { Processing } from '../processing/processing-pass.js';
import { REQUIRED } from '../processing/semantics.js';
import { isIgnorable } from './manual-job.js';

/** 1 for each job that may end without having run although nothing fails. Errs on the side of yes; linear. */
export function idleJobs({ model, semantics }: Processing): Uint8Array {
  const proposed = semantics.extensions;
  const idle = new Uint8Array(model.stageOf.length);
  let idleBefore = false;
  for (let stage = 0; stage < model.stages.length; stage++) {
    const jobs = model.order.subarray(model.stageStart[stage], model.stageStart[stage + 1]);
    for (const job of jobs) idle[job] = Number(isIdle(job));
    idleBefore ||= jobs.some(job => idle[job] === 1);
  }
  return idle;

  function isIdle(job: number): boolean {
    if (isIgnorable(model, job, proposed)) return true;
    if (model.required[job] === REQUIRED.always) return false;
    if (model.required[job] === REQUIRED.on_failure) return true;
    // Of stages only the proposal takes a skipped job for more than nothing.
    if (model.dag[job] === 0) return proposed && idleBefore;
    return (model.needs[job] ?? new Uint32Array()).some(need => idle[need] === 1);
  }
}
