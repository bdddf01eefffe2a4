/**
 * The keywords of jobs themselves, rewritten where they stand. Then the result is resolved, and what a job says otherwise than it
 * should is written where that is right for all who use the text, else below the job itself, until nothing is left.
 */
import type { Mapping } from '../../config/value.js';
import type { MappingNode, PairNode } from '../../syntax/node.js';
import { findPair } from '../../syntax/yaml/edit-mapping.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { jobMappings, scalarText } from '../rewriting/job-mappings.js';
import { type JobView, pairOf } from '../rewriting/job-view.js';
import { keyPlaces, tellNoPlace, tellOwnKey } from '../rewriting/key-places.js';
import { ABSENT, isMerge, type PlannedValue } from '../rewriting/key-plan.js';
import { type AfterJob, type AfterJobs, type Rewriting, resolveAfter } from '../rewriting/rewriting.js';
import { sameAllowFailure, written } from '../to-proposed/control.js';
import { type CurrentForm, readCurrent } from './current-form.js';

const MAX_ROUNDS = 12;

/** What jobs are to say by their own keywords. */
export type Targets = ReadonlyMap<JobView, CurrentForm>;

const PROPOSED_ONLY = ['execution', 'delay', 'blocker', 'included', 'async'] as const;
type CurrentKey = 'when' | 'start_in' | 'allow_failure';
type LackedKey = CurrentKey | (typeof PROPOSED_ONLY)[number];

/** A keyword with which a job says something else than it should. */
interface Lack {
  readonly view: JobView;
  readonly key: LackedKey;
  readonly value: PlannedValue;
}

export function lowerJobs(state: Rewriting, targets: Targets): void {
  for (const mapping of jobMappings(state, PROPOSED_ONLY)) rewriteInPlace(state, targets, mapping);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const lacks = findLacks(resolveAfter(state, 'current'), targets);
    const placed = lacks.map(lack => place(state, targets, lack));
    if (!placed.includes(true)) return;
  }
}

/** What can be said without knowing who uses the mapping. */
function rewriteInPlace({ keys, users }: Rewriting, targets: Targets, mapping: MappingNode): void {
  const text = (key: string): string | null => {
    const pair = livePair(mapping, key, users);
    return pair === null ? null : scalarText(pair);
  };
  const execution = text('execution');
  const wishes = usersOf(mapping, 'execution', users).map(view => targets.get(view)?.when);
  const isUndone = execution === 'delayed' && wishes.length > 0 && !wishes.includes('delayed');
  if (execution !== null) {
    keys.set(mapping, 'execution', ABSENT);
    if (execution !== 'automatic' && !isUndone) keys.set(mapping, 'when', execution);
    else if (findPair(mapping, 'when') === undefined && !isUndone) keys.set(mapping, 'when', 'on_success');
  }
  const delay = text('delay');
  if (delay !== null) {
    keys.set(mapping, 'delay', ABSENT);
    const asked = usersOf(mapping, 'delay', users).map(view => targets.get(view)?.startIn);
    const isWanted = asked.length === 0 ? !isUndone : asked.some(startIn => startIn != null);
    if (isWanted) keys.set(mapping, 'start_in', delay === '' ? null : delay);
  }
  const blocker = text('blocker');
  if (blocker !== null) {
    const allowFailure = findPair(mapping, 'allow_failure');
    keys.set(mapping, 'blocker', ABSENT);
    const settled = allowFailure !== undefined && scalarText(allowFailure) !== 'true';
    const failures = usersOf(mapping, 'blocker', users).map(view => targets.get(view)?.allowFailure);
    const isWanted = failures.length === 0 || failures.includes(false);
    if (blocker === 'true' && !settled && isWanted) keys.set(mapping, 'allow_failure', false);
  }
  for (const key of ['included', 'async'] as const) if (text(key) !== null) keys.set(mapping, key, ABSENT);
}

function usersOf(mapping: MappingNode, key: string, users: Rewriting['users']): readonly JobView[] {
  const pair = findPair(mapping, key);
  return pair === undefined ? [] : (users.get(pair) ?? []);
}

