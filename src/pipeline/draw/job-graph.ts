/** What is drawn of a configuration, or of the pipeline of one context: jobs in columns, needs and artifact flow. */
import type { Config } from '../../config/config.js';
import { artifactSources } from '../artifact-flow.js';
import type { Composition } from '../compose.js';
import { possibleForms } from '../deciding-rule.js';
import type { PipelineJob } from '../pipeline.js';
import { toPipelineJob } from '../pipeline-job.js';
import { assignColumns } from './columns.js';

/** How a job starts, in the words of `when`. */
export type Start = 'on_success' | 'manual' | 'delayed' | 'on_failure' | 'always';

export interface GraphJob {
  /** `j` and a number: safe in every language that is drawn in. */
  readonly id: string;
  readonly name: string;
  /** Copies made by `parallel`, drawn as one. */
  readonly copies: number;
  /** An index of `JobGraph.stages`. */
  readonly stage: number;
  readonly column: number;
  /** More than one when it depends on the rules. */
  readonly starts: readonly Start[];
  readonly startIn: string | null;
  /** What the proposed syntax says besides: the condition of a manual job, that it waits for a callback. */
  readonly extras: readonly string[];
  readonly mayFail: boolean;
  /** Starts another pipeline. */
  readonly trigger: boolean;
  readonly artifacts: boolean;
  /** `nothing` is `needs: []`. */
  readonly waitsFor: 'stages' | 'needs' | 'nothing';
}

/** Always from a lower column to a higher one. */
export interface GraphEdge {
  readonly from: string;
  readonly to: string;
  readonly need: boolean;
  readonly optional: boolean;
  readonly fetches: boolean;
}

export interface GraphStage {
  readonly name: string;
  readonly firstColumn: number;
  readonly columns: number;
}

export interface JobGraph {
  /** Those with jobs, in order. */
  readonly stages: readonly GraphStage[];
  /** By stage, then as in the pipeline. */
  readonly jobs: readonly GraphJob[];
  readonly edges: readonly GraphEdge[];
  /** Fetches by stage order that would hide the rest and are left out of `edges`. */
  readonly fetchesNotDrawn: number;
}

/** The copies of one job with the forms its rules can give it. */
interface Group {
  readonly name: string;
  readonly stage: string;
  readonly copies: Set<string>;
  readonly forms: PipelineJob[];
}

/** More fetches by stage order than this say nothing any more. */
const MAX_IMPLIED_FETCHES = 40;

/** All jobs of the merged configuration that can be in some pipeline. */
export function graphOfConfig(config: Config): JobGraph {
  const groups = new Map<string, Group>();
  for (const job of config.jobs) {
    for (const form of possibleForms(job)) addForm(groups, job.definition.name, toPipelineJob(job, form));
  }
  return buildGraph(config.stages, groups);
}

/** The jobs that GitLab would create; empty without a pipeline. */
export function graphOfPipeline({ pipeline, decisions }: Composition): JobGraph {
  const definitions = new Map(decisions.map(({ job }) => [job.name, job.definition.name]));
  const groups = new Map<string, Group>();
  for (const job of pipeline?.jobs ?? []) addForm(groups, definitions.get(job.name) ?? job.name, job);
  return buildGraph(pipeline?.stages ?? [], groups);
}

/** From the stage before to each stage with a job that waits for stages. Numbers are indices of `stages`. */
export function stageOrder({
  stages,
  jobs,
}: Pick<JobGraph, 'stages' | 'jobs'>): readonly { readonly from: number; readonly to: number }[] {
  const waiting = new Set(jobs.filter(({ waitsFor }) => waitsFor === 'stages').map(({ stage }) => stage));
  return stages.flatMap((_, to) => (to > 0 && waiting.has(to) ? [{ from: to - 1, to }] : []));
}

function addForm(groups: Map<string, Group>, name: string, form: PipelineJob): void {
  const key = JSON.stringify([name, form.stage]);
  const group = groups.get(key) ?? { name, stage: form.stage, copies: new Set(), forms: [] };
  group.copies.add(form.name);
  group.forms.push(form);
  groups.set(key, group);
}

