/**
 * The keywords of jobs themselves. Each `when` and `start_in` is first rewritten where it stands; then the result is resolved, and
 * what a job lacks is added where it is right for all who use that text, else to the job itself, until nothing is left.
 */
import type { MappingNode } from '../../syntax/node.js';
import { findPair } from '../../syntax/yaml/edit-mapping.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { jobMappings, scalarText } from '../rewriting/job-mappings.js';
import { type JobView, pairOf } from '../rewriting/job-view.js';
import { keyPlaces, tellNoPlace, tellOwnKey } from '../rewriting/key-places.js';
import { ABSENT, isMerge } from '../rewriting/key-plan.js';
import type { AfterJob, AfterJobs } from '../rewriting/rewriting.js';
import {
  type ControlForm,
  type ControlKey,
  readProposed,
  sameAllowFailure,
  translate,
  written,
} from './control.js';
import { resolveTranslated, type Translation } from './state.js';

const MAX_ROUNDS = 12;

/** What each job is to be by its own keywords alone. */
export type Targets = ReadonlyMap<JobView, ControlForm>;

/** A value that a keyword of a job should have and has not. */
interface Lack {
  readonly view: JobView;
  readonly key: ControlKey;
  readonly value: YamlValue;
}

export function jobTargets(views: readonly JobView[]): Targets {
  const targets = new Map<JobView, ControlForm>();
  for (const view of views) {
    const form = translate(view.mapping, null);
    if (form?.included === true) targets.set(view, form);
  }
  return targets;
}

export function translateJobs(state: Translation, targets: Targets): void {
  for (const mapping of jobMappings(state, ['when', 'start_in'])) rewriteInPlace(state, mapping);
  fillLacks(state, targets);
  dropSettledAllowFailure(state, targets);
}

/** `when: manual` and `delayed` become `execution`, and `start_in` becomes `delay`. */
function rewriteInPlace({ keys }: Translation, mapping: MappingNode): void {
  const text = scalarText(findPair(mapping, 'when'));
  if (text === 'manual' || text === 'delayed') {
    keys.set(mapping, 'when', ABSENT);
    keys.set(mapping, 'execution', text);
  }
  const delay = scalarText(findPair(mapping, 'start_in'));
  if (delay !== null) {
    keys.set(mapping, 'start_in', ABSENT);
    keys.set(mapping, 'delay', delay === '' ? null : delay);
  }
}

function fillLacks(state: Translation, targets: Targets): void {
  for (let round = 0; round < MAX_ROUNDS; round++) {
    const afterOf = resolveTranslated(state);
    const lacks = findLacks(afterOf, targets);
    const current: Round = { targets, afterOf, fresh: new Map() };
    const placed = lacks.map(lack => place(state, current, lack));
    if (!placed.includes(true)) return;
  }
}

function findLacks(afterOf: AfterJobs, targets: Targets): readonly Lack[] {
  return [...targets].flatMap(([view, target]) => {
    const after = afterOf(view);
    return after === null ? [] : lacksOf(after, target).map(([key, value]) => ({ view, key, value }));
  });
}

/** The keywords with which a job says something else than it should, and what they should say. */
function lacksOf({ mapping }: AfterJob, target: ControlForm): readonly (readonly [ControlKey, YamlValue])[] {
  const lacks: (readonly [ControlKey, YamlValue])[] = [];
  const text = (key: ControlKey): string | undefined => {
    const value = written(mapping, key);
    return value?.kind === 'scalar' ? value.text : undefined;
  };
  if ((text('execution') ?? 'automatic') !== target.execution) lacks.push(['execution', target.execution]);
  if ((text('when') ?? 'on_success') !== target.when) lacks.push(['when', target.when]);
  if (text('delay') !== (target.delay ?? undefined)) lacks.push(['delay', target.delay]);
  if (text('start_in') !== undefined) lacks.push(['start_in', null]);
  if ((text('blocker') === 'true') !== target.blocker) lacks.push(['blocker', target.blocker]);
  if (text('included') === 'false') lacks.push(['included', true]);
  const form = readProposed(mapping, null);
  if (form !== null && !sameAllowFailure(form.allowFailure, target.allowFailure)) {
    lacks.push(['allow_failure', target.allowFailure]);
  }
  return lacks;
}

