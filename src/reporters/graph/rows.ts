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

/** Jobs that edges tie together, directly or not, are arranged for themselves and then moved up as far as they can. */
function arrangeTied(graph: JobGraph, heights: readonly number[]): TiedRows {
  const middles: (number | undefined)[] = graph.jobs.map(() => undefined);
  const passages: (readonly number[])[] = graph.edges.map(() => []);
  const numberOf = new Map(graph.jobs.map(({ id }, job) => [id, job]));
  const bottoms = new Map<number, number>();
  for (const part of splitParts(graph, numberOf)) {
    const rows = arrangePart(graph, part, heights);
    const extents = new Map<number, Interval>();
    const extend = (column: number, middle: number, height: number): void => {
      const { top, bottom } = extents.get(column) ?? { top: Infinity, bottom: -Infinity };
      const own = { top: Math.min(top, middle - height / 2), bottom: Math.max(bottom, middle + height / 2) };
      extents.set(column, own);
    };
    for (const [job, middle] of rows.middles) extend(graph.jobs[job]?.column ?? 0, middle, heights[job] ?? 0);
    for (const [edge, list] of rows.passages) {
      const start = graph.jobs[numberOf.get(graph.edges[edge]?.from ?? '') ?? 0]?.column ?? 0;
      for (const [step, middle] of list.entries()) extend(start + 1 + step, middle, 2);
    }
    let shift = -Infinity;
    for (const [column, { top }] of extents) shift = Math.max(shift, (bottoms.get(column) ?? 0) - top);
    for (const [column, { bottom }] of extents) bottoms.set(column, bottom + shift + SIZE.jobGap);
    for (const [job, middle] of rows.middles) middles[job] = middle + shift;
    for (const [edge, list] of rows.passages) passages[edge] = list.map(middle => middle + shift);
  }
  return { middles, passages };
}

/** Numbers of jobs and of edges, ascending. */
interface Part {
  readonly jobs: number[];
  readonly edges: number[];
}

/** The connected parts with edges, by their first jobs. */
function splitParts({ jobs, edges }: JobGraph, numberOf: ReadonlyMap<string, number>): readonly Part[] {
  const parent = jobs.map((_, job) => job);
  const rootOf = (job: number): number => {
    let root = job;
    for (let next = parent[root] ?? root; next !== root; next = parent[root] ?? root) root = next;
    parent[job] = root;
    return root;
  };
  const ends = edges.map(({ from, to }) => [numberOf.get(from) ?? 0, numberOf.get(to) ?? 0] as const);
  for (const [from, to] of ends) {
    const [a, b] = [rootOf(from), rootOf(to)];
    parent[Math.max(a, b)] = Math.min(a, b);
  }
  const parts = jobs.map((): Part => ({ jobs: [], edges: [] }));
  for (const job of jobs.keys()) parts[rootOf(job)]?.jobs.push(job);
  for (const [edge, [from]] of ends.entries()) parts[rootOf(from)]?.edges.push(edge);
  return parts.filter(part => part.edges.length > 0);
}

interface PartRows {
  readonly middles: ReadonlyMap<number, number>;
  readonly passages: ReadonlyMap<number, readonly number[]>;
}

function arrangePart({ jobs, edges }: JobGraph, part: Part, heights: readonly number[]): PartRows {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
  graph.setGraph({ rankdir: 'LR', nodesep: SIZE.jobGap, edgesep: 7, ranker: 'none' });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const job of part.jobs) {
    // dagre leads edges only past a rank of their own between two columns.
    const rank = 2 * (jobs[job]?.column ?? 0);
    graph.setNode(jobs[job]?.id ?? '', { width: 10, height: heights[job] ?? 0, rank });
  }
  for (const edge of part.edges) {
    const { from = '', to = '', need = false } = edges[edge] ?? {};
    graph.setEdge(from, to, { weight: need ? 2 : 1 });
  }
  layout(graph);
  const middles = part.jobs.map(job => [job, Number(graph.node(jobs[job]?.id ?? '').y)] as const);
  // From the first point, at the job itself, every second one is in a column; the last is at the other job.
  const passages = part.edges.map(edge => {
    const { from = '', to = '' } = edges[edge] ?? {};
    const points: readonly Point[] = graph.edge(from, to).points ?? [];
    return [edge, points.slice(1, -1).flatMap(({ y }, index) => (index % 2 === 1 ? [y] : []))] as const;
  });
  return { middles: new Map(middles), passages: new Map(passages) };
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
