/** A job graph as one SVG that needs nothing else. */
import { titleOf } from '../../pipeline/draw/graph-notes.js';
import { type GraphJob, type JobGraph, type Start, stageOrder } from '../../pipeline/draw/job-graph.js';
import { printable } from '../printable.js';
import { escapeXml } from '../xml.js';
import { describeJob } from './description.js';
import {
  type GraphLayout,
  layoutGraph,
  type PlacedEdge,
  type PlacedJob,
  type PlacedStage,
} from './layout.js';
import { drawLegend, legendHeight } from './legend.js';
import { SIZE } from './size.js';
import { GRAPH_CSS, ICONS, TRIGGER_ICON } from './style.js';

/** Of more edges than this each is drawn finer. */
const DENSE = 80;

/** Light or dark as the reader's system is. */
export function drawGraphSvg(graph: JobGraph, title: string): string {
  const layout = layoutGraph(graph);
  const width = Math.ceil(Math.max(layout.width, 420));
  const legendTop = layout.height - SIZE.margin + 16;
  const height = Math.ceil(legendTop + legendHeight(graph, width) + SIZE.margin);
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" class="graph${graph.edges.length > DENSE ? ' dense' : ''}" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img">`,
    `<title>${text(title)}</title>`,
    `<style>${GRAPH_CSS}</style>`,
    `<defs>${arrowHead('need', 'head')}${arrowHead('flow', 'head flow')}</defs>`,
    `<rect class="page" width="${width}" height="${height}"/>`,
    ...layout.stages.map(drawStage),
    ...drawOrder(graph, layout),
    ...layout.jobs.flatMap(job => drawWait(job, layout)),
    ...layout.edges.map(drawEdge),
    ...layout.jobs.map(drawJob),
    `<g class="headings" data-top="${SIZE.margin}" data-room="${Math.max(0, layout.height - 2 * SIZE.margin - HEADING)}">${layout.stages.map(drawHeading).join('')}</g>`,
    drawLegend(graph, { top: legendTop, width }),
    '</svg>',
  ];
  return `${parts.join('\n')}\n`;
}

function text(raw: string): string {
  return escapeXml(printable(raw));
}

function arrowHead(id: string, looks: string): string {
  return `<marker id="${id}" viewBox="0 0 8 8" refX="6.5" refY="4" markerWidth="8" markerHeight="8" markerUnits="userSpaceOnUse" orient="auto"><path class="${looks}" d="M0 .8L7.5 4L0 7.2Z"/></marker>`;
}

function drawStage({ x, y, width, height }: PlacedStage): string {
  return `<rect class="panel" x="${x}" y="${y}" width="${width}" height="${height}" rx="10"/>`;
}

/** The height of a stage's heading. */
const HEADING = 38;

/** On top of the jobs, for in a page the headings stay in sight. */
function drawHeading({ label, jobs, x, y, width }: PlacedStage): string {
  return (
    `<rect class="strip" x="${x + 1}" y="${y + 1}" width="${width - 2}" height="${HEADING}" rx="9"/>` +
    `<text class="stage-name" x="${x + SIZE.stagePadding}" y="${y + 26}">${escapeXml(label)}</text>` +
    `<text class="soft" x="${x + width - SIZE.stagePadding}" y="${y + 26}" text-anchor="end">${jobs}</text>`
  );
}

/** Chevrons between stages where someone waits for the stage before. */
function drawOrder(graph: JobGraph, { stages }: GraphLayout): string[] {
  return stageOrder(graph).flatMap(({ from, to }) => {
    const [left, right] = [stages[from], stages[to]];
    if (left === undefined || right === undefined) return [];
    const x = (left.x + left.width + right.x) / 2;
    return [`<path class="order" d="M${x - 3} ${left.y + 15}l6 7l-6 7"/>`];
  });
}

/** A job that waits for stages hangs on the border of its own. */
function drawWait({ job, x, y, height }: PlacedJob, { stages }: GraphLayout): string[] {
  const stage = stages[job.stage];
  if (job.waitsFor !== 'stages' || job.stage === 0 || stage === undefined) return [];
  if (job.column !== stage.stage.firstColumn) return [];
  const middle = y + height / 2;
  return [`<path class="order wait" d="M${stage.x} ${middle}H${x - 5}m-3 -3l3 3l-3 3"/>`];
}

function drawEdge({ edge, path }: PlacedEdge): string {
  const looks = [
    'edge',
    edge.fetches ? 'flow' : '',
    edge.need ? '' : 'only-flow',
    edge.optional ? 'optional' : '',
  ];
  const head = edge.fetches ? 'flow' : 'need';
  return `<path class="${looks.filter(Boolean).join(' ')}" data-from="${edge.from}" data-to="${edge.to}"${edge.need ? ' data-need=""' : ''} marker-end="url(#${head})" d="${path}"/>`;
}

export function kindOf({ starts: [start, ...more] }: GraphJob): Start | 'several' {
  return start === undefined || more.length > 0 ? 'several' : start;
}

function drawJob({ job, label, note, x, y, width, height }: PlacedJob): string {
  const kind = kindOf(job);
  const middle = height / 2;
  const card = (shift: number): string =>
    `<rect class="card" x="${shift}" y="${shift}" width="${width}" height="${height}" rx="7"/>`;
  const right = width - SIZE.padding;
  const pill = job.copies > 1 ? `×${job.copies}` : '';
  return [
    `<g class="job ${kind}${job.mayFail ? ' may-fail' : ''}" id="${job.id}" tabindex="0" data-stage="${job.stage}" data-waits="${job.waitsFor}" data-name="${text(job.name)}" transform="translate(${x} ${round(y)})">`,
    `<title>${text(`${titleOf(job)}\n${describeJob(job)}`).replaceAll('␊', '&#10;')}</title>`,
    ...(pill === '' ? [] : [card(5), card(2.5)]),
    card(0),
    `<g class="icon" transform="translate(18 ${middle})">${ICONS[kind]}</g>`,
    `<text class="name" x="${SIZE.iconWidth}" y="${note === '' ? middle + 4.5 : middle - 2.5}">${escapeXml(label)}</text>`,
    note === ''
      ? ''
      : `<text class="soft" x="${SIZE.iconWidth}" y="${middle + 13}">${escapeXml(note)}</text>`,
    job.trigger
      ? `<g class="icon" transform="translate(${right + 1} ${middle - 9}) scale(.75)">${TRIGGER_ICON}</g>`
      : '',
    pill === ''
      ? ''
      : `<text class="pill-text" x="${right}" y="${middle + 4}" text-anchor="end">${pill}</text>`,
    job.artifacts ? `<circle class="files" cx="${width}" cy="${middle}" r="4"/>` : '',
    '</g>',
  ].join('');
}

function round(length: number): number {
  return Math.round(length * 10) / 10;
}