function buildGraph(allStages: readonly string[], groups: ReadonlyMap<string, Group>): JobGraph {
  const byStage = new Map<string, Group[]>(allStages.map(stage => [stage, []]));
  for (const group of groups.values()) byStage.get(group.stage)?.push(group);
  const stages = [...byStage].filter(([, members]) => members.length > 0);
  const ordered = stages.flatMap(([, members]) => members);
  const stageOf = stages.flatMap(([, members], stage) => members.map(() => stage));
  const drawn = drawnEdges(allStages, ordered);
  const columns = assignColumns(stageOf, drawn.edges);
  const jobs = ordered.map((group, index): GraphJob => {
    return { ...describe(group), id: `j${index}`, stage: stageOf[index] ?? 0, column: columns[index] ?? 0 };
  });
  return {
    stages: stages.map(([name], stage) => {
      const own = new Set(jobs.filter(job => job.stage === stage).map(job => job.column));
      return { name, firstColumn: Math.min(...own), columns: own.size };
    }),
    jobs,
    edges: drawn.edges
      .filter(({ from, to }) => (columns[from] ?? 0) < (columns[to] ?? 0))
      .map(edge => ({ ...edge, from: `j${edge.from}`, to: `j${edge.to}` })),
    fetchesNotDrawn: drawn.left,
  };
}

function describe({ name, copies, forms }: Group): Omit<GraphJob, 'id' | 'stage' | 'column'> {
  const byStages = forms.some(({ schedulingType }) => schedulingType === 'stage');
  return {
    name,
    copies: copies.size,
    starts: [...new Set(forms.map(startOf))],
    startIn: forms.find(({ startIn }) => startIn !== null)?.startIn ?? null,
    extras: [...new Set(forms.flatMap(extrasOf))],
    mayFail: forms.some(({ allowFailure }) => allowFailure !== false),
    trigger: forms.some(({ trigger }) => trigger),
    artifacts: forms.some(({ artifacts }) => artifacts !== null),
    waitsFor: byStages ? 'stages' : forms.some(({ needs }) => needs?.length) ? 'needs' : 'nothing',
  };
}

function startOf({ execution, when }: PipelineJob): Start {
  return execution === 'automatic' ? when : execution;
}

function extrasOf({ execution, when, async }: PipelineJob): readonly string[] {
  const condition = execution !== 'automatic' && when !== 'on_success' ? [when] : [];
  return async ? [...condition, 'async'] : condition;
}

interface NumberedEdge {
  readonly from: number;
  readonly to: number;
  readonly need: boolean;
  readonly optional: boolean;
  readonly fetches: boolean;
}

function drawnEdges(
  stages: readonly string[],
  groups: readonly Group[],
): { readonly edges: readonly NumberedEdge[]; readonly left: number } {
  const groupOf = new Map(groups.flatMap(({ copies }, index) => [...copies].map(name => [name, index])));
  const firstForms = groups.flatMap(({ forms }) => [
    ...new Map(forms.map(form => [form.name, form])).values(),
  ]);
  const pipeline = { stages, jobs: firstForms, cancelOnFailure: false };
  const explicit = new EdgeSet();
  const implied = new EdgeSet();
  groups.forEach(({ forms }, to) => {
    let askedAll = false;
    for (const form of forms) {
      for (const need of form.needs ?? [])
        explicit.add(groupOf.get(need.job), to, { need: true, optional: need.optional, fetches: false });
      const all = form.needs === null && form.dependencies === null;
      // Every copy that fetches from all earlier stages fetches the same; a trigger job has no use for files.
      if (all && (askedAll || form.trigger)) continue;
      askedAll ||= all;
      for (const source of artifactSources(pipeline, form)) {
        if (source.artifacts === null) continue;
        const edges = all ? implied : explicit;
        edges.add(groupOf.get(source.name), to, { need: false, optional: false, fetches: true });
      }
    }
  });
  const more = implied.edges().filter(edge => !explicit.has(edge));
  if (more.length > MAX_IMPLIED_FETCHES) return { edges: explicit.edges(), left: more.length };
  return { edges: [...explicit.edges(), ...more], left: 0 };
}

/** At most one edge between two groups; it carries what any of their jobs says. */
class EdgeSet {
  readonly #edges = new Map<string, NumberedEdge>();

  add(from: number | undefined, to: number, kind: Omit<NumberedEdge, 'from' | 'to'>): void {
    if (from === undefined || from === to) return;
    const old = this.#edges.get(`${from} ${to}`);
    this.#edges.set(`${from} ${to}`, {
      from,
      to,
      need: kind.need || old?.need === true,
      fetches: kind.fetches || old?.fetches === true,
      optional:
        kind.need && old?.need === true
          ? kind.optional && old.optional
          : kind.optional || old?.optional === true,
    });
  }

  has({ from, to }: NumberedEdge): boolean {
    return this.#edges.has(`${from} ${to}`);
  }

  edges(): readonly NumberedEdge[] {
    return [...this.#edges.values()];
  }
}
