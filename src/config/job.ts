/**
 * The normalized job: what GitLab's YAML processor hands to pipeline creation, one per expanded `parallel` job, before
 * `rules` are evaluated. Shapes and names are those of `Gitlab::Ci::YamlProcessor::Result#build_attributes`, in camelCase.
 */
import type { EXECUTIONS } from './keywords/proposed.js';
import type { RULE_WHEN } from './keywords/values.js';
import type { Json, Mapping, Value } from './value.js';

/** A value with the place it was written at; `at` is null where GitLab's default applies. */
export interface Field<T> {
  readonly value: T;
  readonly at: Value | null;
}

export type When = (typeof RULE_WHEN)[number];

/** How a job starts once it may run. */
export type Execution = (typeof EXECUTIONS)[number];

export interface Need {
  /** The needed job's name, expanded: `build 1/2`, `test: [linux, 20]`. */
  readonly job: string;
  readonly artifacts: boolean;
  readonly optional: boolean;
  /** Proposed syntax: for this dependent a failure of the needed job counts as success. */
  readonly allowFailure: boolean;
  /** The `needs` entry, which several expanded needs can share. */
  readonly at: Value;
}

export interface Dependency {
  readonly job: string;
  readonly at: Value;
}

/** `allow_failure` as GitLab stores it: a boolean, or the exit codes that may fail. */
export type AllowFailure = boolean | { readonly exitCodes: readonly number[] };

/** What the proposed syntax says of a job in keywords of their own; null where it is not written, and always in today's. */
export interface Control {
  readonly execution: Field<Execution> | null;
  readonly delay: Field<string> | null;
  readonly blocker: Field<boolean> | null;
  readonly included: Field<boolean> | null;
}

/** One entry of GitLab's `rules`, not to be mixed up with a lint rule. */
export interface RulesEntry extends Control {
  readonly at: Mapping;
  readonly if: Value | null;
  readonly changes: Value | null;
  readonly exists: Value | null;
  readonly when: Field<When> | null;
  readonly allowFailure: Field<AllowFailure> | null;
  readonly startIn: Field<string> | null;
  readonly variables: Mapping | null;
  readonly needs: readonly Need[] | null;
  readonly interruptible: Field<boolean> | null;
}

export interface Job extends Control {
  /** Expanded name, `build 1/2`; unique in the pipeline. */
  readonly name: string;
  /** The name as written, and the node of its key. */
  readonly definition: JobDefinition;
  readonly stage: Field<string>;
  readonly when: Field<When>;
  /** Effective at job level, so true for today's job-level `when: manual` without the key; rules may replace it. */
  readonly allowFailure: Field<AllowFailure>;
  readonly schedulingType: 'stage' | 'dag';
  readonly startIn: Field<string> | null;
  /** Proposed syntax: after its script the job waits for a callback. */
  readonly async: Field<boolean> | null;
  /** Null when the job has no `needs` key; an empty list is a DAG job that waits for nobody. */
  readonly needs: readonly Need[] | null;
  readonly dependencies: readonly Dependency[] | null;
  readonly rules: readonly RulesEntry[] | null;
  /** Effective `only` and `except`, GitLab's default `only: {refs: [branches, tags]}` included. */
  readonly only: Json | null;
  readonly except: Json | null;
  /** The job's YAML variables, those of its matrix entry included. */
  readonly variables: ReadonlyMap<string, Field<string>>;
  /** `inherit:variables`: all of the pipeline's, none, or those listed. */
  readonly inheritedVariables: boolean | readonly string[];
  /** The matrix variables alone; empty without a matrix. */
  readonly matrix: ReadonlyMap<string, string>;
  /** `options` and the other attributes in GitLab's own shape (script, image, artifacts in seconds and so on). */
  readonly attributes: { readonly [key: string]: Json };
}

/** What several expanded jobs share: one visible key of the merged configuration. */
export interface JobDefinition {
  readonly name: string;
  readonly key: Value['node'];
  /** The merged job after extends, `!reference` and `default`; ask it for places: `get(mapping, 'script')`. */
  readonly mapping: Mapping;
  readonly kind: 'job' | 'trigger';
}

/** The value of a keyword in the merged job, or undefined. */
export function keyword(job: Job | JobDefinition, name: string): Value | undefined {
  const definition = 'definition' in job ? job.definition : job;
  return definition.mapping.entries.get(name)?.value;
}
