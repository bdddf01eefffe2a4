/** Which syntax a configuration is written in, by what stands in it. */
import type { Config } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import { EXECUTIONS } from '../config/keywords/proposed.js';
import { get, type Mapping, type Value } from '../config/value.js';

const SWITCHES = ['blocker', 'included', 'async'] as const;

/**
 * `proposed` when a job or one of its rules has a keyword of the proposed syntax with a value that fits. Mappings that are no
 * jobs are not asked: variables may have any name. The configuration may have been resolved in either syntax.
 */
export function findDialect({ definitions, hidden }: Config): Dialect {
  const jobs = [...definitions].map(({ mapping }) => mapping);
  const bases = [...hidden.values()].flatMap(({ value }) =>
    value.kind === 'mapping' && isJobLike(value) ? [value] : [],
  );
  return [...jobs, ...bases].some(usesProposed) ? 'proposed' : 'current';
}

function usesProposed(mapping: Mapping): boolean {
  const rules = get(mapping, 'rules');
  return hasControl(mapping) || (rules?.kind === 'list' && rules.items.some(hasControlInside));
}

/** Entries of rules can be nested lists, as `!reference` makes them. */
function hasControlInside(value: Value): boolean {
  return value.kind === 'list' ? value.items.some(hasControlInside) : hasControl(value);
}

function hasControl(value: Value): boolean {
  const execution = get(value, 'execution');
  if (execution?.kind === 'scalar' && EXECUTIONS.some(name => name === execution.value)) return true;
  return SWITCHES.some(name => {
    const found = get(value, name);
    return found?.kind === 'scalar' && found.type === 'boolean';
  });
}

const JOB_KEYWORDS = [
  'script',
  'trigger',
  'run',
  'stage',
  'extends',
  'rules',
  'needs',
  'when',
  'allow_failure',
];

function isJobLike({ entries }: Mapping): boolean {
  return JOB_KEYWORDS.some(name => entries.has(name)) || [...entries.keys()].every(isControl);
}

function isControl(name: string): boolean {
  return name === 'execution' || name === 'delay' || SWITCHES.some(known => known === name);
}
