/**
 * The keywords for control flow in the proposed syntax. No GitLab checks them, so the messages are our own. A `rules`
 * entry falls back to its job: what it writes is checked against what holds for it then.
 */
import type { Node } from '../../syntax/node.js';
import { EXECUTIONS, PROPOSED_WHEN, TRIGGER_EXECUTIONS } from '../keywords/proposed.js';
import type { Value } from '../value.js';
import { optional, presentValue, type Requirement } from './check.js';
import { type Check, type Entry, type Facts, keywordOf, locationOf, recordFault } from './entry.js';
import { beOneOf } from './require-keys.js';
import { beDuration } from './require-limits.js';
import { beBoolean, beString } from './require-type.js';
import { isBlank, isBoolean, isString, valueText } from './shape.js';

export const MAX_DELAY_SECONDS = 604_800;

interface Wrong {
  /** The keyword that is wrong. */
  readonly key: string;
  readonly at: Node;
  readonly value?: Value | undefined;
  readonly data?: Facts;
  /** True when text that could not be read may hold what makes it right. */
  readonly missing?: boolean;
}

function addControlFault(entry: Entry, kind: string, text: string, wrong: Wrong): void {
  recordFault(entry, {
    kind,
    message: `${locationOf(entry)}: ${text}`,
    at: wrong.at,
    ...(wrong.value && { value: wrong.value }),
    data: { keyword: keywordOf(entry, wrong.key), ...wrong.data },
    missing: wrong.missing ?? false,
  });
}

/** What today's values of `when` are called in the proposed syntax. */
const PROPOSED_FORMS: ReadonlyMap<string, string> = new Map([
  ['manual', 'execution: manual'],
  ['delayed', 'execution: delayed'],
  ['never', 'included: false'],
]);

const beProposedWhen: Requirement = (value, subject) => {
  const form = isString(value) ? PROPOSED_FORMS.get(value.text) : undefined;
  if (form === undefined || value === undefined) {
    beOneOf(PROPOSED_WHEN, 'when.allowed', `should be one of: ${PROPOSED_WHEN.join(', ')}`)(value, subject);
    return;
  }
  const text = `\`when: ${valueText(value)}\` is written \`${form}\` in the proposed syntax`;
  const data = { value: valueText(value), form };
  addControlFault(subject.entry, 'control.when', text, { key: 'when', at: value.node, value, data });
};

const noStartIn: Check = entry => {
  const value = presentValue(entry, 'start_in');
  if (value === undefined) return;
  const key = entry.config?.kind === 'mapping' ? entry.config.entries.get('start_in')?.key : undefined;
  const text = '`start_in` is written `delay` in the proposed syntax';
  addControlFault(entry, 'control.start-in', text, { key: 'start_in', at: key ?? value.node, value });
};

function executionIn(values: readonly string[]): Requirement {
  return beOneOf(values, 'execution.allowed', `should be one of: ${values.join(', ')}`);
}

const sharedChecks: readonly Check[] = [
  optional('when', beString, beProposedWhen),
  noStartIn,
  optional('blocker', beBoolean),
  optional('included', beBoolean),
];

/** For each mapping by itself. */
export const jobControlChecks: readonly Check[] = [
  optional('execution', beString, executionIn(EXECUTIONS)),
  optional('delay', beDuration(MAX_DELAY_SECONDS)),
  optional('async', beBoolean),
  ...sharedChecks,
];

export const triggerControlChecks: readonly Check[] = [
  optional('execution', beString, executionIn(TRIGGER_EXECUTIONS)),
  ...sharedChecks,
];

export const ruleControlChecks: readonly Check[] = [
  optional('execution', beString, executionIn(EXECUTIONS)),
  optional('delay', beDuration(MAX_DELAY_SECONDS)),
  ...sharedChecks,
];

/** What a mapping says and, where it is silent, what its job says. */
interface Scope {
  readonly entry: Entry;
  readonly job: Entry | null;
}

