/** Rules of a job's own, written out from text that it shared with others. */
import type { Value } from '../../config/value.js';
import { quote } from '../../linter/message.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { isFromInput, type JobView, pairOf } from '../rewriting/job-view.js';
import { ownList } from '../rewriting/list-plan.js';
import { toYaml } from '../rewriting/value-yaml.js';
import { type ControlKey, sameAllowFailure, written } from './control.js';
import { translatedNeeds } from './needs.js';
import type { RuleUse } from './rule-level.js';
import type { Translation } from './state.js';

/** Writes out the items of a job's list that hold these entries. The entries of other items stay shared. */
export function giveOwnRules(
  state: Translation,
  view: JobView,
  uses: readonly RuleUse[],
  indexes: ReadonlySet<number>,
): void {
  const { own, rules } = view;
  const items = new Set([...indexes].map(index => rules[index]?.item));
  const concerned = rules.filter(({ item }) => items.has(item));
  if (own === null || concerned.some(({ value }) => hasInput(value))) return;
  const byIndex = new Map(uses.map(use => [use.index, use]));
  const rendered = rules.map(({ value }, index) => {
    const use = byIndex.get(index);
    return use === undefined ? toYaml(value) : renderRule(state, use);
  });
  const list = ownList(own, 'rules');
  const isOwn = list !== null && pairOf(view.mapping, 'rules', state.texts)?.mapping === own;
  const written = isOwn
    ? list.items.map((_node, item) =>
        items.has(item) ? rendered.filter((_rule, index) => rules[index]?.item === item) : null,
      )
    : [rendered];
  if (!state.lists.set(own, 'rules', written)) return;
  state.notes.add({
    message: `${quote(view.name)} got ${isOwn ? 'entries' : 'a list'} of rules of its own: others need the text that they shared in another form.`,
    at: view.key,
    job: view.name,
  });
}

function hasInput(value: Value): boolean {
  if (value.kind === 'list') return value.items.some(hasInput);
  if (value.kind === 'mapping') return [...value.entries.values()].some(entry => hasInput(entry.value));
  return value.kind !== 'scalar' || isFromInput(value);
}

/** The entry with the keywords that it needs in this job. */
function renderRule(state: Translation, use: RuleUse): YamlValue {
  const control = controlOf(use);
  const rendered: Record<string, YamlValue> = {};
  for (const [key, entry] of use.rule.value.entries) {
    if (key === 'start_in') continue;
    if (key === 'when') Object.assign(rendered, control);
    else if (key === 'needs') rendered[key] = translatedNeeds(state, use.view, entry.value);
    else if (key !== 'allow_failure' || control.allow_failure !== undefined)
      rendered[key] = toYaml(entry.value);
  }
  return { ...rendered, ...control };
}

function controlOf({ rule, target, fallback }: RuleUse): Readonly<Partial<Record<ControlKey, YamlValue>>> {
  if (!target.included) return { included: false };
  const wasNamed = (key: ControlKey): boolean => written(rule.value, key) !== undefined;
  const when = written(rule.value, 'when');
  const isNamed = when?.kind === 'scalar' && (when.text === 'manual' || when.text === 'delayed');
  const blocks = target.execution === 'manual' && target.blocker !== fallback.blocker;
  const keepsFailure = wasNamed('allow_failure') && !(blocks && target.allowFailure === false);
  const failure = !sameAllowFailure(target.allowFailure, fallback.allowFailure) || keepsFailure;
  return {
    ...((isNamed || target.execution !== fallback.execution) && { execution: target.execution }),
    ...(target.delay !== null && { delay: target.delay }),
    ...(blocks && { blocker: target.blocker }),
    ...(((wasNamed('when') && !isNamed) || target.when !== fallback.when) && { when: target.when }),
    ...(failure && { allow_failure: target.allowFailure }),
  };
}
