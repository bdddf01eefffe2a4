import { type Entry, isSpecified, isValid } from '../entries/entry.js';
import { needItems } from '../entries/needs.js';
import { isHash } from '../entries/shape.js';
import type { Field, Need, RulesEntry, When } from '../job.js';
import { get, isNull, type Value } from '../value.js';

/** The entries of a `rules` keyword as the model has them; null where it is not written or broken. */
export function rulesEntries(rules: Entry | undefined): readonly RulesEntry[] | null {
  if (rules === undefined || !isSpecified(rules) || !isValid(rules)) return null;
  const entries: RulesEntry[] = [];
  for (const child of rules.children.values()) {
    const at = child.config;
    if (!isHash(at)) continue;
    const written = (key: string): Value | null => {
      const value = get(at, key);
      return value === undefined || isNull(value) ? null : value;
    };
    const variables = written('variables');
    entries.push({
      at,
      if: written('if'),
      changes: written('changes'),
      exists: written('exists'),
      when: field(written('when'), text => text as When),
      allowFailure: field(written('allow_failure'), text => text === 'true'),
      startIn: field(written('start_in'), text => text),
      variables: isHash(variables ?? undefined) && variables?.kind === 'mapping' ? variables : null,
      needs: ruleNeeds(child.children.get('needs')),
      interruptible: field(written('interruptible'), text => text === 'true'),
    });
  }
  return entries;
}

function field<T>(at: Value | null, read: (text: string) => T): Field<T> | null {
  return at?.kind === 'scalar' ? { value: read(at.text), at } : null;
}

function ruleNeeds(entry: Entry | undefined): readonly Need[] | null {
  if (entry === undefined || !isSpecified(entry)) return null;
  return needItems(entry).map(({ value, at }) => ({
    job: String(value.name),
    artifacts: value.artifacts === true,
    optional: value.optional === true,
    at,
  }));
}
