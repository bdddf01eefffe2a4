/** `needs` beside `dependencies`: the proposed syntax has one of them. What is not among the dependencies brings no artifacts. */
import { get, isNull, type List, type Mapping, type Value } from '../../config/value.js';
import { quote } from '../../linter/message.js';
import type { SequenceNode } from '../../syntax/node.js';
import { replaceItem } from '../../syntax/yaml/edit-sequence.js';
import { written, type YamlValue } from '../../syntax/yaml/render-yaml.js';
import { type JobView, jobView, pairOf } from '../rewriting/job-view.js';
import { ABSENT } from '../rewriting/key-plan.js';
import type { AfterJobs } from '../rewriting/rewriting.js';
import { toYaml } from '../rewriting/value-yaml.js';
import { isInherited, stageNeeds } from './stage-needs.js';
import { resolveTranslated, type Translation } from './state.js';

/** One list of needs of a job with dependencies: its own, or that of an entry of its rules. */
interface NeedsUse {
  readonly view: JobView;
  readonly list: List;
  /** Indexes of the needs that bring no artifacts any more. */
  readonly muted: ReadonlySet<number>;
  /** Index of the entry of the rules; null for the job's own list. */
  readonly rule: number | null;
}

interface RuleIndex {
  readonly view: JobView;
  readonly index: number;
}

/** Plans the needs and says which entries of rules need lists of their own for theirs. */
export function translateNeeds(state: Translation): readonly RuleIndex[] {
  const lists = new Map<SequenceNode, NeedsUse[]>();
  const alone: NeedsUse[] = [];
  const jobs = [...state.settled, ...state.views.filter(({ hidden }) => !hidden)];
  for (const views of [jobs, hiddenJobs(state)]) {
    const found = new Map<SequenceNode, NeedsUse[]>();
    for (const use of views.flatMap(view => needsUses(state, view))) {
      const text = state.texts.sequence(use.list.node);
      if (text === null) alone.push(use);
      else if (!lists.has(text)) found.set(text, [...(found.get(text) ?? []), use]);
    }
    for (const [text, uses] of found) lists.set(text, uses);
  }
  for (const [text, uses] of lists) if (!muteNeeds(state, text, uses)) alone.push(...uses);
  const own = alone.filter(({ view, muted }) => muted.size > 0 && !view.hidden);
  for (const use of own) if (use.rule === null) giveOwnNeeds(state, use);
  for (const [view, needs] of state.leaving) if (needs !== null) giveStageNeeds(state, view, needs);
  return own.flatMap(({ view, rule }) => (rule === null ? [] : [{ view, index: rule }]));
}

/** Jobs that lose `dependencies`, with the needs that say the same where some of their rules have none; null for others. */
export type Leaving = ReadonlyMap<JobView, readonly YamlValue[] | null>;

/** The jobs that have both keywords, in all or in some of their forms. */
export function findLeaving({
  views,
  texts,
  notes,
}: Pick<Translation, 'views' | 'texts' | 'notes'>): Leaving {
  const leaving = new Map<JobView, readonly YamlValue[] | null>();
  const mixed = views.filter(view => usesNeeds(view) === 'some');
  for (const view of views) if (usesNeeds(view) === 'all') leaving.set(view, null);
  for (const view of mixed) {
    const needs = isInherited(view, views, mixed, texts) ? null : stageNeeds(view);
    if (needs !== null) leaving.set(view, needs);
    else {
      notes.add({
        message: `${quote(view.name)} has \`dependencies\`, and \`needs\` in some of its rules alone: the proposed syntax has no form for that.`,
        at: view.key,
        job: view.name,
      });
    }
  }
  return leaving;
}

/** After all else is planned: takes `dependencies` away where it is not needed any more. */
export function dropAllDependencies(state: Translation): void {
  const hidden = hiddenJobs(state).filter(view => usesNeeds(view) === 'all');
  const done = new Set([...state.leaving.keys(), ...hidden]);
  for (const view of done) dropDependencies(state, view, done);
  coverDependencies(state, [...state.leaving.keys()]);
}

