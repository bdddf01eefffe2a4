/** What the symbols and lines mean; only those that are drawn. */
import type { JobGraph, Start } from '../../pipeline/draw/job-graph.js';
import { SIZE } from './size.js';
import { ICONS, TRIGGER_ICON } from './style.js';
import { textWidth } from './text-width.js';

interface Item {
  readonly symbol: string;
  readonly words: string;
}

interface PlacedItem extends Item {
  readonly x: number;
  readonly y: number;
}

const LINE_HEIGHT = 24;
const SYMBOL_WIDTH = 34;

const STARTS: Readonly<Record<Start | 'several', string>> = {
  on_success: 'when all before succeed',
  manual: 'manual',
  delayed: 'delayed',
  on_failure: 'when one before fails',
  always: 'always',
  several: 'depends on rules',
};

export function legendHeight(graph: JobGraph, width: number): number {
  const last = placeItems(itemsOf(graph), width).at(-1);
  return last === undefined ? 0 : last.y + LINE_HEIGHT;
}

export function drawLegend(
  graph: JobGraph,
  { top, width }: { readonly top: number; readonly width: number },
): string {
  const items = placeItems(itemsOf(graph), width).map(({ symbol, words, x, y }) => {
    const text = `<text class="soft" x="${SYMBOL_WIDTH}" y="4">${words}</text>`;
    return `<g transform="translate(${Math.round(x)} ${y + LINE_HEIGHT / 2})">${symbol}${text}</g>`;
  });
  return `<g class="legend" transform="translate(${SIZE.margin} ${top})">${items.join('')}</g>`;
}

function placeItems(items: readonly Item[], width: number): readonly PlacedItem[] {
  let [x, y] = [0, 0];
  return items.map(item => {
    const own = SYMBOL_WIDTH + textWidth(item.words, 11) + 18;
    if (x > 0 && x + own > width - 2 * SIZE.margin) [x, y] = [0, y + LINE_HEIGHT];
    const placed = { ...item, x, y };
    x += own;
    return placed;
  });
}

function itemsOf({ jobs, edges, stages, fetchesNotDrawn }: JobGraph): readonly Item[] {
  const kinds = new Set(jobs.map(({ starts }) => (starts.length === 1 ? starts[0] : 'several')));
  const items: Item[] = [];
  for (const [kind, words] of Object.entries(STARTS) as [Start | 'several', string][]) {
    if (kinds.has(kind)) items.push({ symbol: icon(kind, ICONS[kind]), words });
  }
  const add = (present: boolean, symbol: string, words: string): void => {
    if (present) items.push({ symbol, words });
  };
  const some = (test: (job: JobGraph['jobs'][number]) => boolean): boolean => jobs.some(test);
  add(
    some(job => job.trigger),
    icon('on_success', TRIGGER_ICON),
    'starts a pipeline',
  );
  add(
    some(job => job.mayFail),
    '<g class="may-fail"><rect class="card" x="4" y="-7" width="22" height="14" rx="4"/></g>',
    'may fail',
  );
  add(
    some(job => job.artifacts),
    '<circle class="files" cx="17" r="4"/>',
    'has artifacts',
  );
  add(
    edges.some(edge => edge.need && !edge.fetches),
    line('edge', 'need'),
    'needs',
  );
  add(
    edges.some(edge => edge.need && edge.fetches),
    line('edge flow', 'flow'),
    'needs and fetches artifacts',
  );
  add(
    edges.some(edge => !edge.need),
    line('edge flow only-flow', 'flow'),
    'fetches artifacts',
  );
  add(
    edges.some(edge => edge.optional),
    line('edge optional', 'need'),
    'thin: optional',
  );
  const waits = some(job => job.waitsFor === 'stages' && job.stage > 0);
  add(
    waits && stages.length > 1,
    '<path class="order wait" d="M6 0H25m-3 -3l3 3l-3 3"/>',
    'waits for all earlier stages',
  );
  add(
    fetchesNotDrawn > 0,
    '<circle class="files" cx="17" r="4"/>',
    `not drawn: ${fetchesNotDrawn} fetches of all artifacts of earlier stages`,
  );
  return items;
}

function icon(kind: string, drawing: string): string {
  return `<g class="${kind}"><g class="icon" transform="translate(17 0)">${drawing}</g></g>`;
}

function line(looks: string, head: string): string {
  return `<path class="${looks}" marker-end="url(#${head})" d="M4 0H26"/>`;
}
