/** Leaves out of a way to a difference what does not matter for it. */
import { differenceReader, endsDiffer } from './joint-difference.js';
import { applyMove, type JointModel, type JointMove, moveOf, startJoint } from './joint-run.js';
import { PIPELINE } from './joint-search.js';
import { LIMITS } from './limits.js';

/**
 * The moves of `way` that are possible one after the other in `model`, up to where the job differs and less those without
 * which it still does; null when it does not differ.
 */
export function shortenWay(
  model: JointModel,
  job: number,
  way: readonly JointMove[],
): readonly JointMove[] | null {
  let best = follow(model, job, way);
  if (best === null || best.length > LIMITS.shortenedMoves) return best;
  for (let at = best.length - 1; at >= 0; at--) {
    const without = follow(
      model,
      job,
      best.filter((_, index) => index !== at),
    );
    if (without !== null && without.length < best.length) {
      best = without;
      at = Math.min(at, best.length);
    }
  }
  return best;
}

function follow(model: JointModel, job: number, way: readonly JointMove[]): readonly JointMove[] | null {
  const state = startJoint(model);
  const done: JointMove[] = [];
  const differs = (): boolean =>
    job === PIPELINE ? endsDiffer(model, state) : differenceReader(model, state)(job);
  for (const { event } of way) {
    if (differs()) return done;
    const move = moveOf(model, state, event);
    if (move === null) continue;
    applyMove(model, state, move);
    done.push(move);
  }
  return differs() ? done : null;
}
