/** How far down the jobs of a graph stand. dagre orders those of a column and leads long edges past the others. */
import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel, type Point } from '@dagrejs/dagre';
import type { JobGraph } from '../../pipeline/draw/job-graph.js';
import { SIZE } from './size.js';

export interface Rows {
  /** The middle of each job, from 0 down. */
  readonly middles: readonly number[];
  /** For each edge where it passes the columns between its ends; empty when it goes straight. */
  readonly passages: readonly (readonly number[])[];
}

/** Beyond this many columns crossed by edges dagre would take minutes. */
const MAX_CROSSED = 4000;

/** `heights` are those of the jobs. */
export function placeRows(graph: JobGraph, heights: readonly number[]): Rows {
  const columnOf = new Map(graph.jobs.map(({ id, column }) => [id, column]));
  const starts = graph.edges.map(({ from }) => columnOf.get(from) ?? 0);
  const crossed = graph.edges.reduce(
    (sum, { to }, edge) => sum + (columnOf.get(to) ?? 0) - (starts[edge] ?? 0),
    0,
  );
  if (graph.edges.length === 0 || crossed > MAX_CROSSED)
    return fillGaps(graph, heights, { middles: [], passages: [] }, starts);
  return fillGaps(graph, heights, arrangeTied(graph, heights), starts);
}

interface TiedRows {
  /** Undefined for a job without an edge. */
  readonly middles: readonly (number | undefined)[];
  readonly passages: Rows['passages'];
}

/** Only jobs with edges: dagre spends height on the others. */
function arrangeTied({ jobs, edges }: JobGraph, heights: readonly number[]): TiedRows {
  const tied = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
  graph.setGraph({ rankdir: 'LR', nodesep: SIZE.jobGap, edgesep: 7, ranker: 'none' });
  graph.setDefaultEdgeLabel(() => ({}));
  jobs.forEach(({ id, column }, job) => {
    // dagre leads edges only past a rank of their own between two columns.
    if (tied.has(id)) graph.setNode(id, { width: 10, height: heights[job] ?? 0, rank: 2 * column });
  });
  for (const { from, to, need } of edges) graph.setEdge(from, to, { weight: need ? 2 : 1 });
  layout(graph);
  const middles = jobs.map(({ id }) => (tied.has(id) ? Number(graph.node(id).y) : undefined));
  // From the first point, at the job itself, every second one is in a column; the last is at the other job.
  const passages = edges.map(({ from, to }) => {
    const points: readonly Point[] = graph.edge(from, to).points ?? [];
    return points.slice(1, -1).flatMap(({ y }, index) => (index % 2 === 1 ? [y] : []));
  });
  const tops = middles.map((middle = Infinity, job) => middle - (heights[job] ?? 0) / 2);
  const top = [...tops, ...passages.flat()].reduce((a, b) => Math.min(a, b), Infinity);
  return {
    middles: middles.map(middle => (middle === undefined ? undefined : middle - top)),
    passages: passages.map(list => list.map(y => y - top)),
  };
}

/** Puts the other jobs, in their order, where their column is free. */
function fillGaps(
  { jobs }: JobGraph,
  heights: readonly number[],
  tied: TiedRows,
  starts: readonly number[],
): Rows {
  const taken = new Map<number, Interval[]>(jobs.map(({ column }) => [column, []]));
  const take = (column: number, middle: number, height: number): void => {
    taken.get(column)?.push({ top: middle - height / 2, bottom: middle + height / 2 });
  };
  tied.middles.forEach((middle, job) => {
    if (middle !== undefined) take(jobs[job]?.column ?? 0, middle, heights[job] ?? 0);
  });
  tied.passages.forEach((list, edge) => {
    for (const [step, middle] of list.entries()) take((starts[edge] ?? 0) + 1 + step, middle, 2);
  });
  const gaps = new Map([...taken].map(([column, intervals]) => [column, gapFinder(intervals)]));
  const middles = jobs.map(({ column }, job) => {
    const height = heights[job] ?? 0;
    return tied.middles[job] ?? (gaps.get(column)?.(height) ?? 0) + height / 2;
  });
  return { middles, passages: tied.passages };
}

interface Interval {
  readonly top: number;
  readonly bottom: number;
}

/** Answers from call to call the next place downwards that is free for a height. */
function gapFinder(taken: readonly Interval[]): (height: number) => number {
  const sorted = taken.toSorted((a, b) => a.top - b.top);
  let [next, top] = [0, 0];
  return height => {
    for (; next < sorted.length; next++) {
      const other = sorted[next];
      if (other === undefined || top + height + SIZE.jobGap <= other.top) break;
      top = Math.max(top, other.bottom + SIZE.jobGap);
    }
    const found = top;
    top += height + SIZE.jobGap;
    return found;
  };
}
