/** Colours and symbols of drawn job graphs. */
import type { Start } from '../../pipeline/draw/job-graph.js';

export const GRAPH_CSS: string = `
.graph{--page:#fff;--panel:#f6f7f9;--panel-line:#e3e5ea;--card:#fff;--card-line:#c9ccd4;--ink:#1c2028;--soft:#646a78;--need:#8b92a1;--flow:#0d9488;--order:#c6cad3;
--on_success:#5b6474;--manual:#2563eb;--delayed:#b45309;--on_failure:#dc2626;--always:#15803d;--several:#7c3aed;font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Noto Sans",Ubuntu,Cantarell,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.graph{--page:#14161b;--panel:#1b1e25;--panel-line:#2a2e38;--card:#252932;--card-line:#424856;--ink:#e8eaf0;--soft:#9ba2b1;--need:#737b8c;--flow:#2dd4bf;--order:#454b59;
--on_success:#a3abbb;--manual:#6ea8ff;--delayed:#f0a94b;--on_failure:#ff7b72;--always:#4cc46f;--several:#b794ff}}
.graph text{fill:var(--ink)}.page{fill:var(--page)}.panel{fill:var(--panel);stroke:var(--panel-line)}.strip{fill:var(--panel)}
.graph .stage-name{font-size:12px;font-weight:650;letter-spacing:.02em}.graph .soft{fill:var(--soft);font-size:11px}
.name{font-size:13px}.card{fill:var(--card);stroke:var(--card-line)}.may-fail .card{stroke-dasharray:4 3;stroke:var(--soft)}
.on_success{--kind:var(--on_success)}.manual{--kind:var(--manual)}.delayed{--kind:var(--delayed)}.on_failure{--kind:var(--on_failure)}.always{--kind:var(--always)}.several{--kind:var(--several)}
.icon{fill:none;stroke:var(--kind);stroke-width:1.6;stroke-linecap:round;stroke-linejoin:round}.icon .solid{fill:var(--kind);stroke:none}
.edge{fill:none;stroke:var(--need);stroke-width:1.5}.edge.flow{stroke:var(--flow)}.edge.only-flow{stroke-dasharray:5 4}.dense .edge{stroke-width:1.1;stroke-opacity:.8}.edge.optional{stroke-width:1;stroke-opacity:.75}
.head{fill:var(--need)}.head.flow{fill:var(--flow)}.order{fill:none;stroke:var(--order);stroke-width:2.5;stroke-linecap:round;stroke-linejoin:round}.wait{stroke-width:1.5}
.graph .pill-text{fill:var(--soft);font-size:11px;font-weight:600}.pill{fill:var(--panel);stroke:var(--panel-line)}.files{fill:var(--flow);stroke:var(--card);stroke-width:1.5}
`.trim();

/** Symbols of 18 × 18 around their middle. */
export const ICONS: Readonly<Record<Start | 'several', string>> = {
  on_success: '<circle r="7.5"/><circle class="solid" r="2.4"/>',
  manual: '<circle r="7.5"/><path class="solid" d="M-2.3 -3.7L4 0L-2.3 3.7Z"/>',
  delayed: '<circle r="7.5"/><path d="M0 -4V0L2.8 2"/>',
  on_failure: '<circle r="7.5"/><path d="M0 -3.8V.6M0 3.6V3.7"/>',
  always: '<circle r="7.5"/><path d="M-3.4 0L-1 2.6L3.5 -2.4"/>',
  several: '<circle r="7.5"/><path d="M-3.2 0H-3.1M0 0H.1M3.2 0H3.3"/>',
};

export const TRIGGER_ICON = '<path d="M-5 4L4 -5M-2 -5H4V1"/>';
