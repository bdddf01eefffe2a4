/** Whether the variables of a job can ever lead back to themselves, which most never do whatever the event is. */
import type { Config } from '../config/config.js';
import type { Job } from '../config/job.js';
import { get, type Value } from '../config/value.js';
import { writtenVariableValues } from './job-variables.js';
import { findVariableCycle } from './variable-cycle.js';

interface Answers {
  readonly byJob: Map<Job, boolean>;
  /** Of jobs that have no variables but those of the pipeline. */
  plain: boolean | undefined;
  readonly rootValues: ReadonlyMap<string, readonly string[]>;
}

const memo = new WeakMap<Config, Answers>();

/** False when there is no cycle in any pipeline to which nobody gives variables that refer to others. */
export function canHaveVariableCycle(config: Config, job: Job): boolean {
  const answers = memo.get(config) ?? {
    byJob: new Map<Job, boolean>(),
    plain: undefined,
    rootValues: allRootValues(config),
  };
  memo.set(config, answers);
  const isPlain = job.variables.size === 0 && job.inheritedVariables === true;
  const known = isPlain ? answers.plain : answers.byJob.get(job);
  if (known !== undefined) return known;
  const answer = findVariableCycle(writtenVariableValues(config, job, answers.rootValues)) !== null;
  if (isPlain) answers.plain = answer;
  else answers.byJob.set(job, answer);
  return answer;
}

/** The variables at the top with all values that rules of the workflow can give them. */
function allRootValues({ variables, workflow }: Config): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, string[]>([...variables].map(([name, { value }]) => [name, [value]]));
  for (const { variables: own } of workflow?.rules ?? []) {
    for (const [name, { value }] of own?.entries ?? []) {
      const text = textOf(value);
      if (text !== undefined) values.set(name, [...(values.get(name) ?? []), text]);
    }
  }
  return values;
}

function textOf(value: Value): string | undefined {
  const scalar = value.kind === 'mapping' ? get(value, 'value') : value;
  return scalar?.kind === 'scalar' ? scalar.text : undefined;
}
