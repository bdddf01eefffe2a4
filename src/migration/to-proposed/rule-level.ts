/**
 * Entries of `rules`. One text can be an entry of many jobs, by `extends`, `!reference`, anchors and merge keys, and of the
 * workflow too. Each text is rewritten once, right for as many jobs as possible; the others get a list of their own.
 */
import { get, type Mapping } from '../../config/value.js';
import { quote } from '../../linter/message.js';
import type { MappingNode } from '../../syntax/node.js';
import { contains } from '../../syntax/range.js';
import { type JobView, pairOf, type RuleView } from '../rewriting/job-view.js';
import type { RulePlace } from '../rewriting/own-rules.js';
import type { AfterJobs } from '../rewriting/rewriting.js';
import { type ControlForm, readProposed, sameForm, translate, written } from './control.js';
import { gateTexts, looseRules } from './gates.js';
import type { Targets } from './job-level.js';
import { bringsTooMuch } from './needs.js';
import { giveOwnRules } from './own-rules.js';
import { chooseChange, type RuleNeed } from './rule-choice.js';
import { resolveTranslated, type Translation } from './state.js';

const MAX_ROUNDS = 6;

/** A use of a text, and what it needs that to say. */
export interface RuleUse extends RuleNeed, RulePlace {}

/** Which jobs get which of their entries as text of their own. */
export type Detached = Map<JobView, Set<number>>;

/** `apart` are entries that need text of their own for other reasons. */
export function translateRules(
  state: Translation,
  targets: Targets,
  apart: readonly Pick<RuleUse, 'view' | 'index'>[],
): void {
  const everyUse = [...targets].flatMap(([view, fallback]) => usesOf(view, fallback));
  const uses = everyUse.filter(({ view }) => !view.hidden);
  const unused = [...everyUse.filter(({ view }) => view.hidden), ...looseRules(state)];
  const detached: Detached = new Map();
  for (const each of apart) detach(detached, each);
  const gates = gateTexts(state);
  const texts = groupByText(state, uses);
  const taken = new Set(state.settled.flatMap(({ rules }) => rules.map(rule => textOf(state, rule))));
  for (const [text, own] of groupByText(state, unused)) {
    if (!texts.has(text) && !gates.has(text) && !taken.has(text)) texts.set(text, own);
  }
  const ofJobs = jobTexts(state);
  for (const [text, own] of texts) {
    if (!ofJobs.has(text)) planText(state, { text, uses: own, gates, detached });
  }
  const all = groupBy(uses, ({ view }) => view);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const [view, indexes] of detached) giveOwnRules(state, view, all.get(view) ?? [], indexes);
    const afterOf = resolveTranslated(state);
    const wrong = uses.filter(use => !isRight(state, use, afterOf));
    if (wrong.length === 0) return;
    if (wrong.every(({ view, index }) => detached.get(view)?.has(index))) {
      for (const use of wrong) giveUp(state, use);
      return;
    }
    for (const use of wrong) detach(detached, use);
  }
}

/** Texts whose keywords jobs have by a merge key: they were rewritten for these. */
function jobTexts({ users, texts }: Translation): ReadonlySet<MappingNode> {
  const mappings = [...users.keys()].map(({ key }) => texts.pairOfKey(key)?.mapping);
  return new Set(mappings.filter(mapping => mapping !== undefined));
}

function usesOf(view: JobView, fallback: ControlForm): readonly RuleUse[] {
  return view.rules.flatMap((rule, index) => {
    const target = translate(view.mapping, rule.value);
    return target === null ? [] : [{ view, index, rule, target, fallback }];
  });
}

/** The text of an entry that decides is the one with its `when`, which a merge key can have brought. */
function textOf({ texts }: Translation, { value }: RuleView): MappingNode | null {
  return pairOf(value, 'when', texts)?.mapping ?? texts.mapping(value.node);
}

function groupByText(state: Translation, uses: readonly RuleUse[]): Map<MappingNode, readonly RuleUse[]> {
  const groups = new Map<MappingNode, RuleUse[]>();
  for (const use of uses) {
    const text = textOf(state, use.rule);
    if (text === null) continue;
    const known = groups.get(text);
    const own = { ...use, fallback: withOtherKeys(state, use, text) };
    if (known === undefined) groups.set(text, [own]);
    else known.push(own);
  }
  return groups;
}

