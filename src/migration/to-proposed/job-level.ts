/**
 * The keywords of jobs themselves. Each `when` and `start_in` is first rewritten where it stands; then the result is resolved, and
 * what a job lacks is added where it is right for all who use that text, else to the job itself, until nothing is left.
 */
import { quote, quoteList } from '../../linter/message.js';
import type { MappingNode, PairNode } from '../../syntax/node.js';
import { findPair } from '../../syntax/yaml/edit-mapping.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { type JobView, mergedInto, pairOf } from '../rewriting/job-view.js';
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
  for (const mapping of jobMappings(state)) rewriteInPlace(state, mapping);
  fillLacks(state, targets);
  dropSettledAllowFailure(state, targets);
}

/** The mappings of local text in which keywords of jobs stand: under names of jobs, and what these merge in. */
function jobMappings({ sites, views, texts, ruleTexts }: Translation): Iterable<MappingNode> {
  const names = new Set(sites.flatMap(({ before }) => [...before.hidden.keys(), ...jobNames(before)]));
  const mappings = new Set<MappingNode>();
  for (const { documents } of texts.streams) {
    for (const { contents } of documents) {
      for (const { key, value } of contents?.kind === 'mapping' ? contents.pairs : []) {
        const isJob = key.kind === 'scalar' && names.has(key.text);
        if (!isJob || value.kind !== 'mapping' || ruleTexts.has(value)) continue;
        for (const mapping of mergedInto(value)) mappings.add(mapping);
      }
    }
  }
  for (const { mapping } of views) {
    for (const key of ['when', 'start_in']) {
      const pair = pairOf(mapping, key, texts);
      if (pair !== null) mappings.add(pair.mapping);
    }
  }
  return mappings;
}

function jobNames({ definitions }: Translation['sites'][number]['before']): readonly string[] {
  return definitions.map(({ name }) => name);
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

/** Null for anything but a scalar, and empty for null. */
function scalarText(pair: PairNode | undefined): string | null {
  const node = pair?.value.kind === 'alias' ? pair.value.target : pair?.value;
  return node?.kind === 'scalar' ? node.text : null;
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
  for (const { mapping, pair } of candidates(state, lack)) {
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
  state.notes.add({
    message: `No place was found for \`${key}\` of ${quote(view.name)}; it was left as far as it could be translated.`,
    at: view.key,
    job: view.name,
  });
  return false;
}

function remember({ fresh }: Round, mapping: MappingNode, key: ControlKey): void {
  const known = fresh.get(mapping);
  if (known === undefined) fresh.set(mapping, new Set([key]));
  else known.add(key);
}

interface Candidate {
  readonly mapping: MappingNode;
  /** The pair whose users must agree; null for the job's own mapping, which is the last resort. */
  readonly pair: PairNode | null;
}

function candidates({ texts }: Translation, { view, key }: Lack): readonly Candidate[] {
  const found: Candidate[] = [];
  for (const name of key === 'blocker' ? ['allow_failure', 'when'] : ['when']) {
    const pair = pairOf(view.mapping, name, texts);
    if (pair !== null) found.push(pair);
  }
  if (view.own !== null) found.push({ mapping: view.own, pair: null });
  return found;
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

/** Says why a job got a keyword of its own, where it did not write what decided. */
function tell({ notes, texts, users }: Translation, { view, key, value }: Lack): void {
  const pair = pairOf(view.mapping, 'when', texts) ?? pairOf(view.mapping, 'allow_failure', texts);
  if (pair?.mapping === view.own) return;
  const others = (pair === null ? [] : (users.get(pair.pair) ?? [])).filter(user => user !== view);
  const text = `${key}: ${typeof value === 'string' ? value : JSON.stringify(value)}`;
  const reason =
    others.length > 0
      ? `the text it shares with ${quoteList([...new Set(others.map(({ name }) => name))])} is right for them as it is`
      : 'the text that it comes from cannot be edited or says it for others too';
  notes.add({
    message: `${quote(view.name)} got its own \`${text}\`: ${reason}.`,
    at: view.key,
    job: view.name,
  });
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
