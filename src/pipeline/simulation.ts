/** A pipeline one can act on by names, step by step, and ask why. */
import { artifactSources, hasUploaded } from './artifact-flow.js';
import type { Pipeline } from './pipeline.js';
import { currentSemantics } from './processing/current.js';
import { type Decision, decisionOf, explainJob } from './processing/explanation.js';
import { COMPLETED, isIn, STATUS } from './processing/job-status.js';
import { applyEvent, type EventName, startPipeline } from './processing/pipeline-event.js';
import { buildModel, type PipelineModel } from './processing/pipeline-model.js';
import {
  createdState,
  jobStatus,
  type PipelineState,
  readStatuses,
  type Statuses,
} from './processing/pipeline-state.js';
import type { Processing } from './processing/processing-pass.js';
import { proposedSemantics } from './processing/proposed.js';
import type { Semantics, SemanticsName } from './processing/semantics.js';

/** An event as scenario files write it. */
export interface SimulationEvent {
  readonly event: EventName;
  /** Absent: the pipeline itself is retried or canceled. */
  readonly jobs?: readonly string[];
  readonly exitCode?: number;
}

export interface EventOutcome {
  readonly statuses: Statuses;
  /** Jobs that refused the event in the status they had. */
  readonly refused: readonly string[];
  /** Names of the event that this pipeline has no job for. */
  readonly unknown: readonly string[];
  /** False for an event that only jobs know, fired without any. */
  readonly understood: boolean;
}

export interface Simulation {
  readonly model: PipelineModel;
  fire(event: SimulationEvent): EventOutcome;
  statuses(): Statuses;
  /** Why the job is in its status: "skipped: `test` in its needs was skipped, because `build` failed". */
  why(job: string): string;
  /** The jobs whose artifacts `job` would fetch if it ran now, in pipeline order. */
  fetches(job: string): readonly string[];
}

export function semanticsByName(name: SemanticsName): Semantics {
  return name === 'current' ? currentSemantics : proposedSemantics;
}

/** Creates the pipeline and processes it for the first time. */
export function startSimulation(pipeline: Pipeline, semantics: SemanticsName): Simulation {
  const model = buildModel(pipeline);
  const state: PipelineState = createdState(model);
  const decisions: (Decision | undefined)[] = [];
  const waiting = new Map<number, string>();
  const processing: Processing = {
    model,
    semantics: semanticsByName(semantics),
    observe(job, status, tokens) {
      decisions[job] = decisionOf(processing, state, job, status, tokens);
    },
  };
  startPipeline(processing, state);
  const statuses = (): Statuses => readStatuses(model, state);
  const numberOf = (name: string): number => model.indexOf.get(name) ?? -1;

  return {
    model,
    statuses,
    fire({ event, jobs, exitCode }) {
      waiting.clear();
      const numbers = jobs?.map(numberOf).filter(job => job >= 0) ?? null;
      const refused = applyEvent(processing, state, {
        event,
        jobs: numbers,
        ...(exitCode === undefined ? {} : { exitCode }),
      });
      return {
        statuses: statuses(),
        refused: (refused ?? [])
          .filter(job => !isIdleCallback(processing, state, job, event))
          .map(job => pipeline.jobs[job]?.name ?? ''),
        unknown: jobs?.filter(name => !model.indexOf.has(name)) ?? [],
        understood: refused !== null,
      };
    },
    why(name) {
      const job = numberOf(name);
      if (job < 0) return 'not in this pipeline';
      // All that wait for earlier stages wait for the same.
      const stage = state[job] === STATUS.created && model.dag[job] === 0 ? model.stageOf[job] : undefined;
      if (stage === undefined) return explainJob(processing, state, decisions, job);
      const text = waiting.get(stage) ?? explainJob(processing, state, decisions, job);
      waiting.set(stage, text);
      return text;
    },
    fetches(name) {
      const job = pipeline.jobs[numberOf(name)];
      if (job === undefined) return [];
      const now = statuses().jobs;
      return artifactSources(pipeline, job)
        .filter(source => hasUploaded(source, now[source.name]))
        .map(source => source.name);
    },
  };
}

/** A callback for a job that has ended does nothing, and nobody minds: services may call twice. */
function isIdleCallback(
  { model, semantics }: Processing,
  state: PipelineState,
  job: number,
  event: EventName,
): boolean {
  if (event !== 'callback' || !semantics.extensions || model.async[job] !== 1) return false;
  return isIn(COMPLETED, jobStatus(state, job));
}
