/** A pipeline in the language of Graphviz. */
import type { SimulationReport } from '../simulation-report.js';
import { COLOURS, colourOf, graphOf } from './pipeline-graph.js';

export function drawDot(report: SimulationReport): string {
  if (!report.created)
    return `digraph pipeline {\n  none [label=${quote(`no pipeline: ${report.reason}`)}]\n}\n`;
  const { stages, needs, order } = graphOf(report);
  const lines = [
    'digraph pipeline {',
    '  rankdir=LR; compound=true;',
    '  node [shape=box, style="rounded,filled", fontname="sans-serif"];',
  ];
  for (const stage of stages) {
    lines.push(`  subgraph cluster_${stage.id} {`, `    label=${quote(stage.name)}; color="#bfbfc3";`);
    for (const { id, name, status, note } of stage.jobs) {
      const [fill, line] = COLOURS[colourOf(status)] ?? ['#ffffff', '#000000'];
      const label = quote([name, status, note].filter(Boolean).join('\n'));
      lines.push(`    ${id} [label=${label}, fillcolor="${fill}", color="${line}"];`);
    }
    lines.push('  }');
  }
  const anyJob = new Map(stages.map(stage => [stage.id, stage.jobs[0]?.id ?? '']));
  for (const { from, to } of order) {
    const ends = `ltail=cluster_${from}, lhead=cluster_${to}`;
    lines.push(`  ${anyJob.get(from)} -> ${anyJob.get(to)} [${ends}, color="#89888d"];`);
  }
  for (const { from, to, light } of needs) lines.push(`  ${from} -> ${to}${light ? ' [style=dashed]' : ''};`);
  return `${[...lines, '}'].join('\n')}\n`;
}

export function quote(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('\n', '\\n')}"`;
}
