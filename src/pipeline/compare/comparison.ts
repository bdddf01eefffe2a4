/** What a comparison of two configurations says: whether pipelines behave alike in every context and under every outcome. */
import type { Config } from '../../config/config.js';
import type { ContextInput } from '../pipeline-context.js';
import type { Statuses } from '../processing/pipeline-state.js';
import type { SemanticsName } from '../processing/semantics.js';
import type { SimulationEvent } from '../simulation.js';

/** A configuration and the semantics that its pipelines are processed under. */
export interface Side {
  readonly config: Config;
  readonly semantics: SemanticsName;
}

/** `preserved`: proven alike. `changed`: a counterexample was run. `unproven`: neither within the stated bounds. */
export type Verdict = 'preserved' | 'changed' | 'unproven';

/** The known places where the two semantics part; docs/migration.md explains each. */
export type Hazard = 'H1' | 'H2' | 'H3' | 'H4' | 'H5' | 'H6' | 'H7';

/** `attributes` is all that neither says when a job runs nor what it fetches: its script, image, variables and so on. */
export type Aspect = 'created' | 'member' | 'start' | 'status' | 'artifacts' | 'attributes';

/** One thing that is not alike; `job` is null for the pipeline itself. */
export interface Difference {
  readonly job: string | null;
  readonly aspect: Aspect;
  readonly before: string;
  readonly after: string;
}

/** One pipeline and what happened in it, on both sides. It can be replayed. */
export interface Counterexample {
  readonly context: ContextInput;
  readonly events: readonly SimulationEvent[];
  /** Null where there is no pipeline on that side. */
  readonly before: Statuses | null;
  readonly after: Statuses | null;
  /** All that differs, the job it was found for first. */
  readonly differences: readonly Difference[];
  /** Null when the translation itself differs, and not only the semantics. */
  readonly hazard: Hazard | null;
}

export type Finding =
  | { readonly verdict: 'preserved' }
  | { readonly verdict: 'changed'; readonly counterexample: Counterexample }
  /** `reason` says what would have to be known. */
  | { readonly verdict: 'unproven'; readonly reason: string };

export type JobFinding = Finding & { readonly job: string };

export interface Comparison {
  /** Of the whole: changed when anything changed, else unproven when anything is. */
  readonly verdict: Verdict;
  /** Whether pipelines are created alike and end with the same status. */
  readonly pipeline: Finding;
  /** One for each job of either side, in GitLab's order. */
  readonly jobs: readonly JobFinding[];
}
