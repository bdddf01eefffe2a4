import type { Dialect } from '../dialect.js';
import { type Entry, isSpecified, isValid } from '../entries/entry.js';
import { needItems } from '../entries/needs.js';
import { isArray, isHash } from '../entries/shape.js';
import type { AllowFailure, Control, Execution, Field, Need, RulesEntry, When } from '../job.js';
import { get, isNull, type Value } from '../value.js';

/** The entries of a `rules` keyword as the model has them; null where it is not written or broken. */
export function rulesEntries(
  rules: Entry | undefined,
  dialect: Dialect = 'current',
): readonly RulesEntry[] | null {
  if (rules === undefined || !isSpecified(rules) || !isValid(rules)) return null;
  const entries: RulesEntry[] = [];
  for (const child of rules.children.values()) {
    const at = child.config;
    if (!isHash(at)) continue;
    const written = (key: string): Value | null => writtenAt(at, key);
    const variables = written('variables');
    const allowFailure = written('allow_failure');
    entries.push({
      at,
      if: written('if'),
      changes: written('changes'),
      exists: written('exists'),
      when: fieldAt(at, 'when', text => text as When),
      allowFailure: allowFailure && { value: allowFailureIn(allowFailure), at: allowFailure },
      startIn: fieldAt(at, 'start_in', text => text),
      ...controlOf(at, dialect),
      variables: isHash(variables ?? undefined) && variables?.kind === 'mapping' ? variables : null,
      needs: ruleNeeds(child.children.get('needs')),
      interruptible: fieldAt(at, 'interruptible', text => text === 'true'),
    });
  }
  return entries;
}

/** What is written under a key; null for nothing and for null. */
function writtenAt(mapping: Value | undefined, key: string): Value | null {
  const value = get(mapping, key);
  return value === undefined || isNull(value) ? null : value;
}

export function fieldAt<T>(
  mapping: Value | undefined,
  key: string,
  read: (text: string) => T,
): Field<T> | null {
  const at = writtenAt(mapping, key);
  return at?.kind === 'scalar' ? { value: read(at.text), at } : null;
}

/** A boolean, or the exit codes under `exit_codes`. */
export function allowFailureIn(at: Value): AllowFailure {
  if (at.kind === 'scalar') return at.value === true;
  const codes = get(at, 'exit_codes');
  const list = codes === undefined || isNull(codes) ? [] : isArray(codes) ? codes.items : [codes];
  return { exitCodes: list.map(code => (code.kind === 'scalar' ? Number(code.value) : 0)) };
}

const NO_CONTROL: Control = { execution: null, delay: null, blocker: null, included: null };

export function controlOf(mapping: Value | undefined, dialect: Dialect): Control {
  if (dialect === 'current') return NO_CONTROL;
  return {
    execution: fieldAt(mapping, 'execution', text => text as Execution),
    delay: fieldAt(mapping, 'delay', text => text),
    blocker: fieldAt(mapping, 'blocker', text => text === 'true'),
    included: fieldAt(mapping, 'included', text => text === 'true'),
  };
}

function ruleNeeds(entry: Entry | undefined): readonly Need[] | null {
  if (entry === undefined || !isSpecified(entry)) return null;
  return needItems(entry).map(({ value, at }) => ({
    job: String(value.name),
    artifacts: value.artifacts === true,
    optional: value.optional === true,
    allowFailure: value.allow_failure === true,
    at,
  }));
}
