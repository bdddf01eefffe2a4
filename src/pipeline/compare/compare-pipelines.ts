/** Compares what happens in pipelines that both sides make. */
import { type Comparing, composeBoth, shapePairs } from './compare-composition.js';
import { counterexampleOf, type Way } from './counterexample.js';
import { jointCone, restrictJoint } from './joint-cone.js';
import { jointModel, type PipelineSide } from './joint-run.js';
import { PIPELINE, searchJoint } from './joint-search.js';
import { LIMITS } from './limits.js';
import { pipelineKinds } from './pipeline-kinds.js';

export function comparePipelines(comparing: Comparing): void {
  if (processAlike(comparing)) return;
  const { shapes, solver, ledger, findContext } = comparing;
  const both = solver.and(shapes[0].created, shapes[1].created);
  const conditions = shapes.flatMap(({ jobs }) => [...jobs.values()].flat().map(({ where }) => where));
  const { kinds, complete } = pipelineKinds(solver, both, conditions, LIMITS.pipelineKinds);
  const subjects = [null, ...new Set(shapes.flatMap(({ jobs }) => [...jobs.keys()]))];
  const leaveAllOpen = (reason: string): void => {
    for (const subject of subjects) ledger.leaveOpen(subject, reason);
  };
  if (!complete) leaveAllOpen('there are too many kinds of pipelines');
  let budget: number = LIMITS.allSearchStates;
  for (const kind of kinds) {
    const context = findContext(kind);
    if (context === null) {
      leaveAllOpen('no example could be found for one kind of pipeline');
      continue;
    }
    const [before, after] = composeBoth(comparing.sides, context).map(({ pipeline }) => pipeline);
    if (!before || !after) continue;
    const sides = [
      { pipeline: before, semantics: comparing.sides[0].semantics },
      { pipeline: after, semantics: comparing.sides[1].semantics },
    ] as const;
    budget -= searchPipeline(comparing, context, sides, budget);
  }
}

/** True when both sides are processed by the same semantics, and have the same jobs wherever both have any. */
function processAlike({ sides, shapes, solver }: Comparing): boolean {
  if (sides[0].semantics !== sides[1].semantics) return false;
  if (shapes[0].config.stages.join('\n') !== shapes[1].config.stages.join('\n')) return false;
  const [traits, others] = [shapes[0].traits, shapes[1].traits];
  if (traits.size !== others.size || [...traits].some(([key, where]) => others.get(key) !== where))
    return false;
  const [before, after] = shapes.map(({ jobs }) => [...jobs.keys()].sort().join('\n'));
  if (before !== after) return false;
  return [...shapes[0].jobs.keys()].every(name =>
    shapePairs(shapes, name, solver).every(([was, is]) => was.flow === is.flow),
  );
}

function searchPipeline(
  { ledger }: Comparing,
  context: Way['context'],
  sides: readonly [PipelineSide, PipelineSide],
  budget: number,
): number {
  const model = jointModel(...sides);
  let spent = 0;
  for (const [job, name] of [...model.names.entries(), [PIPELINE, null] as const]) {
    const cone = job === PIPELINE ? new Set(model.names.keys()) : jointCone(model, job);
    if (cone.size > LIMITS.searchJobs) {
      ledger.leaveOpen(name, 'the part of the pipeline that decides about it is too large');
      continue;
    }
    const part = cone.size === model.names.length ? model : jointModel(...restrictJoint(model, cone));
    const asked = name === null ? PIPELINE : part.names.indexOf(name);
    const limit = Math.min(LIMITS.searchStates, budget - spent);
    const found = searchJoint(part, [asked], limit);
    spent += found.states;
    const moves = found.ways.get(asked);
    const counterexample = moves && counterexampleOf({ context, sides, part, moves }, name);
    if (counterexample) ledger.change(name, counterexample);
    else if (moves || !found.complete) ledger.leaveOpen(name, 'there are too many outcomes to try');
  }
  return spent;
}
