/** How a job is in a pipeline, in the terms of today's syntax. */
import { toJson } from '../../config/entries/json.js';
import type { When } from '../../config/job.js';
import { RULE_WHEN } from '../../config/keywords/values.js';
import type { Mapping } from '../../config/value.js';
import {
  type AllowFailureForm,
  type ControlForm,
  sameAllowFailure,
  written,
} from '../to-proposed/control.js';

export interface CurrentForm {
  readonly when: When;
  /** Only of what is delayed. */
  readonly startIn: string | null;
  readonly allowFailure: AllowFailureForm;
}

/** Of a form that has been lowered. */
export function currentForm({ included, execution, delay, when, allowFailure }: ControlForm): CurrentForm {
  if (!included) return { when: 'never', startIn: null, allowFailure };
  if (execution === 'automatic') return { when, startIn: null, allowFailure };
  return { when: execution, startIn: execution === 'delayed' ? delay : null, allowFailure };
}

/** What a job, or one of its rules, says today. */
export function readCurrent(job: Mapping, rule: Mapping | null): CurrentForm {
  const text = (from: Mapping | null, key: 'when' | 'start_in'): string | undefined => {
    const value = written(from, key);
    return value?.kind === 'scalar' ? value.text : undefined;
  };
  const asked = text(rule, 'when') ?? text(job, 'when');
  const when = RULE_WHEN.find(known => known === asked) ?? 'on_success';
  const startIn = text(rule, 'start_in') ?? text(job, 'start_in') ?? null;
  const allowFailure = written(rule, 'allow_failure') ?? written(job, 'allow_failure');
  return {
    when,
    startIn: when === 'delayed' ? startIn : null,
    allowFailure:
      allowFailure === undefined
        ? text(job, 'when') === 'manual'
        : (toJson(allowFailure) as AllowFailureForm), // GitLab accepts nothing else here.
  };
}

/** Equal in all that counts: nothing else does for a job that is left out. */
export function sameCurrent(a: CurrentForm, b: CurrentForm): boolean {
  if (a.when === 'never' || b.when === 'never') return a.when === b.when;
  return a.when === b.when && a.startIn === b.startIn && sameAllowFailure(a.allowFailure, b.allowFailure);
}
