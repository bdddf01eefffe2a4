/** What decided about a job, in one line. */
import { toJson } from '../config/entries/json.js';
import type { RulesEntry } from '../config/job.js';
import type { Value } from '../config/value.js';
import type { DecidedBy } from './deciding-rule.js';

export function describeDecision(by: DecidedBy, included: boolean): string {
  switch (by.kind) {
    case 'rule':
      return `rule ${by.number}: ${describeEntry(by.entry)}`;
    case 'no-rule-matched':
      return by.count === 1 ? 'its only rule does not match' : `none of its ${by.count} rules match`;
    case 'only-except':
      return included ? 'only and except let it in' : 'only and except keep it out';
    case 'default':
      return included ? 'no conditions' : 'without rules it is in branch and tag pipelines only';
  }
}

function describeEntry(entry: RulesEntry): string {
  const clauses = (['if', 'changes', 'exists'] as const).flatMap(name => {
    const value = entry[name];
    return value === null ? [] : [`${name} ${describeClause(value)}`];
  });
  const condition = clauses.length === 0 ? 'always' : clauses.join(' and ');
  const effects = (['included', 'execution', 'delay', 'blocker', 'when'] as const).flatMap(name => {
    const field = entry[name];
    return field === null ? [] : [`${name}: ${field.value}`];
  });
  return [condition, ...effects].join(', ');
}

function describeClause(value: Value): string {
  return value.kind === 'scalar' ? value.text : JSON.stringify(toJson(value));
}
