/** All that `ci-lint simulate` answers: who is in the pipeline, by which rule, and what the events do. */
import type { Config } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import type { Execution } from '../config/job.js';
import { type Composition, composePipeline } from './compose.js';
import type { JobDecision } from './deciding-rule.js';
import { describeDecision } from './decision-text.js';
import { type OutlookReport, reportOutlook } from './explore/outlook-report.js';
import type { Pipeline } from './pipeline.js';
import { type ContextInput, describeContext, type PipelineContext } from './pipeline-context.js';
import type { Statuses } from './processing/pipeline-state.js';
import type { SemanticsName } from './processing/semantics.js';
import { type Simulation, type SimulationEvent, startSimulation } from './simulation.js';

export type SemanticsChoice = SemanticsName | 'both';

export interface SimulationRequest {
  readonly context: ContextInput;
  readonly events: readonly SimulationEvent[];
  readonly semantics: SemanticsChoice;
  /** Also answer what can become of each job, with the traces that lead there or without. */
  readonly explore?: 'answers' | 'traces';
  /** The last step says of all jobs why they are what they are now. */
  readonly explainAll?: boolean;
}

export interface ReportedDecision {
  readonly kind: JobDecision['by']['kind'];
  /** Counts from 1. */
  readonly rule?: number;
  readonly file?: string;
  readonly line?: number;
  /** For people: "rule 2: if $CI_COMMIT_TAG". */
  readonly text: string;
}

export interface ReportedNeed {
  readonly job: string;
  readonly artifacts: boolean;
  readonly optional: boolean;
  /** Proposed syntax only. */
  readonly allowFailure?: boolean;
}

export interface ReportedJob {
  readonly name: string;
  readonly stage: string;
  readonly when: string;
  readonly allowFailure: boolean;
  readonly startIn: string | null;
  readonly schedulingType: 'stage' | 'dag';
  readonly needs: readonly ReportedNeed[] | null;
  /** These three are reported of the proposed syntax alone, in which `when` does not say how a job starts. */
  readonly execution?: Execution;
  readonly blocker?: boolean;
  readonly async?: boolean;
  readonly decidedBy: ReportedDecision;
}

export interface ReportedStep {
  /** `init` for the first. */
  readonly event: string;
  readonly jobs: readonly string[];
  readonly statuses: Statuses;
  /** Why the jobs are what they are that changed in this step; of all jobs where that was asked for. */
  readonly why: Readonly<Record<string, string>>;
  /** Jobs that refused the event, and names that are no job of the pipeline. */
  readonly refused: readonly string[];
  readonly unknown: readonly string[];
  /** With both semantics: what the proposed one makes of it; what stands above is the current one. */
  readonly proposed?: Pick<ReportedStep, 'statuses' | 'why' | 'refused'>;
}

export interface SimulationReport {
  readonly version: 1;
  readonly created: boolean;
  readonly reason?: string;
  readonly errors: readonly string[];
  /** False when GitLab knows something that decides and we do not. */
  readonly certain: boolean;
  readonly semantics: SemanticsChoice;
  readonly context: {
    readonly source: string;
    readonly ref: string;
    readonly refKind: string;
    readonly variables: Readonly<Record<string, string>>;
    readonly changes: readonly string[] | null;
  };
  readonly stages: readonly string[];
  readonly jobs: readonly ReportedJob[];
  /** Jobs of the configuration that are not in this pipeline. */
  readonly omitted: readonly {
    readonly name: string;
    readonly stage: string;
    readonly decidedBy: ReportedDecision;
  }[];
  readonly steps: readonly ReportedStep[];
  /** When it was asked for; with both semantics, of the current one. */
  readonly outlook?: OutlookReport;
}

export function simulateConfig(config: Config, request: SimulationRequest): SimulationReport {
  const context = describeContext(request.context);
  const composition = composePipeline(config, context);
  const { pipeline, reason, errors, decisions } = composition;
  return {
    version: 1,
    created: pipeline !== null,
    ...(reason === null ? {} : { reason }),
    errors,
    certain: composition.certain,
    semantics: request.semantics,
    context: reportContext(context),
    stages: config.stages,
    jobs: decisions.flatMap(decision => reportJob(decision, config.dialect)),
    omitted: decisions
      .filter(({ form }) => form === null)
      .map(decision => {
        const { job } = decision;
        return { name: job.name, stage: job.stage.value, decidedBy: reportDecision(decision) };
      }),
    steps: pipeline === null ? [] : reportSteps(composition, request),
    ...reportExploration(pipeline, request),
  };
}

function reportExploration(
  pipeline: Pipeline | null,
  { explore, semantics }: SimulationRequest,
): Pick<SimulationReport, 'outlook'> {
  if (pipeline === null || explore === undefined) return {};
  const name = semantics === 'proposed' ? 'proposed' : 'current';
  return { outlook: reportOutlook(pipeline, name, explore === 'traces') };
}

