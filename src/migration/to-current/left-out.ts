/** `included: false` of a job itself: today a job that is in no pipeline has rules that say so. */
import { get } from '../../config/value.js';
import type { MappingNode } from '../../syntax/node.js';
import type { JobView } from '../rewriting/job-view.js';
import { ABSENT } from '../rewriting/key-plan.js';
import { written } from '../to-proposed/control.js';
import type { Lowering } from './lowering.js';

const NEVER = [{ when: 'never' }];

/** Jobs with rules are left to their entries, which say it then one by one. */
export function lowerLeftOut(state: Lowering): void {
  for (const view of state.views) {
    if (!isLeftOut(view) || get(view.mapping, 'rules') !== undefined) continue;
    const mapping = placeFor(state, view);
    if (mapping === null) {
      const message = `\`${view.name}\` is in no pipeline, and no place was found to say so in the syntax of today.`;
      state.notes.add({ message, at: view.key, job: view.name });
      continue;
    }
    state.keys.set(mapping, 'rules', NEVER);
    // GitLab refuses rules beside them, and nothing is left for them to decide.
    for (const key of ['only', 'except']) state.keys.set(mapping, key, ABSENT);
  }
}

export function isLeftOut({ mapping }: JobView): boolean {
  const included = written(mapping, 'included');
  return included?.kind === 'scalar' && included.value === false;
}

/** Where the keyword stands, if it says so for jobs without rules only; else the job itself. */
function placeFor({ texts, users }: Lowering, { mapping, own }: JobView): MappingNode | null {
  const entry = mapping.entries.get('included');
  const pair = entry === undefined ? null : texts.pairOfKey(entry.key);
  const sharers = pair === null ? [] : (users.get(pair.pair) ?? []);
  const isRight =
    pair !== null && sharers.every(view => isLeftOut(view) && get(view.mapping, 'rules') === undefined);
  const inherited = ['only', 'except'].some(key => mapping.entries.has(key));
  return isRight && !inherited ? pair.mapping : own;
}
