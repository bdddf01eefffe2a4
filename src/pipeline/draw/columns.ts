/** In which column a job is drawn: stages from left to right, and in a stage its needs of that stage first. */

interface NumberedEdge {
  readonly from: number;
  readonly to: number;
}

/**
 * One column for each job. `stageOf` ascends from 0 without gaps. Jobs that need each other in a circle, which GitLab
 * refuses, stand in the first column of their stage. Linear in jobs and edges.
 */
export function assignColumns(stageOf: readonly number[], edges: readonly NumberedEdge[]): readonly number[] {
  const depths = depthsInStage(stageOf, edges);
  const widths: number[] = [];
  stageOf.forEach((stage, job) => {
    widths[stage] = Math.max(widths[stage] ?? 1, (depths[job] ?? 0) + 1);
  });
  const starts: number[] = [];
  let next = 0;
  for (const width of widths) {
    starts.push(next);
    next += width;
  }
  return stageOf.map((stage, job) => (starts[stage] ?? 0) + (depths[job] ?? 0));
}

/** The length of the longest chain of needs before the job in its own stage. */
function depthsInStage(stageOf: readonly number[], edges: readonly NumberedEdge[]): readonly number[] {
  const followers: number[][] = stageOf.map(() => []);
  const open = stageOf.map(() => 0);
  for (const { from, to } of edges) {
    if (stageOf[from] !== stageOf[to]) continue;
    followers[from]?.push(to);
    open[to] = (open[to] ?? 0) + 1;
  }
  const depths = stageOf.map(() => 0);
  const ready = open.flatMap((count, job) => (count === 0 ? [job] : []));
  for (let job = ready.pop(); job !== undefined; job = ready.pop()) {
    for (const follower of followers[job] ?? []) {
      depths[follower] = Math.max(depths[follower] ?? 0, (depths[job] ?? 0) + 1);
      open[follower] = (open[follower] ?? 0) - 1;
      if (open[follower] === 0) ready.push(follower);
    }
  }
  return depths.map((depth, job) => ((open[job] ?? 0) > 0 ? 0 : depth));
}
