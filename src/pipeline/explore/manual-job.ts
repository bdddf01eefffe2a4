import { type PipelineModel, START } from '../processing/pipeline-model.js';

export function isManual(model: PipelineModel, job: number): boolean {
  return model.start[job] === START.manual;
}

/** A manual job that nobody has to play. */
export function isIgnorable(model: PipelineModel, job: number, proposed: boolean): boolean {
  if (!isManual(model, job)) return false;
  return proposed ? model.blocker[job] === 0 : model.pipeline.jobs[job]?.allowFailure === true;
}
