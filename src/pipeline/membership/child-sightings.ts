/** Child pipelines, seen in the pipelines that start them. */
import { PIPELINE_TYPES, type PipelineType } from '../../conditions/pipeline-types.js';
import type { Formula } from '../../conditions/solver/formula.js';
import type { Solver } from '../../conditions/solver/solver.js';
import type { Parent } from '../../config/config.js';
import { type ChildPipeline, startChild } from '../child-pipeline.js';
import type { DecidedBy } from '../deciding-rule.js';
import type { PipelineContext } from '../pipeline-context.js';
import type { Sighting } from './sighting.js';

/** The types of child pipelines. */
export const CHILD_TYPES: readonly PipelineType[] = PIPELINE_TYPES.filter(
  ({ pipelineSource }) => pipelineSource === 'parent_pipeline',
);

interface StartedChild extends ChildPipeline {
  /** What added the trigger job. */
  readonly by: DecidedBy;
}

/** What a trigger job starts in a pipeline of its parent; null where the job is not in that. */
export function startedChild({ config, job }: Parent, sighting: Sighting): StartedChild | null {
  const { composition, context } = sighting;
  const decision = composition.pipeline === null ? undefined : sighting.decisionOf(job.name);
  if (decision?.form == null) return null;
  const { by } = decision;
  const child = startChild({ config, job, by, composition, context });
  return child === null ? null : { ...child, by };
}

/** The child pipeline in a pipeline of its parent, as seen there. */
export function sightChild(parent: Parent, sighting: Sighting): Sighting | null {
  const { context, input } = sighting;
  const child = startedChild(parent, sighting);
  const type = CHILD_TYPES.find(({ refKind }) => refKind === context.refKind);
  if (child === null || type === undefined) return null;
  const sure = child.composition.decisions.filter(({ certain }) => certain);
  const decisions = new Map(sure.map(each => [each.job.name, each]));
  return {
    type,
    input,
    context: child.context,
    composition: child.composition,
    assumes: sighting.assumes,
    parent: { sighting, job: parent.job.name },
    decisionOf: name => decisions.get(name),
  };
}

/** Whether a formula holds in a context: all variables that it can read have the values they have there. */
export function holdsIn(
  formula: Formula,
  { type, context }: { readonly type: PipelineType; readonly context: PipelineContext },
  names: Iterable<string>,
  solver: Solver,
): boolean {
  const facts: Formula[] = [formula];
  for (const name of names) {
    if (/^CI_(?:JOB|NODE|ENVIRONMENT)_/.test(name)) continue;
    const value = context.variables.get(name) ?? context.predefined.get(name);
    const written = value === undefined ? 'null' : literal(value);
    if (written === null) return false;
    facts.push(solver.expression(`$${name} == ${written}`));
  }
  return solver.witness(solver.and(...facts), [type]) !== null;
}

/** A text as expressions write it; null for one that they cannot. */
function literal(value: string): string | null {
  if (value.includes('\n')) return null;
  if (!value.includes('"')) return `"${value}"`;
  return value.includes("'") ? null : `'${value}'`;
}
