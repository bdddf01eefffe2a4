/** Where everything of a drawn job graph stands. */
import { notesOf } from '../../pipeline/draw/graph-notes.js';
import type { GraphEdge, GraphJob, GraphStage, JobGraph } from '../../pipeline/draw/job-graph.js';
import { printable } from '../printable.js';
import { placeRows } from './rows.js';
import { FONT, SIZE } from './size.js';
import { clipText, textWidth } from './text-width.js';

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

export function layoutGraph(graph: JobGraph): GraphLayout {
  const cards = graph.jobs.map(cardOf);
  const columns = placeColumns(graph, cards);
  const rows = placeRows(
    graph,
    cards.map(({ height }) => height),
  );
  const jobs = graph.jobs.map((job, index): PlacedJob => {
    const { x, width } = columns[job.column] ?? { x: 0, width: 0 };
    const card = cards[index] ?? cardOf(job);
    const top = (rows.middles[index] ?? 0) - card.height / 2;
    const { label, note, height } = card;
    return { job, label, note, x, width, height, y: SIZE.margin + SIZE.header + top };
  });
  const bottom = jobs.reduce((most, { y, height }) => Math.max(most, y + height), 0);
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
  const note = clipText(printable(cardNote(job)), FONT.note, SIZE.maxText);
  const text = Math.max(SIZE.minText, textWidth(label, FONT.name), textWidth(note, FONT.note));
  return {
    label,
    note,
    width: Math.ceil(SIZE.iconWidth + text + SIZE.padding + (job.copies > 1 ? SIZE.copiesWidth : 0)),
    height: note === '' ? SIZE.jobHeight : SIZE.notedHeight,
  };
}

/** Shorter than the tooltip: the symbol says that the start depends on rules. */
function cardNote(job: GraphJob): string {
  const starts = job.starts.length > 2 ? (['on_success'] as const) : job.starts;
  const notes = notesOf({ ...job, starts });
  return notes.filter(note => job.stage > 0 || note !== 'needs nothing').join(' · ');
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
