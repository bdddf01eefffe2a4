/** Meets every state that two pipelines can come to together, so that the first one that differs is a nearest one. */
import { differenceReader, endsDiffer } from './joint-difference.js';
import {
  type JointModel,
  type JointMove,
  type JointState,
  moveJoint,
  possibleMoves,
  startJoint,
} from './joint-run.js';

/** Stands for the pipeline itself among the jobs that are asked about. */
export const PIPELINE = -1;

export interface JointSearch {
  /** For each job that differs somewhere a shortest way there. */
  readonly ways: ReadonlyMap<number, readonly JointMove[]>;
  /** Whether every state was met, so that what is not among `ways` never differs. */
  readonly complete: boolean;
  readonly states: number;
}

interface Visit {
  readonly state: JointState;
  readonly from: Visit | null;
  readonly move: JointMove | null;
}

/** Stops when all of `asked` have been found. Breadth first: ways are shortest in the number of moves. */
export function searchJoint(model: JointModel, asked: Iterable<number>, limit: number): JointSearch {
  const open = new Set(asked);
  const ways = new Map<number, readonly JointMove[]>();
  const first: Visit = { state: startJoint(model), from: null, move: null };
  const queue = [first];
  const seen = new Set([keyOf(model, first.state)]);
  let complete = true;
  for (const visit of queue) {
    const differs = differenceReader(model, visit.state);
    for (const job of open) {
      if (job === PIPELINE ? !endsDiffer(model, visit.state) : !differs(job)) continue;
      ways.set(job, wayTo(visit));
      open.delete(job);
    }
    if (open.size === 0) break;
    for (const move of possibleMoves(model, visit.state)) {
      const state = moveJoint(model, visit.state, move);
      const key = keyOf(model, state);
      if (seen.has(key)) continue;
      if (queue.length >= limit) {
        complete = false;
        continue;
      }
      seen.add(key);
      queue.push({ state, from: visit, move });
    }
  }
  return { ways, complete, states: queue.length };
}

function wayTo(visit: Visit): readonly JointMove[] {
  const moves: JointMove[] = [];
  for (let at: Visit | null = visit; at?.move; at = at.from) moves.push(at.move);
  return moves.reverse();
}

/** The statuses of stages and of the pipeline follow from those of the jobs once nothing moves. */
function keyOf({ sides }: JointModel, { sides: states, outcomes }: JointState): string {
  const text = (side: 0 | 1): string => {
    const size = sides[side].processing.model.stageOf.length * 2;
    return String.fromCharCode(...states[side].subarray(0, size));
  };
  return `${text(0)}${text(1)}${String.fromCharCode(...outcomes)}`;
}
