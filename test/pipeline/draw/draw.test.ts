import { expect, test } from 'vitest';
import { drawDot } from '../../../src/pipeline/draw/dot.js';
import { drawMermaid } from '../../../src/pipeline/draw/mermaid.js';
import { simulateConfig } from '../../../src/pipeline/simulation-report.js';
import { configOf } from '../configuration.js';

const report = simulateConfig(
  configOf(`
build: {stage: build, script: x}
'say "hi" <b>': {stage: build, script: x, allow_failure: true}
test: {script: x, needs: [build, {job: 'say "hi" <b>', artifacts: false}]}
deploy: {stage: deploy, script: x, when: delayed, start_in: 1 hour}
`),
  { context: {}, events: [{ event: 'drop', jobs: ['build'] }], semantics: 'current' },
);

test('as a Mermaid flowchart: statuses, needs, stage order; names cannot break out', () => {
  expect(drawMermaid(report).split('  classDef')[0]).toBe(`flowchart LR
  subgraph s1["build"]
    j0["build<br/>failed"]:::failed
    j1["say #34;hi#34; #60;b#62;<br/>pending"]:::pending
  end
  subgraph s2["test"]
    j2["test<br/>created"]:::created
  end
  subgraph s3["deploy"]
    j3["deploy<br/>created<br/>delayed 1 hour"]:::created
  end
  s2 --> s3
  j0 ==> j2
  j1 -.-> j2
`);
});

test('for Graphviz', () => {
  const dot = drawDot(report);
  expect(dot).toContain('subgraph cluster_s1 {');
  expect(dot).toContain('j1 [label="say \\"hi\\" <b>\\npending"');
  expect(dot).toContain('j2 -> j3 [ltail=cluster_s2, lhead=cluster_s3');
  expect(dot).toContain('j1 -> j2 [style=dashed];');
});

test('no pipeline is drawn as such', () => {
  const none = simulateConfig(configOf('a: {script: x}\n'), {
    context: { source: 'merge_request_event' },
    events: [],
    semantics: 'current',
  });
  expect(drawMermaid(none)).toContain('no pipeline: filtered_by_rules');
  expect(drawDot(none)).toContain('no pipeline: filtered_by_rules');
});
