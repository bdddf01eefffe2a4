import { expect, test } from 'vitest';
import { graphOfConfig, type JobGraph } from '../../../src/pipeline/draw/job-graph.js';
import { drawGraphHtml } from '../../../src/reporters/graph/html.js';
import { layoutGraph } from '../../../src/reporters/graph/layout.js';
import { drawGraphSvg } from '../../../src/reporters/graph/svg.js';
import { clipText, textWidth } from '../../../src/reporters/graph/text-width.js';
import { configOf } from '../../pipeline/configuration.js';

const EVIL = '</script><b a="1">&\u0001';

/** Every job needs some of the stage before and one of the first. */
function largeGraph(stages: number, perStage: number, needs: number): JobGraph {
  const lines = [`stages: [${Array.from({ length: stages }, (_, s) => `s${s}`).join(', ')}]`];
  for (let s = 0; s < stages; s++) {
    for (let j = 0; j < perStage; j++) {
      const before = Array.from(
        { length: s === 0 ? 0 : needs },
        (_, n) => `j${s - 1}-${(j * 7 + n * 3) % perStage}`,
      );
      if (s > 1) before.push(`j0-${j}`);
      lines.push(`j${s}-${j}: {stage: s${s}, script: x, needs: [${[...new Set(before)].join(', ')}]}`);
    }
  }
  return graphOfConfig(configOf(lines.join('\n')));
}

function overlaps(graph: JobGraph): number {
  const { jobs } = layoutGraph(graph);
  let count = 0;
  for (const [index, a] of jobs.entries()) {
    for (const b of jobs.slice(index + 1)) {
      const apart =
        a.x + a.width <= b.x || b.x + b.width <= a.x || a.y + a.height <= b.y || b.y + b.height <= a.y;
      if (!apart) count++;
    }
  }
  return count;
}

test.each([
  [
    'without needs',
    () => graphOfConfig(configOf('a: {script: x}\nb: {script: x}\nc: {stage: deploy, script: x}')),
  ],
  ['with a job that fills a gap', () => largeGraph(4, 5, 2)],
  ['with 150 jobs', () => largeGraph(10, 15, 3)],
  ['too large for long edges to be led around', () => largeGraph(20, 40, 5)],
])('jobs do not overlap and lie in their stages: %s', (_, graphWith) => {
  const graph = graphWith();
  expect(overlaps(graph)).toBe(0);
  const { jobs, stages, width, height } = layoutGraph(graph);
  for (const { job, ...box } of jobs) {
    const stage = stages[job.stage];
    if (stage === undefined) throw new Error('a job without a stage');
    expect(box.x).toBeGreaterThan(stage.x);
    expect(box.x + box.width).toBeLessThan(stage.x + stage.width);
    expect(box.y + box.height).toBeLessThan(stage.y + stage.height);
  }
  expect(stages.every(stage => stage.x + stage.width < width && stage.y + stage.height < height)).toBe(true);
});

test('edges lead from left to right, from job to job', () => {
  const { edges, jobs } = layoutGraph(largeGraph(6, 4, 2));
  const placed = new Map(jobs.map(box => [box.job.id, box]));
  expect(edges.length).toBeGreaterThan(40);
  for (const { edge, path } of edges) {
    const xs = [...path.matchAll(/(?:H|[\d.-]+ [\d.-]+ [\d.-]+ [\d.-]+ |M)([\d.-]+)/g)].map(([, x]) =>
      Number(x),
    );
    expect(xs.toSorted((a, b) => a - b)).toEqual(xs);
    expect(xs[0]).toBeCloseTo((placed.get(edge.from)?.x ?? 0) + (placed.get(edge.from)?.width ?? 0), 0);
    expect(xs.at(-1)).toBeCloseTo((placed.get(edge.to)?.x ?? 0) - 2, 0);
  }
});

test('the same graph gives the same text', () => {
  expect(drawGraphHtml(largeGraph(5, 8, 2), 'x')).toBe(drawGraphHtml(largeGraph(5, 8, 2), 'x'));
});

test('names and titles cannot break out', () => {
  const graph = graphOfConfig(
    configOf(
      `stages: [${JSON.stringify(EVIL)}]\n${JSON.stringify(EVIL)}: {stage: ${JSON.stringify(EVIL)}, script: x}\n`,
    ),
  );
  expect(graph.jobs).toHaveLength(1);
  const html = drawGraphHtml(graph, EVIL);
  expect(html.match(/<script/g)).toHaveLength(1);
  expect(html.match(/<\/script/g)).toHaveLength(1);
  expect(html).not.toContain('<b a');
  expect(html).not.toContain('\u0001');
  expect(html).toContain('data-name="&lt;/script&gt;&lt;b a=&quot;1&quot;&gt;&amp;␁"');
});

test('the SVG stands alone: tooltips, kinds, legend of what is drawn, both colour schemes', () => {
  const svg = drawGraphSvg(
    graphOfConfig(
      configOf(`
build: {stage: build, script: x, artifacts: {paths: [x]}}
test: {script: x, needs: [build], parallel: 4, when: delayed, start_in: 5 minutes, allow_failure: true}
`),
    ),
    'shop',
  );
  expect(svg).toMatch(/^<svg xmlns="http:\/\/www.w3.org\/2000\/svg"/);
  expect(svg).toContain('prefers-color-scheme:dark');
  expect(svg).toContain('class="job delayed may-fail" id="j1"');
  expect(svg).toContain(
    '<title>test ×4&#10;delayed 5 minutes&#10;may fail&#10;waits for its needs alone</title>',
  );
  expect(svg).toContain('>×4</text>');
  expect(svg).toContain('class="edge flow" data-from="j0" data-to="j1"');
  expect(svg).toContain('>needs and fetches artifacts</text>');
  expect(svg).not.toContain('>manual</text>');
  expect(svg).not.toMatch(/href|url\((?!#)/);
});

test('an empty graph is a picture, too', () => {
  expect(drawGraphSvg(graphOfConfig(configOf('{}')), 'none')).toContain('</svg>');
});

test('too long names lose their middle, whole characters', () => {
  const clipped = clipText(`start-${'🚀'.repeat(60)}-end`, 13, 200);
  expect(clipped).toMatch(/^start-🚀+…🚀+-end$/u);
  expect(textWidth(clipped, 13)).toBeLessThanOrEqual(200);
  expect(clipText('short', 13, 200)).toBe('short');
});

test('headings lie on top of the jobs, and in a page follow its scrolling within the stages', () => {
  const stages = Array.from({ length: 30 }, (_, at) => `j${at}: {script: x}`).join('\n');
  const svg = drawGraphSvg(graphOfConfig(configOf(stages)), 'x');
  const [, top = '', room = ''] = /<g class="headings" data-top="(\d+)" data-room="(\d+)">/.exec(svg) ?? [];
  const height = Number(/height="(\d+)" role/.exec(svg)?.[1]);
  expect(svg.indexOf('class="headings"')).toBeGreaterThan(svg.lastIndexOf('class="job '));
  expect(Number(room)).toBeGreaterThan(1_000);
  expect(Number(top) + Number(room)).toBeLessThan(height);
});