function needsUses({ leaving }: Translation, view: JobView): readonly NeedsUse[] {
  const lists = [get(view.mapping, 'needs'), ...view.rules.map(({ value }) => get(value, 'needs'))];
  const leaves = leaving.has(view) || (view.hidden && usesNeeds(view) === 'all');
  return lists.flatMap((list, index) => {
    if (list?.kind !== 'list') return [];
    const muted = leaves ? mutedNeeds(view, list) : new Set<number>();
    return [{ view, list, muted, rule: index === 0 ? null : index - 1 }];
  });
}

/** Hidden jobs: text that no job uses has only them to be right for. */
function hiddenJobs({ sites, texts }: Translation): readonly JobView[] {
  return sites.flatMap(site =>
    [...site.before.hidden].flatMap(([name, entry]) => jobView(site, name, entry, texts) ?? []),
  );
}

/** In how many of its forms a job with `dependencies` has `needs` too. */
function usesNeeds({ mapping, rules }: JobView): 'all' | 'some' | 'none' {
  if (isNull(get(mapping, 'dependencies'))) return 'none';
  if (!isNull(get(mapping, 'needs'))) return 'all';
  const forms = rules.filter(({ value }) => !isLeftOut(value));
  const brings = forms.filter(({ value }) => hasNeeds(value));
  if (brings.length === 0) return 'none';
  return brings.length === forms.length ? 'all' : 'some';
}

function hasNeeds(rule: Mapping): boolean {
  const needs = get(rule, 'needs');
  return needs?.kind === 'list' && needs.items.length > 0;
}

function isLeftOut(rule: Mapping): boolean {
  const when = get(rule, 'when');
  return when?.kind === 'scalar' && when.text === 'never';
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

/** Rewrites a written list if that is right for all its users. */
function muteNeeds(state: Translation, text: SequenceNode, uses: readonly NeedsUse[]): boolean {
  const first = uses[0];
  if (first === undefined || uses.every(({ muted }) => muted.size === 0)) return true;
  const agreed = uses.every(({ muted }) => [...muted].join() === [...first.muted].join());
  if (!agreed || ![...first.muted].every(index => canMute(text, index, first))) return false;
  for (const index of first.muted) muteItem(state, text, index, first);
  return true;
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

function mutedItems(list: List, muted: ReadonlySet<number>): readonly YamlValue[] {
  return list.items.map((item, index) => (muted.has(index) ? withoutArtifacts(item) : toYaml(item)));
}

/** The needs of an entry of a job's rules, as they are to be. */
export function translatedNeeds({ leaving }: Translation, view: JobView, needs: Value): YamlValue {
  if (needs.kind !== 'list' || !leaving.has(view)) return toYaml(needs);
  return mutedItems(needs, mutedNeeds(view, needs));
}

/** True when an entry still brings artifacts that `dependencies` kept away. */
export function bringsTooMuch({ leaving }: Translation, view: JobView, needs: Value | undefined): boolean {
  return leaving.has(view) && needs?.kind === 'list' && mutedNeeds(view, needs).size > 0;
}

function giveStageNeeds({ lists, notes }: Translation, view: JobView, needs: readonly YamlValue[]): void {
  if (view.own === null) return;
  lists.set(view.own, 'needs', [needs]);
  notes.add({
    message: `${quote(view.name)} got \`needs\` on all jobs of earlier stages: some of its rules have \`needs\`, and \`dependencies\` cannot stand beside them. A job that is added to an earlier stage has to be added there too.`,
    at: view.key,
    job: view.name,
  });
}

function giveOwnNeeds(state: Translation, { view, list, muted }: NeedsUse): void {
  if (view.own === null) {
    state.notes.add({
      message: `The needs of ${quote(view.name)} could not be rewritten, because their text cannot be edited.`,
      at: list.node,
      job: view.name,
    });
    return;
  }
  state.lists.set(view.own, 'needs', [mutedItems(list, muted)]);
  state.notes.add({
    message: `${quote(view.name)} got \`needs\` of its own: others need the text that they shared in another form.`,
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
  const rest = stillThere(resolveTranslated(state), views);
  for (const view of rest) {
    if (view.own === null) continue;
    state.keys.set(view.own, 'dependencies', written('null'));
    state.notes.add({
      message: `${quote(view.name)} got \`dependencies: null\` of its own: others still need what it inherits.`,
      at: view.key,
      job: view.name,
    });
  }
}

function stillThere(afterOf: AfterJobs, views: readonly JobView[]): readonly JobView[] {
  return views.filter(view => !isNull(get(afterOf(view)?.mapping, 'dependencies')));
}
