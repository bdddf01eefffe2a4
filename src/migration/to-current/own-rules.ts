/** Rules of a job's own, written out from text that it shared with others. */
import type { Value } from '../../config/value.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import { isFromInput, type JobView, pairOf } from '../rewriting/job-view.js';
import { isMerge } from '../rewriting/key-plan.js';
import { ownList } from '../rewriting/list-plan.js';
import { toYaml } from '../rewriting/value-yaml.js';
import { sameAllowFailure, written } from '../to-proposed/control.js';
import type { Lowering } from './lowering.js';
import type { RuleUse } from './rule-level.js';

/** Writes out the items of a job's list that hold these entries. The entries of other items stay shared. */
export function giveOwnRules(
  state: Lowering,
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
    return use === undefined ? toYaml(value) : renderRule(use);
  });
  const list = ownList(own, 'rules');
  const isOwn = list !== null && pairOf(view.mapping, 'rules', state.texts)?.mapping === own;
  if (isOwn) {
    const written = list.items.map((_node, item) =>
      items.has(item) ? rendered.filter((_rule, index) => rules[index]?.item === item) : null,
    );
    state.lists.set(own, 'rules', written);
  } else {
    state.keys.set(own, 'rules', rendered);
    if (own.pairs.some(isMerge)) state.keys.writeBelowMerges(own);
  }
  const what = isOwn ? 'entries' : 'a list';
  const message = `\`${view.name}\` got ${what} of rules of its own: the text it shared is right for others as it is.`;
  state.notes.add({ message, at: view.key, job: view.name });
}

function hasInput(value: Value): boolean {
  if (value.kind === 'list') return value.items.some(hasInput);
  if (value.kind === 'mapping') return [...value.entries.values()].some(entry => hasInput(entry.value));
  return value.kind !== 'scalar' || isFromInput(value);
}

const CONTROL: ReadonlySet<string> = new Set([
  ...['included', 'execution', 'delay', 'blocker', 'when', 'allow_failure'],
]);

/** The entry with the keywords that it needs in this job, where the first of them stood. */
function renderRule({ rule, target, fallback }: RuleUse): YamlValue {
  const isNamed = ['included', 'execution', 'when'].some(
    key => written(rule.value, key as 'when') !== undefined,
  );
  const control: Readonly<Record<string, YamlValue>> =
    target.when === 'never'
      ? { when: 'never' }
      : {
          ...((isNamed || target.when !== fallback.when) && { when: target.when }),
          ...(target.startIn !== null && { start_in: target.startIn }),
          ...(!sameAllowFailure(target.allowFailure, fallback.allowFailure) && {
            allow_failure: target.allowFailure,
          }),
        };
  const rendered: Record<string, YamlValue> = {};
  for (const [key, entry] of rule.value.entries) {
    if (CONTROL.has(key)) Object.assign(rendered, control);
    else rendered[key] = toYaml(entry.value);
  }
  return { ...rendered, ...control };
}
