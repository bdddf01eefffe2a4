/** A job graph as one HTML page: the SVG, a search, and what comes before and after a job when it is pointed at. */
import type { JobGraph } from '../../pipeline/draw/job-graph.js';
import { printable } from '../printable.js';
import { escapeXml } from '../xml.js';
import { PAGE_SCRIPT } from './page-script.js';
import { drawGraphSvg } from './svg.js';

const PAGE_CSS = `
:root{color-scheme:light dark;--page:#fff;--ink:#1c2028;--soft:#646a78;--line:#e3e5ea;--accent:#2563eb}
@media (prefers-color-scheme:dark){:root{--page:#14161b;--ink:#e8eaf0;--soft:#9ba2b1;--line:#2a2e38;--accent:#6ea8ff}}
body{margin:0;background:var(--page);color:var(--ink);font:14px/1.4 system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,Cantarell,"Helvetica Neue",Arial,sans-serif}
header{position:sticky;top:0;left:0;z-index:1;display:flex;flex-wrap:wrap;gap:6px 16px;align-items:center;padding:12px 24px;background:var(--page);border-bottom:1px solid var(--line)}
h1{margin:0;font-size:15px;font-weight:650;overflow-wrap:anywhere}.facts{color:var(--soft);flex:1}
input[type=search]{font:inherit;color:inherit;background:transparent;border:1px solid var(--line);border-radius:7px;padding:5px 10px;width:240px}
input[type=search]:focus{outline:2px solid var(--accent);outline-offset:-1px}
main{overflow-x:auto}.headings{pointer-events:none}.headings.away .strip{stroke:var(--panel-line)}svg{display:block;margin:0 auto}.job{cursor:pointer;outline:none}
.job,.edge,.wait{transition:opacity .12s}.dim .job:not(.lit),.dim>.wait{opacity:.22}.dim>.edge:not(.lit){opacity:.07}.dim>.edge.lit{stroke-width:2.2}
.job.here .card,.job:focus-visible .card,.job.found .card{stroke:var(--accent);stroke-width:2;stroke-dasharray:none}
@media (prefers-reduced-motion:reduce){*{transition:none!important}}
`.trim();

export function drawGraphHtml(graph: JobGraph, title: string): string {
  const name = escapeXml(printable(title));
  const jobs = graph.jobs.reduce((sum, { copies }) => sum + copies, 0);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'">
<meta name="viewport" content="width=device-width">
<title>${name}</title>
<style>${PAGE_CSS}</style>
</head>
<body>
<header><h1>${name}</h1><span class="facts">${count(jobs, 'job')} in ${count(graph.stages.length, 'stage')}</span><input type="search" placeholder="Find a job" aria-label="Find a job"></header>
<main>
${drawGraphSvg(graph, title)}</main>
<script>${PAGE_SCRIPT}</script>
</body>
</html>
`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
