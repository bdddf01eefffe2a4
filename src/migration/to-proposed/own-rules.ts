/** Rules of a job's own in the proposed syntax. */
import { quote } from '../../linter/message.js';
import type { YamlValue } from '../../syntax/yaml/render-yaml.js';
import type { JobView } from '../rewriting/job-view.js';
import { ownRules } from '../rewriting/own-rules.js';
import { toYaml } from '../rewriting/value-yaml.js';
import { type ControlKey, sameAllowFailure, written } from './control.js';
import { translatedNeeds } from './needs.js';
import type { RuleUse } from './rule-level.js';
import type { Translation } from './state.js';

/** Gives a job these entries as text of its own, where that can be done. */
export function giveOwnRules(
  state: Translation,
  view: JobView,
  uses: readonly RuleUse[],
  indexes: ReadonlySet<number>,
): void {
  const render = (use: RuleUse): YamlValue => renderRule(state, use);
  const given = ownRules(view, state.texts, { uses, indexes, render });
  if (given === null || !state.lists.set(given.own, 'rules', given.items)) return;
  state.notes.add({
    message: `${quote(view.name)} got ${given.isOwn ? 'entries' : 'a list'} of rules of its own: others need the text that they shared in another form.`,
    at: view.key,
    job: view.name,
  });
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