/** The pair of a key, unless a merge key below it takes its place. */
function livePair(mapping: MappingNode, key: string, users: Rewriting['users']): PairNode | null {
  const pair = findPair(mapping, key);
  if (pair === undefined) return null;
  const below = mapping.pairs.slice(mapping.pairs.indexOf(pair) + 1);
  return users.has(pair) || !below.some(isMerge) ? pair : null;
}

function findLacks(afterOf: AfterJobs, targets: Targets): readonly Lack[] {
  return [...targets].flatMap(([view, target]) => {
    const after = afterOf(view);
    return after === null ? [] : lacksOf(after, target).map(([key, value]) => ({ view, key, value }));
  });
}

function lacksOf(
  { mapping }: AfterJob,
  target: CurrentForm,
): readonly (readonly [LackedKey, PlannedValue])[] {
  const lacks: (readonly [LackedKey, PlannedValue])[] = [];
  const now = readCurrent(mapping, null);
  if (now.when !== target.when) lacks.push(['when', target.when]);
  if (startInOf(mapping) !== target.startIn) lacks.push(['start_in', target.startIn]);
  if (!sameAllowFailure(now.allowFailure, target.allowFailure)) {
    lacks.push(['allow_failure', target.allowFailure]);
  }
  for (const key of PROPOSED_ONLY) {
    if (mapping.entries.has(key)) lacks.push([key, ABSENT]);
  }
  return lacks;
}

/** GitLab refuses `start_in` of a job that is not delayed, but takes null for nothing. */
function startInOf(mapping: Mapping): string | null {
  const value = written(mapping, 'start_in');
  return value?.kind === 'scalar' ? value.text : null;
}

/** False when there is no place left to try. */
function place(state: Rewriting, targets: Targets, lack: Lack): boolean {
  const { keys, rigid } = state;
  const { view, key, value } = lack;
  for (const { mapping, pair } of keyPlaces(view, SOURCES[key], state.texts)) {
    if (rigid.has(mapping)) continue;
    if (keys.planned(mapping, key) === value) {
      if (keys.isBelowMerges(mapping) || !mapping.pairs.some(isMerge)) continue;
      keys.writeBelowMerges(mapping);
      return true;
    }
    if (pair !== null && !agree(state.users.get(pair) ?? [], targets, key, value)) continue;
    keys.set(mapping, key, value);
    if (pair === null && value !== ABSENT) tell(state, view, key, value);
    return true;
  }
  tellNoPlace(state, view, key);
  return false;
}

/** Which keywords of the proposed syntax decide about one of today's. */
const SOURCES: Readonly<Record<LackedKey, readonly string[]>> = {
  when: ['execution', 'when'],
  start_in: ['delay', 'execution'],
  allow_failure: ['blocker', 'allow_failure', 'execution'],
  execution: ['execution'],
  delay: ['delay'],
  blocker: ['blocker'],
  included: ['included'],
  async: ['async'],
};

/** Whether all jobs in which a text takes effect want the same of a keyword. */
function agree(users: readonly JobView[], targets: Targets, key: LackedKey, value: PlannedValue): boolean {
  if (value === ABSENT) return true;
  return users.every(user => {
    const target = targets.get(user);
    return target !== undefined && wanted(target, key) === JSON.stringify(value);
  });
}

function wanted(target: CurrentForm, key: LackedKey): string | undefined {
  if (key === 'when') return JSON.stringify(target.when);
  if (key === 'start_in') return JSON.stringify(target.startIn);
  return key === 'allow_failure' ? JSON.stringify(target.allowFailure) : undefined;
}

/** Nothing is said of a job that wrote itself what decided. */
function tell(state: Rewriting, view: JobView, key: LackedKey, value: YamlValue): void {
  const [decisive] = SOURCES[key].flatMap(name => pairOf(view.mapping, name, state.texts) ?? []);
  if (decisive === undefined || decisive.mapping === view.own) return;
  tellOwnKey(state, { view, key, value, pair: decisive.pair });
}
