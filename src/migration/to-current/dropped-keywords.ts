/** `needs:allow_failure` and `async`: today has nothing near them, so they go, and what is lost is told. */
import { get, type Value } from '../../config/value.js';
import { quote } from '../../linter/message.js';
import { ABSENT } from '../rewriting/key-plan.js';
import type { Rewriting } from '../rewriting/rewriting.js';

export function dropWaivers({ views, texts, keys, notes }: Rewriting): void {
  for (const { name, mapping, rules } of views) {
    const lists = [mapping, ...rules.map(({ value }) => value)].map(each => get(each, 'needs'));
    for (const need of lists.flatMap(itemsOf)) {
      const entry = need.kind === 'mapping' ? need.entries.get('allow_failure') : undefined;
      if (entry === undefined) continue;
      const written = texts.pairOfKey(entry.key);
      if (written !== null) keys.set(written.mapping, 'allow_failure', ABSENT);
      if (!isTrue(entry.value)) continue;
      const job = get(need, 'job');
      const needed = job?.kind === 'scalar' ? job.text : '';
      notes.add({
        message: `${quote(name)} should run also when ${quote(needed)} has failed; today it is skipped then. Nearest is \`allow_failure: true\` for ${quote(needed)} and a job behind it that fails in its place.`,
        at: entry.key,
        job: name,
      });
    }
  }
}

export function tellOfAsync({ views, notes }: Rewriting): void {
  for (const { name, mapping, hidden, key } of views) {
    if (hidden || !isTrue(get(mapping, 'async'))) continue;
    notes.add({
      message: `${quote(name)} should wait for a callback after its script; today it ends with its script, and what comes after it does not wait. Nearest is a manual job behind it that blocks (\`when: manual\`, \`allow_failure: false\`) and is played through the API.`,
      at: mapping.entries.get('async')?.key ?? key,
      job: name,
    });
  }
}

function itemsOf(value: Value | undefined): readonly Value[] {
  return value?.kind === 'list'
    ? value.items.flatMap(item => (item.kind === 'list' ? itemsOf(item) : [item]))
    : [];
}

function isTrue(value: Value | undefined): boolean {
  return value?.kind === 'scalar' && value.value === true;
}
