/** `needs` beside `dependencies`: the proposed syntax has one of them. What is not among the dependencies brings no artifacts. */
import { get, isNull, type List, type Mapping, type Value } from '../../config/value.js';
import type { SequenceNode } from '../../syntax/node.js';
import { replaceItem } from '../../syntax/yaml/edit-sequence.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { type JobView, pairOf } from '../rewriting/job-view.js';
import { ABSENT } from '../rewriting/key-plan.js';
import { toYaml } from './own-rules.js';
import { type AfterJobs, resolveAfter, type Translation } from './state.js';

/** One list of needs of a job with dependencies: its own, or that of an entry of its rules. */
interface NeedsUse {
  readonly view: JobView;
  readonly list: List;
  /** Indexes of the needs that bring no artifacts any more. */
  readonly muted: ReadonlySet<number>;
}

export function translateNeeds(state: Translation): void {
  const lists = new Map<SequenceNode, NeedsUse[]>();
  const leaving = state.views.filter(view => leavesDependencies(state, view));
  const done = new Set(leaving);
  for (const view of state.views) {
    for (const list of needsLists(view)) {
      const text = state.texts.sequence(list.node);
      const use = { view, list, muted: done.has(view) ? mutedNeeds(view, list) : new Set<number>() };
      if (text === null) {
        if (use.muted.size > 0) giveOwnNeeds(state, use);
        continue;
      }
      const known = lists.get(text);
      if (known === undefined) lists.set(text, [use]);
      else known.push(use);
    }
  }
  for (const [text, uses] of lists) muteNeeds(state, text, uses);
  for (const view of leaving) dropDependencies(state, view, done);
  coverDependencies(state, leaving);
}

/** Whether a job has both keywords in all of its forms. */
function leavesDependencies({ notes }: Translation, view: JobView): boolean {
  const { mapping, rules } = view;
  if (isNull(get(mapping, 'dependencies'))) return false;
  if (!isNull(get(mapping, 'needs'))) return true;
  const brings = rules.filter(({ value }) => hasNeeds(value));
  const forms = rules.filter(({ value }) => !isLeftOut(value));
  if (brings.length === 0) return false;
  if (brings.length >= forms.length) return true;
  notes.add({
    message: `${view.name} has \`dependencies\`, and \`needs\` in some of its rules alone: the proposed syntax has no form for that.`,
    at: view.key,
    job: view.name,
  });
  return false;
}

function hasNeeds(rule: Mapping): boolean {
  const needs = get(rule, 'needs');
  return needs?.kind === 'list' && needs.items.length > 0;
}

function isLeftOut(rule: Mapping): boolean {
  const when = get(rule, 'when');
  return when?.kind === 'scalar' && when.text === 'never';
}

function needsLists({ mapping, rules }: JobView): readonly List[] {
  const values = [get(mapping, 'needs'), ...rules.map(({ value }) => get(value, 'needs'))];
  return values.filter(value => value?.kind === 'list');
}

/** The needs that bring artifacts by themselves, but are not among the dependencies. */
function mutedNeeds({ mapping }: JobView, list: List): ReadonlySet<number> {
  const value = get(mapping, 'dependencies');
  const names = new Set(value?.kind === 'list' ? value.items.map(textOf) : []);
  const muted = new Set<number>();
  for (const [index, item] of list.items.entries()) {
    const job = item.kind === 'mapping' ? get(item, 'job') : item;
    const isForeign = get(item, 'project') !== undefined || get(item, 'pipeline') !== undefined;
    const artifacts = get(item, 'artifacts');
    const brings = !(artifacts?.kind === 'scalar' && artifacts.value === false);
    if (!isForeign && brings && job !== undefined && !names.has(textOf(job))) muted.add(index);
  }
  return muted;
}

function textOf(value: Value): string {
  return value.kind === 'scalar' ? value.text : '';
}

/** Rewrites a written list where all its users agree; else those that need it get lists of their own. */
function muteNeeds(state: Translation, text: SequenceNode, uses: readonly NeedsUse[]): void {
  const first = uses[0];
  if (first === undefined || uses.every(({ muted }) => muted.size === 0)) return;
  const agreed = uses.every(({ muted }) => [...muted].join() === [...first.muted].join());
  if (agreed && [...first.muted].every(index => canMute(text, index, first))) {
    for (const index of first.muted) muteItem(state, text, index, first);
    return;
  }
  for (const use of uses) if (use.muted.size > 0) giveOwnNeeds(state, use);
}

function canMute(text: SequenceNode, index: number, { list }: NeedsUse): boolean {
  const item = text.items[index];
  const value = list.items[index];
  if (item === undefined || value === undefined) return false;
  return item.kind === 'mapping' || replaceItem(text, index, withoutArtifacts(value)) !== null;
}

function muteItem(state: Translation, text: SequenceNode, index: number, { list }: NeedsUse): void {
  const item = text.items[index];
  const value = list.items[index];
  if (item?.kind === 'mapping') state.keys.set(item, 'artifacts', false);
  else if (value !== undefined) state.lists.setItem(text, index, withoutArtifacts(value));
}

function withoutArtifacts(value: Value): YamlValue {
  if (value.kind !== 'mapping') return { job: textOf(value), artifacts: false };
  const entries = [...value.entries].filter(([key]) => key !== 'artifacts');
  return {
    ...Object.fromEntries(entries.map(([key, entry]) => [key, toYaml(entry.value)])),
    artifacts: false,
  };
}

function giveOwnNeeds(state: Translation, { view, list, muted }: NeedsUse): void {
  const isJobs = get(view.mapping, 'needs') === list;
  if (view.own === null || !isJobs) {
    state.notes.add({
      message: `The needs of ${view.name} could not be rewritten, because others use their text too or it cannot be edited.`,
      at: list.node,
      job: view.name,
    });
    return;
  }
  const items = list.items.map((item, index) => (muted.has(index) ? withoutArtifacts(item) : toYaml(item)));
  state.lists.set(view.own, 'needs', [items]);
  state.notes.add({
    message: `${view.name} got \`needs\` of its own: the text it shared is right for others as it is.`,
    at: view.key,
    job: view.name,
  });
}

/** Takes `dependencies` away where it stands, if all jobs that it reaches have `needs`. */
function dropDependencies(state: Translation, view: JobView, done: ReadonlySet<JobView>): void {
  const pair = pairOf(view.mapping, 'dependencies', state.texts);
  if (pair === null) return;
  const users = state.users.get(pair.pair) ?? [];
  if (users.every(user => done.has(user))) state.keys.set(pair.mapping, 'dependencies', ABSENT);
}

/** A job that still gets `dependencies` from text of others says that it has none. */
function coverDependencies(state: Translation, views: readonly JobView[]): void {
  const rest = stillThere(resolveAfter(state), views);
  for (const view of rest) {
    if (view.own === null) continue;
    state.keys.set(view.own, 'dependencies', null);
    state.notes.add({
      message: `${view.name} got \`dependencies: null\` of its own: what it inherits is right for others as it is.`,
      at: view.key,
      job: view.name,
    });
  }
}

function stillThere(afterOf: AfterJobs, views: readonly JobView[]): readonly JobView[] {
  return views.filter(view => !isNull(get(afterOf(view)?.mapping, 'dependencies')));
}
