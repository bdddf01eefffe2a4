/** What a job comes to when the events of a counterexample happen to another configuration. */
import type { Config } from '../../config/config.js';
import type { Counterexample } from '../../pipeline/compare/comparison.js';
import { composePipeline } from '../../pipeline/compose.js';
import { describeContext } from '../../pipeline/pipeline-context.js';
import { startSimulation } from '../../pipeline/simulation.js';

const WORKING: ReadonlySet<string | undefined> = new Set(['pending', 'running', 'waiting_for_callback']);

/** Under the proposed semantics; undefined without a pipeline or the job. Nothing happens to a job that has not started there. */
export function replayOn(
  config: Config,
  job: string,
  { context, events }: Counterexample,
): string | undefined {
  const { pipeline } = composePipeline(config, describeContext(context));
  if (pipeline === null) return undefined;
  const simulation = startSimulation(pipeline, 'proposed');
  // One after the other, as the first of an event may be what lets the next one start.
  const single = events.flatMap(event => event.jobs?.map(name => ({ ...event, jobs: [name] })) ?? [event]);
  for (const event of single) {
    const status = simulation.statuses().jobs[event.jobs?.[0] ?? ''];
    const happens = WORKING.has(status) || (event.event === 'play' && status === 'manual');
    if (event.jobs === undefined || happens) simulation.fire(event);
  }
  return simulation.statuses().jobs[job];
}
