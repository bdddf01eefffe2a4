/** Rules of a job's own in the syntax of today. */
import { quote } from '../../linter/message.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import type { JobView } from '../rewriting/job-view.js';
import { isMerge } from '../rewriting/key-plan.js';
import { ownRules } from '../rewriting/own-rules.js';
import type { Rewriting } from '../rewriting/rewriting.js';
import { toYaml } from '../rewriting/value-yaml.js';
import { sameAllowFailure, written } from '../to-proposed/control.js';
import type { RuleUse } from './rule-level.js';

/** Gives a job these entries as text of its own, where that can be done. */
export function giveOwnRules(
  state: Rewriting,
  view: JobView,
  uses: readonly RuleUse[],
  indexes: ReadonlySet<number>,
): void {
  const given = ownRules(view, state.texts, { uses, indexes, render: renderRule });
  if (given === null) return;
  const { own, items, isOwn } = given;
  if (isOwn) state.lists.set(own, 'rules', items);
  else {
    const entries = items.flatMap(each => each ?? []);
    state.keys.set(own, 'rules', entries);
    if (own.pairs.some(isMerge)) state.keys.writeBelowMerges(own);
  }
  const what = isOwn ? 'entries' : 'a list';
  const message = `${quote(view.name)} got ${what} of rules of its own: the text it shared is right for others as it is.`;
  state.notes.add({ message, at: view.key, job: view.name });
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
