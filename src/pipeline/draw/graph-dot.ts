/** A job graph in the language of Graphviz. */
import { quote } from './dot.js';
import { notesOf, titleOf } from './graph-notes.js';
import { type GraphEdge, type GraphJob, type JobGraph, stageOrder } from './job-graph.js';

export function drawGraphDot({ stages, jobs, edges }: JobGraph): string {
  const lines = [
    'digraph pipeline {',
    '  rankdir=LR; compound=true;',
    '  node [shape=box, style="rounded,filled", fillcolor="#fbfafd", color="#737278", fontname="sans-serif"];',
    '  edge [color="#737278"];',
  ];
  const firstOf: string[] = [];
  stages.forEach(({ name }, stage) => {
    lines.push(`  subgraph cluster_s${stage} {`, `    label=${quote(name)}; color="#bfbfc3";`);
    for (const job of jobs) {
      if (job.stage !== stage) continue;
      firstOf[stage] ??= job.id;
      lines.push(`    ${nodeOf(job)}`);
    }
    lines.push('  }');
  });
  for (const { from, to } of stageOrder({ stages, jobs })) {
    const ends = `ltail=cluster_s${from}, lhead=cluster_s${to}`;
    lines.push(`  ${firstOf[from]} -> ${firstOf[to]} [${ends}, color="#bfbfc3", penwidth=3];`);
  }
  for (const edge of edges) lines.push(`  ${edge.from} -> ${edge.to}${lookOf(edge)};`);
  return `${[...lines, '}'].join('\n')}\n`;
}

function nodeOf(job: GraphJob): string {
  const label = quote([titleOf(job), notesOf(job).join(' · ')].filter(Boolean).join('\n'));
  return `${job.id} [label=${label}${job.copies > 1 || job.trigger ? ', peripheries=2' : ''}];`;
}

/** Teal edges carry artifacts; those that carry nothing else are dashed. */
function lookOf({ need, fetches, optional }: GraphEdge): string {
  const looks = [fetches ? 'color="#0d9488"' : '', need ? (optional ? 'style=dotted' : '') : 'style=dashed'];
  const list = looks.filter(Boolean).join(', ');
  return list === '' ? '' : ` [${list}]`;
}
