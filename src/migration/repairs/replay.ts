/** What a job comes to when the events of a counterexample happen to another configuration. */
import type { Config } from '../../config/config.js';
import type { Counterexample } from '../../pipeline/compare/comparison.js';
import { runEvents } from '../../pipeline/compare/counterexample.js';
import { composePipeline } from '../../pipeline/compose.js';
import { describeContext } from '../../pipeline/pipeline-context.js';
import { buildModel } from '../../pipeline/processing/pipeline-model.js';
import { readStatuses } from '../../pipeline/processing/pipeline-state.js';
import { proposedSemantics } from '../../pipeline/processing/proposed.js';

/** Under the proposed semantics; undefined without a pipeline or the job. */
export function replayOn(
  config: Config,
  job: string,
  { context, events }: Counterexample,
): string | undefined {
  const { pipeline } = composePipeline(config, describeContext(context));
  if (pipeline === null) return undefined;
  const processing = { model: buildModel(pipeline), semantics: proposedSemantics };
  return readStatuses(processing.model, runEvents(processing, events).state).jobs[job];
}