/** What holds for an entry without keywords in this text: what merge keys bring, else what the job says. */
function withOtherKeys({ texts }: Translation, { rule, fallback }: RuleUse, text: MappingNode): ControlForm {
  const pair = pairOf(rule.value, 'allow_failure', texts);
  const elsewhere = written(rule.value, 'allow_failure');
  if (pair === null || pair.mapping === text || elsewhere?.kind !== 'scalar') return fallback;
  return { ...fallback, allowFailure: elsewhere.value === true };
}

interface TextPlan {
  readonly text: MappingNode;
  readonly uses: readonly RuleUse[];
  readonly gates: ReturnType<typeof gateTexts>;
  readonly detached: Detached;
}

function planText(state: Translation, { text, uses, gates, detached }: TextPlan): void {
  const gate = gates.get(text);
  const change = chooseChange(text, uses);
  if (gate !== undefined && change?.size !== 0) {
    const isOwned = uses.some(({ view }) => isOwner(view, text));
    const jobs = new Set(uses.map(({ view }) => view));
    if (gate.view === null || (!isOwned && jobs.size === 1)) {
      for (const use of uses) if (chooseChange(text, [use])?.size !== 0) detach(detached, use);
      return;
    }
    detach(detached, { view: gate.view, index: gate.index });
  }
  const kept = new Map<string, RuleUse>();
  for (const use of inOrderOfWeight(text, uses)) {
    const key = needKey(use);
    const fits = change !== null || kept.has(key) || chooseChange(text, [...kept.values(), use]) !== null;
    if (fits) kept.set(key, use);
    else detach(detached, use);
  }
  const chosen = change ?? chooseChange(text, [...kept.values()]);
  for (const [key, value] of chosen ?? []) state.keys.set(text, key, value);
}

/** Those whose own text it is come first, then those of whom there are most. */
function inOrderOfWeight(text: MappingNode, uses: readonly RuleUse[]): readonly RuleUse[] {
  const groups = [...groupBy(uses, needKey).values()];
  const weight = (group: readonly RuleUse[]): number =>
    group.length + (group.some(({ view }) => isOwner(view, text)) ? uses.length : 0);
  return groups.sort((a, b) => weight(b) - weight(a)).flat();
}

function needKey({ target, fallback }: RuleNeed): string {
  return JSON.stringify([target, fallback]);
}

function isOwner({ own }: JobView, text: MappingNode): boolean {
  return own !== null && own.source === text.source && contains(own, text);
}

/** Hidden jobs that nobody uses get nothing of their own. */
function detach(detached: Detached, { view, index }: Pick<RuleUse, 'view' | 'index'>): void {
  if (view.hidden) return;
  const known = detached.get(view);
  if (known === undefined) detached.set(view, new Set([index]));
  else known.add(index);
}

function isRight(state: Translation, { view, index, target }: RuleUse, afterOf: AfterJobs): boolean {
  const after = afterOf(view);
  const rule = after?.rules[index]?.value;
  if (after === null || rule === undefined) return false;
  if (target.included && bringsTooMuch(state, view, get(rule, 'needs'))) return false;
  const form = readProposed(after.mapping, rule);
  return form !== null && sameForm(form, target) && !hasStrayKeys(rule, target);
}

/** Keywords that are refused beside what the entry says now. */
function hasStrayKeys(rule: Mapping, { included, execution }: ControlForm): boolean {
  if (written(rule, 'start_in') !== undefined) return true;
  const blocker = written(rule, 'blocker');
  const blocks = blocker?.kind === 'scalar' && blocker.value === true;
  const delays = written(rule, 'delay') !== undefined;
  return included && ((delays && execution !== 'delayed') || (blocks && execution !== 'manual'));
}

function giveUp({ notes }: Translation, { view, rule, index }: RuleUse): void {
  notes.add({
    message: `Entry ${index + 1} of the rules of ${quote(view.name)} could not be translated, because its text cannot be edited.`,
    at: rule.value.node,
    job: view.name,
  });
}

export function groupBy<T, K>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [item]);
    else known.push(item);
  }
  return groups;
}
