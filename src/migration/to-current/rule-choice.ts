/** Which keywords of today one text of a `rules` entry must have, so that it is right for all jobs that use it. */
import type { MappingNode } from '../../syntax/node.js';
import { findPair } from '../../syntax/yaml/edit-mapping.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { ABSENT, type PlannedValue, says } from '../rewriting/key-plan.js';
import { sameAllowFailure } from '../to-proposed/control.js';
import type { CurrentForm } from './current-form.js';

/** What an entry has to say in one job, and what holds there for keywords it does not write. */
export interface RuleNeed {
  readonly target: CurrentForm;
  readonly fallback: CurrentForm;
}

/** Keywords that change, with their new values. */
export type RuleChange = ReadonlyMap<string, PlannedValue>;

/** What one job wants of a keyword. */
interface Wish {
  /** Undefined for what an entry cannot say. */
  readonly value?: YamlValue;
  /** Whether it holds as well when nothing is written. */
  readonly absent: boolean;
}

/** The change of the text that is right for all; null when there is none. */
export function chooseChange(text: MappingNode, needs: readonly RuleNeed[]): RuleChange | null {
  const change = new Map<string, PlannedValue>();
  const isThere = (key: string, value?: YamlValue): boolean => {
    const pair = findPair(text, key);
    return pair !== undefined && (value === undefined || says(pair.value, value));
  };
  const added = needs.filter(({ target }) => target.when !== 'never');
  const plans = [
    {
      key: 'when',
      wishes: needs.map(whenWish),
      isNamed: isThere('execution') || isThere('when') || isThere('included', false),
    },
    {
      key: 'start_in',
      wishes: added.filter(({ target }) => target.startIn !== null).map(startInWish),
      isNamed: isThere('delay'),
    },
    {
      key: 'allow_failure',
      wishes: added.map(allowFailureWish),
      isNamed: isThere('allow_failure') || isThere('blocker', true),
    },
  ];
  for (const { key, wishes, isNamed } of plans) {
    // Of an entry that leaves the job out, `allow_failure` says nothing, and stays.
    if (key === 'allow_failure' && wishes.length === 0) continue;
    const chosen = chooseValue(wishes, isNamed);
    if (chosen === null) return null;
    const pair = findPair(text, key);
    if (chosen === ABSENT ? pair !== undefined : pair === undefined || !says(pair.value, chosen)) {
      change.set(key, chosen);
    }
  }
  for (const key of ['included', 'execution', 'delay', 'blocker']) if (isThere(key)) change.set(key, ABSENT);
  return change;
}

function whenWish({ target, fallback }: RuleNeed): Wish {
  return { value: target.when, absent: target.when === fallback.when };
}

function startInWish({ target, fallback }: RuleNeed): Wish {
  return { value: target.startIn, absent: target.startIn === fallback.startIn };
}

/** The entry of a rule cannot list exit codes; those of the job hold where it says nothing. */
function allowFailureWish({ target, fallback }: RuleNeed): Wish {
  const absent = sameAllowFailure(target.allowFailure, fallback.allowFailure);
  return typeof target.allowFailure === 'boolean' ? { value: target.allowFailure, absent } : { absent };
}

/** Null when the wishes contradict each other. What is written already is written again where that is right for all. */
function chooseValue(wishes: readonly Wish[], isNamed: boolean): PlannedValue | null {
  if (wishes.length === 0) return ABSENT;
  const first = wishes[0]?.value;
  const common = first !== undefined && wishes.every(({ value }) => value === first) ? first : undefined;
  if (isNamed && common !== undefined) return common;
  if (wishes.every(({ absent }) => absent)) return ABSENT;
  return common ?? null;
}
