/** A job graph as a Mermaid flowchart, which GitLab renders in Markdown. */
import { notesOf, titleOf } from './graph-notes.js';
import { type GraphEdge, type GraphJob, type JobGraph, stageOrder } from './job-graph.js';
import { escapeLabel } from './mermaid.js';

export function drawGraphMermaid({ stages, jobs, edges }: JobGraph): string {
  const lines = ['flowchart LR'];
  stages.forEach(({ name }, stage) => {
    lines.push(`  subgraph s${stage}["${escapeLabel(name)}"]`);
    for (const job of jobs) if (job.stage === stage) lines.push(`    ${nodeOf(job)}`);
    lines.push('  end');
  });
  for (const { from, to } of stageOrder({ stages, jobs })) lines.push(`  s${from} --> s${to}`);
  for (const edge of edges) lines.push(`  ${edge.from} ${arrowOf(edge)} ${edge.to}`);
  const used = new Set(jobs.map(classOf));
  for (const [name, look] of Object.entries(CLASSES))
    if (used.has(name)) lines.push(`  classDef ${name} ${look}`);
  return `${lines.join('\n')}\n`;
}

function nodeOf(job: GraphJob): string {
  const label = [titleOf(job), notesOf(job).join(' · ')].filter(Boolean).map(escapeLabel).join('<br/>');
  const text = job.trigger ? `[["${label}"]]` : `["${label}"]`;
  return `${job.id}${text}:::${classOf(job)}`;
}

/** Thick: needs; dotted: artifacts alone. */
function arrowOf({ need, fetches, optional }: GraphEdge): string {
  if (!need) return '-. artifacts .->';
  if (fetches) return '== artifacts ==>';
  return optional ? '-. optional .->' : '==>';
}

const CLASSES: Readonly<Record<string, string>> = {
  on_success: 'fill:#ececef,stroke:#737278,color:#18171d',
  manual: 'fill:#cbe2f9,stroke:#1f75cb,color:#18171d',
  delayed: 'fill:#f5d9a8,stroke:#ab6100,color:#18171d',
  on_failure: 'fill:#fdd4cd,stroke:#dd2b0e,color:#18171d',
  always: 'fill:#c3e6cd,stroke:#108548,color:#18171d',
  several: 'fill:#e1d8f9,stroke:#7b58cf,color:#18171d',
};

function classOf({ starts: [start, ...more] }: GraphJob): string {
  return start === undefined || more.length > 0 ? 'several' : start;
}
