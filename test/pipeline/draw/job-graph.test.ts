import { expect, test } from 'vitest';
import { composePipeline } from '../../../src/pipeline/compose.js';
import { drawGraphDot } from '../../../src/pipeline/draw/graph-dot.js';
import { drawGraphMermaid } from '../../../src/pipeline/draw/graph-mermaid.js';
import {
  graphOfConfig,
  graphOfPipeline,
  type JobGraph,
  stageOrder,
} from '../../../src/pipeline/draw/job-graph.js';
import { describeContext } from '../../../src/pipeline/pipeline-context.js';
import { configOf } from '../configuration.js';

const CONFIG = configOf(`
stages: [build, test, deploy]
build: {stage: build, script: x, artifacts: {paths: [out]}}
matrix: {stage: test, script: x, parallel: 3, needs: [build]}
report: {stage: test, script: x, needs: [{job: build, artifacts: false}, matrix]}
early: {stage: test, script: x, needs: []}
review:
  stage: deploy
  script: x
  rules:
    - if: $CI_COMMIT_TAG
    - if: $CI_PIPELINE_SOURCE == "schedule"
      when: never
    - if: $CI_COMMIT_BRANCH
      when: manual
      allow_failure: true
child: {stage: deploy, trigger: {include: child.yml}}
'undo "all" <b>': {stage: deploy, script: x, when: on_failure, needs: [{job: report, optional: true}]}
`);

function edgesOf({ jobs, edges }: JobGraph): readonly string[] {
  const names = new Map(jobs.map(({ id, name }) => [id, name]));
  return edges.map(({ from, to, need, fetches, optional }) => {
    const kinds = [need ? 'need' : '', fetches ? 'fetch' : '', optional ? 'optional' : ''];
    return `${names.get(from)} → ${names.get(to)}: ${kinds.filter(Boolean).join(' ')}`;
  });
}

test('all jobs: stages are columns, needs of a stage make more of them, copies are one job', () => {
  const { stages, jobs } = graphOfConfig(CONFIG);
  expect(stages.map(({ name, firstColumn, columns }) => [name, firstColumn, columns])).toEqual([
    ['build', 0, 1],
    ['test', 1, 2],
    ['deploy', 3, 1],
  ]);
  expect(jobs.map(({ name, column, copies, waitsFor }) => [name, column, copies, waitsFor])).toEqual([
    ['build', 0, 1, 'stages'],
    ['matrix', 1, 3, 'needs'],
    ['report', 2, 1, 'needs'],
    ['early', 1, 1, 'nothing'],
    ['review', 3, 1, 'stages'],
    ['child', 3, 1, 'stages'],
    ['undo "all" <b>', 3, 1, 'needs'],
  ]);
  const review = jobs.find(({ name }) => name === 'review');
  expect(review).toMatchObject({ starts: ['on_success', 'manual'], mayFail: true });
});

test('edges: needs, artifacts that come with them, artifacts by stage order', () => {
  expect(edgesOf(graphOfConfig(CONFIG))).toEqual([
    'build → matrix: need fetch',
    'build → report: need',
    'matrix → report: need',
    'report → undo "all" <b>: need optional',
    'build → review: fetch',
  ]);
});

test('of a context only its pipeline', () => {
  const graph = graphOfPipeline(composePipeline(CONFIG, describeContext({ tag: 'v1' })));
  expect(graph.jobs.find(({ name }) => name === 'review')?.starts).toEqual(['on_success']);
  const none = composePipeline(CONFIG, describeContext({ source: 'merge_request_event' }));
  expect(graphOfPipeline(none).jobs).toEqual([]);
});

test('many fetches by stage order are counted instead of drawn', () => {
  const jobs = Array.from(
    { length: 7 },
    (_, n) => `
b${n}: {stage: build, script: x, artifacts: {paths: [x]}}
t${n}: {stage: test, script: x}`,
  );
  const { edges, fetchesNotDrawn } = graphOfConfig(configOf(jobs.join('')));
  expect([edges.length, fetchesNotDrawn]).toEqual([0, 49]);
});

test('stages are tied where somebody waits for one', () => {
  expect(stageOrder(graphOfConfig(CONFIG))).toEqual([{ from: 1, to: 2 }]);
});

test('needs in a circle, which GitLab refuses, end', () => {
  const { jobs, edges } = graphOfConfig(configOf('a: {script: x, needs: [b]}\nb: {script: x, needs: [a]}\n'));
  expect(jobs.map(({ column }) => column)).toEqual([0, 0]);
  expect(edges).toEqual([]);
});

test('Mermaid: names cannot break out', () => {
  expect(drawGraphMermaid(graphOfConfig(CONFIG)).split('  classDef')[0]).toBe(`flowchart LR
  subgraph s0["build"]
    j0["build"]:::on_success
  end
  subgraph s1["test"]
    j1["matrix #215;3"]:::on_success
    j2["report"]:::on_success
    j3["early<br/>needs nothing"]:::on_success
  end
  subgraph s2["deploy"]
    j4["review<br/>on_success or manual #183; may fail"]:::several
    j5[["child<br/>trigger"]]:::on_success
    j6["undo #34;all#34; #60;b#62;<br/>on_failure"]:::on_failure
  end
  s1 --> s2
  j0 == artifacts ==> j1
  j0 ==> j2
  j1 ==> j2
  j2 -. optional .-> j6
  j0 -. artifacts .-> j4
`);
});

test('DOT: names cannot break out', () => {
  const dot = drawGraphDot(graphOfConfig(CONFIG));
  expect(dot).toContain('j6 [label="undo \\"all\\" <b>\\non_failure"];');
  expect(dot).toContain('j1 [label="matrix ×3", peripheries=2];');
  expect(dot).toContain('j1 -> j4 [ltail=cluster_s1, lhead=cluster_s2');
  expect(dot).toContain('j0 -> j1 [color="#0d9488"];');
  expect(dot).toContain('j0 -> j4 [color="#0d9488", style=dashed];');
  expect(dot).toContain('j2 -> j6 [style=dotted];');
});
