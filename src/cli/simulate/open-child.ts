/** `--child`: from the pipeline of an event to the child pipeline that one of its jobs starts. */
import { childConfig } from '../../config/child.js';
import type { Config } from '../../config/config.js';
import { nearest } from '../../linter/nearest.js';
import { childContext } from '../../pipeline/child-pipeline.js';
import { composePipeline } from '../../pipeline/compose.js';
import { type ContextInput, describeContext } from '../../pipeline/pipeline-context.js';
import { UsageError } from '../usage-error.js';

/** A configuration in an event. */
export interface Simulated {
  readonly config: Config;
  readonly context: ContextInput;
}

/** @throws UsageError where the job starts no child pipeline, or none that can be known. */
export function openChild({ config, context: input }: Simulated, name: string): Simulated {
  const context = describeContext(input);
  const composition = composePipeline(config, context);
  const decision = composition.decisions.find(({ job }) => job.name === name);
  if (decision === undefined) {
    const names = config.jobs.map(job => job.name);
    const near = nearest(name, names);
    const reason = names.includes(name) ? `there is no pipeline in this event` : `there is no job ${name}`;
    throw new UsageError(`${reason}.`, near === null ? '' : `Did you mean ${near}?`);
  }
  const { job, form, by } = decision;
  if (form === null) throw new UsageError(`the job ${name} is not in this pipeline.`);
  const event = childContext({ config, job, by, composition, context });
  const values = Object.fromEntries([...event.predefined, ...event.variables]);
  const child = childConfig(config, job, values);
  if (child === null) throw new UsageError(`the job ${name} starts no child pipeline.`);
  const [unread] = child.unresolved;
  if (unread !== undefined) {
    const file = Object.values(unread.include.location).join(' ');
    throw new UsageError(
      `the child pipeline of ${name} is not known: ${file} cannot be read, ${unread.reason}.`,
    );
  }
  return {
    config: child,
    context: {
      source: event.source,
      ref: event.ref,
      tag: event.refKind === 'tag',
      merge_request: event.refKind === 'merge request',
      project_path: event.projectPath,
      predefined: Object.fromEntries(event.predefined),
      variables: Object.fromEntries(event.variables),
      changes: input.changes ?? null,
      exists: input.exists ?? null,
    },
  };
}
