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
  for (const event of events) {
    const { jobs: now } = simulation.statuses();
    const jobs = event.jobs?.filter(
      name => WORKING.has(now[name]) || (event.event === 'play' && now[name] === 'manual'),
    );
    if (jobs?.length !== 0) simulation.fire(jobs === undefined ? event : { ...event, jobs });
  }
  return simulation.statuses().jobs[job];
}