/** What the jobs are to be, and what they are by the plan so far. */
interface Round {
  readonly targets: Targets;
  readonly afterOf: AfterJobs;
  /** What this round planned: whether it helps is seen in the next one. */
  readonly fresh: Map<MappingNode, Set<ControlKey>>;
}

/** False when there is no place left to try. */
function place(state: Translation, round: Round, lack: Lack): boolean {
  const { keys, rigid } = state;
  const { view, key, value } = lack;
  const beside = key === 'blocker' ? ['allow_failure', 'when'] : ['when'];
  for (const { mapping, pair } of keyPlaces(view, beside, state.texts)) {
    if (rigid.has(mapping)) continue;
    if (keys.planned(mapping, key) === value) {
      if (round.fresh.get(mapping)?.has(key) === true) return true;
      if (keys.isBelowMerges(mapping) || !mapping.pairs.some(isMerge)) continue;
      keys.writeBelowMerges(mapping);
      remember(round, mapping, key);
      return true;
    }
    const isOpen = keys.planned(mapping, key) === undefined;
    if (pair !== null && !agree(state.users.get(pair) ?? [], round, lack, isOpen)) continue;
    keys.set(mapping, key, value);
    remember(round, mapping, key);
    if (pair === null) tell(state, lack);
    return true;
  }
  tellNoPlace(state, view, key);
  return false;
}

function remember({ fresh }: Round, mapping: MappingNode, key: ControlKey): void {
  const known = fresh.get(mapping);
  if (known === undefined) fresh.set(mapping, new Set([key]));
  else known.add(key);
}

/**
 * Whether a keyword is right for all jobs in which a text takes effect: they want it so or, if it was not planned
 * otherwise before, have their own word on it.
 */
function agree(
  users: readonly JobView[],
  { targets, afterOf }: Round,
  { key, value }: Lack,
  isOpen: boolean,
): boolean {
  return users.every(user => {
    const target = targets.get(user);
    if (target !== undefined && wanted(target, key) === JSON.stringify(value)) return true;
    const mapping = afterOf(user)?.mapping ?? null;
    return isOpen && key === 'allow_failure' && written(mapping, key) !== undefined;
  });
}

function wanted(target: ControlForm, key: ControlKey): string {
  switch (key) {
    case 'allow_failure':
      return JSON.stringify(target.allowFailure);
    case 'start_in':
      return 'null';
    default:
      return JSON.stringify(target[key]);
  }
}

/** Nothing is said of a job that wrote itself what decided. */
function tell(state: Translation, { view, key, value }: Lack): void {
  const { mapping, own } = view;
  const decisive = pairOf(mapping, 'when', state.texts) ?? pairOf(mapping, 'allow_failure', state.texts);
  if (decisive === null || decisive.mapping !== own)
    tellOwnKey(state, { view, key, value, pair: decisive?.pair });
}

/** `allow_failure: false` of a blocker goes where nothing below it would show up then. */
function dropSettledAllowFailure(state: Translation, targets: Targets): void {
  const { keys, rigid } = state;
  const dropped: MappingNode[] = [];
  for (const mapping of keys.mappings) {
    const pair = findPair(mapping, 'allow_failure');
    if (pair === undefined || scalarText(pair) !== 'false' || rigid.has(mapping)) continue;
    if (keys.planned(mapping, 'blocker') !== true || keys.planned(mapping, 'allow_failure') !== undefined)
      continue;
    keys.set(mapping, 'allow_failure', ABSENT);
    dropped.push(mapping);
  }
  if (dropped.length === 0) return;
  const wrong = new Set(findLacks(resolveTranslated(state), targets).map(({ view }) => view));
  for (const mapping of dropped) {
    const pair = findPair(mapping, 'allow_failure');
    const users = pair === undefined ? [] : (state.users.get(pair) ?? []);
    if (rigid.has(mapping) || users.some(user => wrong.has(user))) {
      rigid.delete(mapping);
      keys.keep(mapping, 'allow_failure');
    }
  }
}
