/** Where everything of a drawn job graph stands. dagre orders the jobs of a column and leads long edges past others. */
import { type EdgeLabel, Graph, type GraphLabel, layout, type NodeLabel, type Point } from '@dagrejs/dagre';
import { notesOf } from '../../pipeline/draw/graph-notes.js';
import type { GraphEdge, GraphJob, GraphStage, JobGraph } from '../../pipeline/draw/job-graph.js';
import { printable } from '../printable.js';
import { clipText, textWidth } from './text-width.js';

export const FONT = { name: 13, note: 11, stage: 12 } as const;

/** All lengths are pixels. */
export const SIZE = {
  margin: 24,
  iconWidth: 34,
  copiesWidth: 34,
  padding: 12,
  minText: 56,
  maxText: 230,
  columnGap: 64,
  stagePadding: 20,
  header: 44,
  jobHeight: 32,
  notedHeight: 46,
  jobGap: 12,
} as const;

interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

export interface PlacedJob extends Box {
  readonly job: GraphJob;
  /** As much of the name as fits. */
  readonly label: string;
  readonly note: string;
}

export interface PlacedStage extends Box {
  readonly stage: GraphStage;
  readonly label: string;
  readonly jobs: number;
}

export interface PlacedEdge {
  readonly edge: GraphEdge;
  /** The `d` of an SVG path. */
  readonly path: string;
}

export interface GraphLayout {
  readonly width: number;
  readonly height: number;
  readonly stages: readonly PlacedStage[];
  readonly jobs: readonly PlacedJob[];
  readonly edges: readonly PlacedEdge[];
}

/** Beyond this many columns crossed by edges, edges are not led past jobs: dagre would take minutes. */
const MAX_CROSSED = 4000;

export function layoutGraph(graph: JobGraph): GraphLayout {
  const cards = graph.jobs.map(cardOf);
  const columns = placeColumns(graph, cards);
  const rows = placeRows(graph, cards);
  const jobs = graph.jobs.map((job, index): PlacedJob => {
    const { x, width } = columns[job.column] ?? { x: 0, width: 0 };
    const card = cards[index] ?? cardOf(job);
    const top = (rows.middles[index] ?? 0) - card.height / 2;
    const { label, note, height } = card;
    return { job, label, note, x, width, height, y: SIZE.margin + SIZE.header + top };
  });
  const bottom = Math.max(0, ...jobs.map(({ y, height }) => y + height));
  const height = Math.max(bottom, SIZE.margin + SIZE.header) + SIZE.stagePadding + SIZE.margin;
  const stages = graph.stages.map((stage, index) => {
    const count = graph.jobs.filter(job => job.stage === index).length;
    return placeStage(stage, columns, count, height - 2 * SIZE.margin);
  });
  const last = columns.at(-1);
  const byId = new Map(jobs.map(placed => [placed.job.id, placed]));
  return {
    width: (last === undefined ? 0 : last.x + last.width) + SIZE.stagePadding + SIZE.margin,
    height,
    stages,
    jobs,
    edges: graph.edges.map((edge, index) => {
      const via = rows.passages[index] ?? [];
      return { edge, path: pathOf(byId.get(edge.from), byId.get(edge.to), via, columns) };
    }),
  };
}

interface Card {
  readonly label: string;
  readonly note: string;
  readonly width: number;
  readonly height: number;
}

function cardOf(job: GraphJob): Card {
  const label = clipText(printable(job.name), FONT.name, SIZE.maxText);
  const note = clipText(printable(notesOf(job).join(' · ')), FONT.note, SIZE.maxText);
  const text = Math.max(SIZE.minText, textWidth(label, FONT.name), textWidth(note, FONT.note));
  return {
    label,
    note,
    width: Math.ceil(SIZE.iconWidth + text + SIZE.padding + (job.copies > 1 ? SIZE.copiesWidth : 0)),
    height: note === '' ? SIZE.jobHeight : SIZE.notedHeight,
  };
}

interface Column {
  readonly x: number;
  readonly width: number;
}

/** A column is as wide as its widest job, a stage at least as wide as its name. */
function placeColumns({ jobs, stages }: JobGraph, cards: readonly Card[]): readonly Column[] {
  const widths: number[] = [];
  jobs.forEach(({ column }, index) => {
    widths[column] = Math.max(widths[column] ?? 0, cards[index]?.width ?? 0);
  });
  const columns: Column[] = [];
  let x = SIZE.margin + SIZE.stagePadding;
  for (const stage of stages) {
    const need = textWidth(stageLabel(stage), FONT.stage) * 1.1 + 50;
    for (let column = stage.firstColumn; column < stage.firstColumn + stage.columns; column++) {
      const width = Math.max(widths[column] ?? 0, need / stage.columns);
      columns[column] = { x, width };
      x += width + SIZE.columnGap;
    }
  }
  return columns;
}

