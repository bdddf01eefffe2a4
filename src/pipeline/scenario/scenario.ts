/** Unit tests for pipelines, in the shape of GitLab's own processing cases. */
import type { Dialect } from '../../config/dialect.js';
import type { Place } from '../../config/problem.js';
import type { ContextInput } from '../pipeline-context.js';
import type { EventName } from '../processing/pipeline-event.js';
import type { SemanticsName } from '../processing/semantics.js';

/** Statuses by name; a job that should not be in the pipeline is `absent`. */
export interface ExpectedStatuses {
  readonly pipeline?: string;
  readonly stages?: Readonly<Record<string, string>>;
  readonly jobs?: Readonly<Record<string, string>>;
}

/** What should hold after a step. */
export interface Check {
  /** All statuses: nothing more and nothing less. */
  readonly expect?: ExpectedStatuses;
  /** Only what is named. */
  readonly includes?: ExpectedStatuses;
  /** For each named job the jobs whose artifacts it would fetch now. */
  readonly fetches?: Readonly<Record<string, readonly string[]>>;
}

export interface Transition extends Check {
  readonly event: EventName;
  readonly jobs?: readonly string[];
  /** With which a dropped job failed. */
  readonly exitCode?: number;
}

export interface InitialCheck extends Check {
  /** Whether GitLab makes a pipeline at all; true where it is not said. */
  readonly created?: boolean;
  /** Why it makes none: `workflow_rules`, `filtered_by_rules`, `config_error`, `invalid_config`. */
  readonly reason?: string;
}

export interface Scenario {
  readonly config:
    | { readonly kind: 'inline'; readonly text: string }
    | { readonly kind: 'file'; readonly path: string };
  readonly context: ContextInput;
  /** Null where the scenario leaves it to the file. */
  readonly dialect: Dialect | null;
  /** Null for those of the dialect. */
  readonly semantics: SemanticsName | null;
  readonly init: InitialCheck;
  readonly transitions: readonly Transition[];
}

/** Why a text is no scenario. */
export interface ScenarioProblem {
  readonly message: string;
  readonly at: Place;
}
