/** The part of two pipelines that decides about a job on both sides. */
import { coneOf, restrictTo } from '../explore/cone.js';
import { ABSENT, type JointModel, type JointSide, type PipelineSide } from './joint-run.js';

/** Closed under what comes before on either side. A failure that cancels the pipeline makes every job part of it. */
export function jointCone({ names, sides }: JointModel, job: number): ReadonlySet<number> {
  if (sides.some(({ processing }) => processing.model.pipeline.cancelOnFailure)) return new Set(names.keys());
  const numbers = sides.map(({ jobs }) => new Map([...jobs].map((number, at) => [number, at])));
  const cone = new Set([job]);
  for (const member of cone) {
    for (const [side, { processing, jobs }] of sides.entries()) {
      const number = jobs[member] ?? ABSENT;
      if (number === ABSENT) continue;
      for (const earlier of coneOf(processing.model, number)) cone.add(numbers[side]?.get(earlier) ?? member);
    }
  }
  return cone;
}

/** Both sides with the jobs of the cone alone. */
export function restrictJoint(
  { sides }: JointModel,
  cone: ReadonlySet<number>,
): readonly [PipelineSide, PipelineSide] {
  const restrict = ({ processing, jobs }: JointSide): PipelineSide => {
    const numbers = new Set([...cone].map(member => jobs[member] ?? ABSENT));
    return { pipeline: restrictTo(processing.model, numbers), semantics: processing.semantics.name };
  };
  return [restrict(sides[0]), restrict(sides[1])];
}
