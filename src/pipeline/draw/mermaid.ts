/** A pipeline as a Mermaid flowchart, which GitLab renders in Markdown. */
import type { SimulationReport } from '../simulation-report.js';
import { COLOURS, colourOf, graphOf } from './pipeline-graph.js';

export function drawMermaid(report: SimulationReport): string {
  if (!report.created) return `flowchart LR\n  none["no pipeline: ${escapeLabel(report.reason ?? '')}"]\n`;
  const { stages, needs, order } = graphOf(report);
  const lines = ['flowchart LR'];
  for (const stage of stages) {
    lines.push(`  subgraph ${stage.id}["${escapeLabel(stage.name)}"]`);
    for (const { id, name, status, note } of stage.jobs) {
      const label = [name, status, note].filter(Boolean).map(escapeLabel).join('<br/>');
      lines.push(`    ${id}["${label}"]:::${colourOf(status)}`);
    }
    lines.push('  end');
  }
  for (const { from, to } of order) lines.push(`  ${from} --> ${to}`);
  for (const { from, to, light } of needs) lines.push(`  ${from} ${light ? '-.->' : '==>'} ${to}`);
  for (const [name, [fill, line]] of Object.entries(COLOURS)) {
    lines.push(`  classDef ${name} fill:${fill},stroke:${line},color:#18171d`);
  }
  return `${lines.join('\n')}\n`;
}

/** Everything that is not plainly text becomes an entity, which Mermaid writes with # instead of &. */
export function escapeLabel(text: string): string {
  return text.replace(/[^\p{L}\p{N} _.,/:()[\]-]/gu, char => `#${char.codePointAt(0)};`);
}
