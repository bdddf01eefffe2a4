/** What decides about how a job is in a pipeline, in either syntax, and what today's keywords become. */
import { toJson } from '../../config/entries/json.js';
import type { Execution } from '../../config/job.js';
import { EXECUTIONS, PROPOSED_WHEN } from '../../config/keywords/proposed.js';
import { RULE_WHEN } from '../../config/keywords/values.js';
import { get, isNull, type Json, type Mapping, type Value } from '../../config/value.js';
import type { Requirement } from '../../pipeline/pipeline.js';

/** All keywords of either syntax that decide how a job is in a pipeline. */
export const CONTROL_KEYS = [
  'included',
  'execution',
  'delay',
  'start_in',
  'blocker',
  'when',
  'allow_failure',
] as const;

export type ControlKey = (typeof CONTROL_KEYS)[number];

/** Keywords that only the proposed syntax has. */
const PROPOSED_KEYS: readonly ControlKey[] = ['included', 'execution', 'delay', 'blocker'];

/** A boolean, or `allow_failure` as a mapping with its exit codes. */
export type AllowFailureForm = boolean | { readonly [key: string]: Json };

/** How a job is in a pipeline, in the terms of the proposed syntax. */
export interface ControlForm {
  readonly included: boolean;
  readonly execution: Execution;
  readonly delay: string | null;
  readonly blocker: boolean;
  readonly when: Requirement;
  readonly allowFailure: AllowFailureForm;
}

/** The value of a keyword; undefined where nothing or null is written. */
export function written(mapping: Value | null, key: ControlKey): Value | undefined {
  const value = mapping === null ? undefined : get(mapping, key);
  return isNull(value) ? undefined : value;
}

/**
 * The form in the proposed syntax of what a job, or one of its rules, says in today's. Null where a keyword has a value that GitLab
 * refuses or nobody knows.
 */
export function translate(job: Mapping, rule: Mapping | null): ControlForm | null {
  const read = (key: ControlKey): Value | undefined => written(rule, key) ?? written(job, key);
  const when = textOf(read('when'), RULE_WHEN, 'on_success');
  const allowFailure = allowFailureOf(read('allow_failure'), wasManual(job));
  if (when === null || allowFailure === null) return null;
  const plain = { included: true, execution: 'automatic', delay: null, blocker: false } as const;
  if (when === 'never') return { ...plain, included: false, when: 'on_success', allowFailure };
  const start = startOf(when, read('start_in'), isTrigger(job));
  if (start === null) return null;
  const blocker = start.execution === 'manual' && allowFailure !== true;
  return { ...plain, ...start, blocker, allowFailure };
}

/** Today's default of `allow_failure` looks at the `when` of the job alone. */
function wasManual(job: Mapping): boolean {
  const when = written(job, 'when');
  return when?.kind === 'scalar' && when.text === 'manual';
}

/** GitLab schedules no trigger jobs, and what is delayed without `start_in` is manual (`process_build_service.rb`). */
function startOf(
  when: Exclude<(typeof RULE_WHEN)[number], 'never'>,
  startIn: Value | undefined,
  trigger: boolean,
): Pick<ControlForm, 'execution' | 'delay' | 'when'> | null {
  if (when === 'manual') return { execution: 'manual', delay: null, when: 'on_success' };
  if (when !== 'delayed') return { execution: 'automatic', delay: null, when };
  if (startIn === undefined) return { execution: 'manual', delay: null, when: 'on_success' };
  if (startIn.kind !== 'scalar') return null;
  if (trigger) return { execution: 'automatic', delay: null, when: 'on_success' };
  return { execution: 'delayed', delay: startIn.text, when: 'on_success' };
}

/** What a job or one of its rules says in the proposed syntax; null where a keyword has no place or value there. */
export function readProposed(job: Mapping, rule: Mapping | null): ControlForm | null {
  const read = (key: ControlKey): Value | undefined => written(rule, key) ?? written(job, key);
  const included = booleanOf(read('included'), true);
  const execution = textOf(read('execution'), EXECUTIONS, 'automatic');
  const when = textOf(read('when'), PROPOSED_WHEN, 'on_success');
  const blocker = booleanOf(read('blocker'), false);
  const allowFailure = allowFailureOf(read('allow_failure'), false);
  const delay = read('delay');
  if (included === null || execution === null || when === null || blocker === null) return null;
  if (allowFailure === null || (delay !== undefined && delay.kind !== 'scalar')) return null;
  const delayed = execution === 'delayed';
  return {
    included,
    execution,
    delay: delayed ? (delay?.text ?? null) : null,
    blocker: execution === 'manual' && blocker,
    when,
    allowFailure,
  };
}

/** Keywords of the proposed syntax in a job or its rules: somebody has migrated it already. */
export function isProposed(job: Mapping, rules: readonly Value[]): boolean {
  return [job, ...rules].some(each => PROPOSED_KEYS.some(key => written(each, key) !== undefined));
}

/** Equal in all that counts: nothing else does for a job that is left out. */
export function sameForm(a: ControlForm, b: ControlForm): boolean {
  if (!a.included || !b.included) return a.included === b.included;
  return (
    a.execution === b.execution &&
    a.delay === b.delay &&
    a.blocker === b.blocker &&
    a.when === b.when &&
    sameAllowFailure(a.allowFailure, b.allowFailure)
  );
}

export function sameAllowFailure(a: AllowFailureForm, b: AllowFailureForm): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

export function isTrigger(job: Mapping): boolean {
  return !job.entries.has('script') && !job.entries.has('run') && job.entries.has('trigger');
}

function textOf<T extends string>(value: Value | undefined, known: readonly T[], absent: T): T | null {
  if (value === undefined) return absent;
  if (value.kind !== 'scalar') return null;
  return known.find(text => text === value.text) ?? null;
}

function booleanOf(value: Value | undefined, absent: boolean): boolean | null {
  if (value === undefined) return absent;
  return value.kind === 'scalar' && typeof value.value === 'boolean' ? value.value : null;
}

function allowFailureOf(value: Value | undefined, absent: boolean): AllowFailureForm | null {
  if (value === undefined) return absent;
  if (value.kind === 'scalar') return typeof value.value === 'boolean' ? value.value : null;
  if (value.kind !== 'mapping') return null;
  return toJson(value) as AllowFailureForm; // A mapping becomes an object.
}
