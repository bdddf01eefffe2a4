/**
 * Entries of `rules`. One text can be an entry of many jobs; it is rewritten once, right for as many of them as possible, and
 * the others get a list of their own.
 */
import type { Mapping, Value } from '../../config/value.js';
import { quote } from '../../linter/message.js';
import type { MappingNode, Node } from '../../syntax/node.js';
import { type JobView, pairOf } from '../rewriting/job-view.js';
import type { RulePlace } from '../rewriting/own-rules.js';
import { type AfterJobs, type Rewriting, resolveAfter } from '../rewriting/rewriting.js';
import { readProposed } from '../to-proposed/control.js';
import { gateTexts } from '../to-proposed/gates.js';
import { type CurrentForm, currentForm, readCurrent, sameCurrent } from './current-form.js';
import type { Targets } from './job-level.js';
import { lower } from './lower.js';
import { giveOwnRules } from './own-rules.js';
import { chooseChange, type RuleNeed } from './rule-choice.js';

const MAX_ROUNDS = 6;

/** A use of a text, and what it needs that to say. */
export interface RuleUse extends RuleNeed, RulePlace {}

export function lowerRules(state: Rewriting, targets: Targets): void {
  const every = [...targets].flatMap(([view, fallback]) => usesOf(view, fallback));
  const uses = every.filter(({ view }) => !view.hidden);
  const detached = new Map<JobView, Set<number>>();
  const gates = gateTexts(state);
  const texts = groupByText(state, uses);
  const unused = groupByText(
    state,
    every.filter(({ view }) => view.hidden),
  );
  for (const [text, needs] of [...looseTexts(state), ...unused]) {
    if (texts.has(text) || gates.has(text)) continue;
    const changes = [needs, ...needs.map(need => [need])].map(each => chooseChange(text, each));
    for (const [key, value] of changes.find(change => change !== null) ?? [])
      state.keys.set(text, key, value);
  }
  for (const [text, own] of texts) {
    for (const use of planText(state, text, own, gates.has(text))) detach(detached, use);
  }
  const byView = new Map<JobView, RuleUse[]>();
  for (const use of uses) byView.set(use.view, [...(byView.get(use.view) ?? []), use]);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    for (const [view, indexes] of detached) giveOwnRules(state, view, byView.get(view) ?? [], indexes);
    const afterOf = resolveAfter(state, 'current');
    const wrong = uses.filter(use => !isRight(use, afterOf));
    if (wrong.length === 0) return;
    if (wrong.every(({ view, index }) => detached.get(view)?.has(index) === true)) {
      for (const use of wrong) giveUp(state, use);
      return;
    }
    for (const use of wrong) detach(detached, use);
  }
}

function usesOf(view: JobView, fallback: CurrentForm): readonly RuleUse[] {
  return view.rules.flatMap((rule, index) => {
    const form = readProposed(view.mapping, rule.value);
    return form === null ? [] : [{ view, index, rule, target: currentForm(lower(form).form), fallback }];
  });
}

/** The text of an entry is the one with the keyword that decides, which a merge key can have brought. */
function groupByText(
  { texts }: Rewriting,
  uses: readonly RuleUse[],
): ReadonlyMap<MappingNode, readonly RuleUse[]> {
  const groups = new Map<MappingNode, RuleUse[]>();
  for (const use of uses) {
    const { value } = use.rule;
    const [pair] = ['included', 'execution', 'when'].flatMap(key => pairOf(value, key, texts) ?? []);
    const text = pair?.mapping ?? texts.mapping(value.node);
    if (text === null) continue;
    const known = groups.get(text);
    if (known === undefined) groups.set(text, [use]);
    else known.push(use);
  }
  return groups;
}

/** Answers the uses that the text is not right for. */
function planText(
  { keys }: Rewriting,
  text: MappingNode,
  uses: readonly RuleUse[],
  isGate: boolean,
): readonly RuleUse[] {
  if (isGate) return uses.filter(use => chooseChange(text, [use])?.size !== 0);
  const kept: RuleUse[] = [];
  const others: RuleUse[] = [];
  const all = chooseChange(text, uses);
  if (all === null) {
    for (const use of uses) (chooseChange(text, [...kept, use]) === null ? others : kept).push(use);
  }
  for (const [key, value] of all ?? chooseChange(text, kept) ?? []) keys.set(text, key, value);
  return others;
}

function detach(detached: Map<JobView, Set<number>>, { view, index }: RuleUse): void {
  const known = detached.get(view);
  if (known === undefined) detached.set(view, new Set([index]));
  else known.add(index);
}

function isRight({ view, index, target }: RuleUse, afterOf: AfterJobs): boolean {
  const after = afterOf(view);
  const rule = after?.rules[index]?.value;
  if (after === null || rule === undefined) return false;
  const stray = ['included', 'execution', 'delay', 'blocker'].some(key => rule.entries.has(key));
  return !stray && sameCurrent(readCurrent(after.mapping, rule), target);
}

function giveUp({ notes }: Rewriting, { view, rule, index }: RuleUse): void {
  const message = `Entry ${index + 1} of the rules of ${quote(view.name)} could not be translated, because its text cannot be edited.`;
  notes.add({ message, at: rule.value.node, job: view.name });
}

const RULE_KEYS: ReadonlySet<string> = new Set([
  ...['if', 'changes', 'exists', 'variables', 'needs', 'interruptible'],
  ...['included', 'execution', 'delay', 'blocker', 'when', 'allow_failure'],
]);

/** Entries of lists below hidden keys, for those that no job uses: they are translated by themselves. */
function looseTexts({ sites, texts }: Rewriting): ReadonlyMap<MappingNode, readonly RuleNeed[]> {
  const found = new Map<MappingNode, RuleNeed[]>();
  const visit = (value: Value, inList: boolean, job: Mapping): void => {
    if (value.kind === 'list') for (const item of value.items) visit(item, true, job);
    if (value.kind !== 'mapping') return;
    const keys = [...value.entries.keys()];
    const text =
      inList && keys.length > 0 && keys.every(key => RULE_KEYS.has(key)) ? texts.mapping(value.node) : null;
    const [form, own] = [readProposed(job, value), readProposed(job, null)];
    if (text !== null && form !== null && own !== null) {
      const fallback = currentForm(lower(own).form);
      const need = { target: currentForm(lower(form).form), fallback };
      const known = found.get(text);
      if (known === undefined) found.set(text, [need]);
      else known.push(need);
    } else for (const entry of value.entries.values()) visit(entry.value, false, job);
  };
  for (const { before } of sites) {
    for (const { key, value } of before.hidden.values()) {
      const job = value.kind === 'mapping' ? value : nobody(key);
      visit(value, isEntryToMerge(value), isEntryToMerge(value) ? nobody(key) : job);
    }
  }
  return found;
}

function isRuleLike({ entries }: Mapping): boolean {
  return entries.size > 0 && [...entries.keys()].every(key => RULE_KEYS.has(key));
}

/** A hidden key need not hold a job: entries of rules are kept there for merge keys. */
export function isEntryToMerge(value: Value): boolean {
  if (value.kind !== 'mapping' || !isRuleLike(value)) return false;
  return ['if', 'changes', 'exists'].some(key => value.entries.has(key));
}

function nobody(node: Node): Mapping {
  return { kind: 'mapping', node, entries: new Map() };
}
