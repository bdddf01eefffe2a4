/** `included: false` of a job itself: today a job that is in no pipeline has rules that say so. */
import { get } from '../../config/value.js';
import { quote } from '../../linter/message.js';
import type { JobView } from '../rewriting/job-view.js';
import { ABSENT } from '../rewriting/key-plan.js';
import type { Rewriting } from '../rewriting/rewriting.js';
import { written } from '../to-proposed/control.js';

const NEVER = [{ when: 'never' }];

/** Jobs with rules are left to their entries, which say it then one by one. */
export function lowerLeftOut(state: Rewriting): void {
  for (const view of state.views) {
    if (!isLeftOut(view) || get(view.mapping, 'rules') !== undefined) continue;
    // Text that others inherit too would leave them out.
    const mapping = view.own;
    if (mapping === null) {
      const message = `${quote(view.name)} is in no pipeline, and no place was found to say so in the syntax of today.`;
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