function stageLabel({ name }: GraphStage): string {
  return clipText(printable(name), FONT.stage, SIZE.maxText);
}

function placeStage(
  stage: GraphStage,
  columns: readonly Column[],
  jobs: number,
  height: number,
): PlacedStage {
  const first = columns[stage.firstColumn] ?? { x: 0, width: 0 };
  const last = columns[stage.firstColumn + stage.columns - 1] ?? first;
  const x = first.x - SIZE.stagePadding;
  const width = last.x + last.width + SIZE.stagePadding - x;
  return { stage, label: stageLabel(stage), jobs, x, y: SIZE.margin, width, height };
}

interface Rows {
  /** The middle of each job, from 0 down. */
  readonly middles: readonly number[];
  /** For each edge where it passes the columns between its ends; empty when it goes straight. */
  readonly passages: readonly (readonly number[])[];
}

function placeRows(graph: JobGraph, cards: readonly Card[]): Rows {
  const columnOf = new Map(graph.jobs.map(({ id, column }) => [id, column]));
  const crossed = graph.edges.reduce(
    (sum, { from, to }) => sum + (columnOf.get(to) ?? 0) - (columnOf.get(from) ?? 0),
    0,
  );
  return crossed > MAX_CROSSED ? stackRows(graph, cards) : arrangeRows(graph, cards);
}

/** In the order of the file, from the top. */
function stackRows({ jobs }: JobGraph, cards: readonly Card[]): Rows {
  const bottoms: number[] = [];
  const middles = jobs.map(({ column }, index) => {
    const top = bottoms[column] ?? 0;
    const height = cards[index]?.height ?? 0;
    bottoms[column] = top + height + SIZE.jobGap;
    return top + height / 2;
  });
  return { middles, passages: [] };
}

function arrangeRows({ jobs, edges }: JobGraph, cards: readonly Card[]): Rows {
  const graph = new Graph<GraphLabel, NodeLabel, EdgeLabel>();
  graph.setGraph({ rankdir: 'LR', nodesep: SIZE.jobGap, edgesep: 7, ranker: 'none' });
  graph.setDefaultEdgeLabel(() => ({}));
  jobs.forEach(({ id, column }, index) => {
    // dagre leads edges only past a rank of their own between two columns.
    graph.setNode(id, { width: 10, height: cards[index]?.height ?? 0, rank: 2 * column });
  });
  for (const { from, to, need } of edges) graph.setEdge(from, to, { weight: need ? 2 : 1 });
  layout(graph);
  const tops = jobs.map(({ id }, index) => Number(graph.node(id).y) - (cards[index]?.height ?? 0) / 2);
  const points = edges.map(({ from, to }): readonly Point[] => graph.edge(from, to).points ?? []);
  const shift = Math.min(...tops, ...points.flat().map(({ y }) => y));
  return {
    middles: jobs.map(({ id }) => Number(graph.node(id).y) - shift),
    // From the first point, at the job itself, every second one is in a column; the last is at the other job.
    passages: points.map(list => list.slice(1, -1).flatMap(({ y }, index) => (index % 2 ? [y - shift] : []))),
  };
}

/** Level through columns, curved between them. */
function pathOf(
  from: PlacedJob | undefined,
  to: PlacedJob | undefined,
  via: readonly number[],
  columns: readonly Column[],
): string {
  if (from === undefined || to === undefined) return '';
  let [x, y] = [from.x + from.width, from.y + from.height / 2];
  let path = `M${round(x)} ${round(y)}`;
  const curveTo = (nextX: number, nextY: number): void => {
    const middle = round((x + nextX) / 2);
    path += `C${middle} ${round(y)} ${middle} ${round(nextY)} ${round(nextX)} ${round(nextY)}`;
    [x, y] = [nextX, nextY];
  };
  via.forEach((passage, index) => {
    const column = columns[from.job.column + 1 + index];
    if (column === undefined) return;
    curveTo(column.x, passage + SIZE.margin + SIZE.header);
    x = column.x + column.width;
    path += `H${round(x)}`;
  });
  // Room for the arrow head.
  curveTo(to.x - 2, to.y + to.height / 2);
  return path;
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
