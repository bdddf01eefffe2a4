/** Which keywords one text of a `rules` entry must have, so that it is right for all jobs that use it. */
import type { MappingNode } from '../../syntax/node.js';
import { findPair } from '../../syntax/yaml/edit-mapping.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { ABSENT, type PlannedValue, says } from '../rewriting/key-plan.js';
import { type ControlForm, type ControlKey, sameAllowFailure } from './control.js';

/** What an entry has to say in one job, and what holds there for keywords it does not write. */
export interface RuleNeed {
  readonly target: ControlForm;
  readonly fallback: ControlForm;
}

/** What one job wants of a keyword. Without `value` it must not be written. */
interface Wish {
  readonly absent: boolean;
  readonly value?: YamlValue;
}

/** Keywords that change, with their new values. */
export type RuleChange = ReadonlyMap<ControlKey, PlannedValue>;

const KEYS: readonly ControlKey[] = ['included', 'execution', 'delay', 'blocker', 'when', 'allow_failure'];

/** The change of the text that is right for all; null when there is none. */
export function chooseChange(text: MappingNode, needs: readonly RuleNeed[]): RuleChange | null {
  const change = new Map<ControlKey, PlannedValue>();
  for (const key of KEYS) {
    const chosen = chooseValue(
      text,
      key,
      needs.flatMap(need => wishFor(key, need) ?? []),
    );
    if (chosen === null) return null;
    if (chosen !== undefined) change.set(key, chosen);
  }
  if (findPair(text, 'start_in') !== undefined) change.set('start_in', ABSENT);
  return dropSettled(text, needs, change);
}

/** Null when the job does not care. */
function wishFor(key: ControlKey, { target, fallback }: RuleNeed): Wish | null {
  if (key === 'included')
    return target.included ? { absent: true, value: true } : { absent: false, value: false };
  if (!target.included) return null;
  switch (key) {
    case 'delay':
      if (target.delay === null) return { absent: true };
      return { absent: fallback.delay === target.delay, value: target.delay };
    case 'blocker':
      if (target.execution !== 'manual') return { absent: true };
      return { absent: fallback.blocker === target.blocker, value: target.blocker };
    case 'allow_failure':
      return {
        absent: sameAllowFailure(fallback.allowFailure, target.allowFailure),
        value: target.allowFailure,
      };
    case 'execution':
      return { absent: fallback.execution === target.execution, value: target.execution };
    case 'when':
      return { absent: fallback.when === target.when, value: target.when };
    default:
      return null;
  }
}

/** Undefined when the text can stay; null when the wishes contradict each other. */
function chooseValue(
  text: MappingNode,
  key: ControlKey,
  wishes: readonly Wish[],
): PlannedValue | null | undefined {
  const pair = findPair(text, key);
  const today = todaysWhen(text);
  const first = wishes[0]?.value;
  const common = first !== undefined && wishes.every(({ value }) => same(value, first)) ? first : undefined;
  const absent = wishes.every(wish => wish.absent);
  // A key without a value is as good as none.
  if (pair !== undefined && says(pair.value, null)) return absent ? undefined : (common ?? null);
  if (pair !== undefined && !(key === 'when' && today !== null)) {
    if (wishes.length === 0 || (common !== undefined && says(pair.value, common))) return undefined;
    if (key === 'allow_failure' && wishes.every(wish => sayForm(text, wish.value))) return undefined;
    return absent ? ABSENT : (common ?? null);
  }
  const isNamed = key === 'execution' && (today === 'manual' || today === 'delayed');
  if (isNamed && common !== undefined) return common;
  if (absent) return pair === undefined ? undefined : ABSENT;
  return common ?? null;
}

/** The value of `when` where it is none of the proposed syntax. */
function todaysWhen(text: MappingNode): string | null {
  const pair = findPair(text, 'when');
  return ['manual', 'delayed', 'never'].find(value => pair !== undefined && says(pair.value, value)) ?? null;
}

/** `allow_failure` of a rule is a boolean today; anything else is left alone. */
function sayForm(text: MappingNode, value: YamlValue | undefined): boolean {
  const pair = findPair(text, 'allow_failure');
  return pair !== undefined && value !== undefined && says(pair.value, value);
}

function same(a: YamlValue | undefined, b: YamlValue): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}

/** `allow_failure: false` becomes `blocker: true` in place where false holds without it. */
function dropSettled(
  text: MappingNode,
  needs: readonly RuleNeed[],
  change: Map<ControlKey, PlannedValue>,
): RuleChange {
  const pair = findPair(text, 'allow_failure');
  const written = pair !== undefined && says(pair.value, false) && !change.has('allow_failure');
  const falls = needs.every(({ target, fallback }) => !target.included || fallback.allowFailure === false);
  if (written && falls && change.get('blocker') === true) change.set('allow_failure', ABSENT);
  return change;
}