function writtenIn({ entry, job }: Scope, key: string): Value | undefined {
  return presentValue(entry, key) ?? (job === null ? undefined : presentValue(job, key));
}

/** The value of `execution`, or null when it is one that nobody knows or that is reported as wrong already. */
function executionOf(scope: Scope): string | null {
  const value = writtenIn(scope, 'execution');
  if (value === undefined) return 'automatic';
  return isString(value) && (EXECUTIONS as readonly string[]).includes(value.text) ? value.text : null;
}

/** True where today's `when` says what is missing here: then that is the fault. */
function saysToday({ entry }: Scope, value: string): boolean {
  return valueText(presentValue(entry, 'when')) === value;
}

function checkDelay(scope: Scope): void {
  const { entry } = scope;
  const execution = executionOf(scope);
  const own = presentValue(entry, 'delay');
  const written = writtenIn(scope, 'execution');
  if (execution === null || (execution === 'automatic' && saysToday(scope, 'delayed'))) return;
  if (execution === 'delayed' && writtenIn(scope, 'delay') === undefined) {
    const inherits = presentValue(entry, 'execution') === undefined;
    if (inherits || writtenIn(scope, 'start_in') !== undefined) return;
    const text = '`execution: delayed` needs a `delay`';
    addControlFault(entry, 'control.delay-missing', text, {
      key: 'execution',
      at: written?.node ?? entry.anchor,
      value: written,
      missing: true,
    });
  }
  if (execution !== 'delayed' && own !== undefined) {
    const text = `\`delay\` is only for \`execution: delayed\`, and here it is \`${execution}\``;
    const data = { execution };
    addControlFault(entry, 'control.delay-stray', text, {
      key: 'delay',
      at: own.node,
      value: own,
      data,
      missing: written === undefined,
    });
  }
}

function checkBlocker(scope: Scope): void {
  const { entry } = scope;
  const own = presentValue(entry, 'blocker');
  const execution = executionOf(scope);
  if (!isBoolean(own) || own.value !== true || execution === null || execution === 'manual') return;
  if (execution === 'automatic' && saysToday(scope, 'manual')) return;
  const text = `\`blocker: true\` is only for \`execution: manual\`, and here it is \`${execution}\``;
  const missing = writtenIn(scope, 'execution') === undefined;
  addControlFault(entry, 'control.blocker', text, {
    key: 'blocker',
    at: own.node,
    value: own,
    data: { execution },
    missing,
  });
}

/** `needs` of the job, and needs that a rule brings, beside the job's `dependencies`. */
const oneRelation: Check = job => {
  const dependencies = presentValue(job, 'dependencies');
  if (dependencies === undefined) return;
  const text = '`needs` and `dependencies` exclude each other in the proposed syntax';
  const key = job.config?.kind === 'mapping' ? job.config.entries.get('dependencies')?.key : undefined;
  const own = presentValue(job, 'needs');
  if (own !== undefined) {
    addControlFault(job, 'control.needs-dependencies', text, {
      key: 'dependencies',
      at: key ?? dependencies.node,
      value: dependencies,
    });
    return;
  }
  for (const entry of ruleEntries(job)) {
    const needs = presentValue(entry, 'needs');
    if (needs === undefined || isBlank(needs) || leavesOut(entry)) continue;
    addControlFault(entry, 'control.needs-dependencies', text, {
      key: 'needs',
      at: needs.node,
      value: needs,
    });
  }
};

function leavesOut(entry: Entry): boolean {
  const included = presentValue(entry, 'included');
  return isBoolean(included) && included.value === false;
}

function ruleEntries(job: Entry): Iterable<Entry> {
  return job.children.get('rules')?.children.values() ?? [];
}

/** For the merged job with its rules. */
export const controlRelations: readonly Check[] = [
  job => {
    for (const scope of [
      { entry: job, job: null },
      ...Array.from(ruleEntries(job), entry => ({ entry, job })),
    ]) {
      checkDelay(scope);
      checkBlocker(scope);
    }
  },
  oneRelation,
];