function reportContext({
  source,
  ref,
  refKind,
  variables,
  changes,
}: PipelineContext): SimulationReport['context'] {
  return {
    source,
    ref,
    refKind,
    variables: Object.fromEntries(variables),
    changes: changes?.paths ?? null,
  };
}

function reportJob(decision: JobDecision, dialect: Dialect): ReportedJob[] {
  const { job, form } = decision;
  const isProposed = dialect === 'proposed';
  if (form === null) return [];
  return [
    {
      name: job.name,
      stage: job.stage.value,
      when: form.when,
      allowFailure: form.allowFailure === true,
      startIn: form.startIn,
      schedulingType: form.schedulingType,
      needs:
        form.needs?.map(({ job: name, artifacts, optional, allowFailure }) => ({
          job: name,
          artifacts,
          optional,
          ...(isProposed && { allowFailure }),
        })) ?? null,
      ...(isProposed && {
        execution: form.execution,
        blocker: form.blocker,
        async: job.async?.value === true,
      }),
      decidedBy: reportDecision(decision),
    },
  ];
}

function reportDecision({ by, form }: JobDecision): ReportedDecision {
  const text = describeDecision(by, form !== null);
  if (by.kind !== 'rule') return { kind: by.kind, text };
  const { source, start } = by.entry.at.node;
  return { kind: by.kind, rule: by.number, file: source.path, line: source.positionAt(start).line, text };
}

function reportSteps(
  { pipeline }: Composition,
  { events, semantics, explainAll }: SimulationRequest,
): ReportedStep[] {
  if (pipeline === null) return [];
  const main = startSimulation(pipeline, semantics === 'proposed' ? 'proposed' : 'current');
  const other = semantics === 'both' ? startSimulation(pipeline, 'proposed') : null;
  const nothing: Statuses = { pipeline: 'created', stages: {}, jobs: {} };
  const steps: ReportedStep[] = [
    {
      event: 'init',
      jobs: [],
      ...observe(main, nothing),
      unknown: [],
      ...(other === null ? {} : { proposed: observe(other, nothing) }),
    },
  ];
  for (const event of events) {
    const jobs = event.jobs?.flatMap(name => jobsNamed(main, name));
    const named = { ...event, ...(jobs === undefined ? {} : { jobs }) };
    const step = fireAndObserve(main, named);
    steps.push({
      event: event.event,
      jobs: jobs ?? [],
      ...step,
      ...(other === null ? {} : { proposed: fireAndObserve(other, named) }),
    });
  }
  const last = steps.pop();
  if (last !== undefined) steps.push(explainAll === true ? explainedInFull(last, main, other) : last);
  return steps;
}

function explainedInFull(step: ReportedStep, main: Simulation, other: Simulation | null): ReportedStep {
  const explain = (simulation: Simulation): ReportedStep['why'] =>
    Object.fromEntries([...simulation.model.indexOf.keys()].map(job => [job, simulation.why(job)]));
  const { proposed } = step;
  return {
    ...step,
    why: explain(main),
    ...(proposed === undefined || other === null ? {} : { proposed: { ...proposed, why: explain(other) } }),
  };
}

/** A job, all copies of a parallel one, or with `*` all that are active now. */
function jobsNamed({ model, statuses }: Simulation, name: string): readonly string[] {
  if (model.indexOf.has(name)) return [name];
  if (name === '*') {
    const active = ['pending', 'running', 'waiting_for_callback'];
    return Object.entries(statuses().jobs).flatMap(([job, status]) => (active.includes(status) ? [job] : []));
  }
  const copies = [...model.indexOf.keys()].filter(job => isCopyOf(job, name));
  return copies.length > 0 ? copies : [name];
}

function isCopyOf(job: string, name: string): boolean {
  return job.startsWith(name) && /^(?: \d+\/\d+|: \[.*\])$/.test(job.slice(name.length));
}

type Observation = Pick<ReportedStep, 'statuses' | 'why' | 'refused' | 'unknown'>;

function fireAndObserve(simulation: Simulation, event: SimulationEvent): Observation {
  const before = simulation.statuses();
  const { refused, unknown, understood } = simulation.fire(event);
  const observed = observe(simulation, before);
  return { ...observed, refused: understood ? refused : [event.event], unknown };
}

function observe(simulation: Simulation, before: Statuses): Observation {
  const statuses = simulation.statuses();
  const changed = Object.keys(statuses.jobs).filter(job => statuses.jobs[job] !== before.jobs[job]);
  return {
    statuses,
    why: Object.fromEntries(changed.map(job => [job, simulation.why(job)])),
    refused: [],
    unknown: [],
  };
}
