/** From a simulation to a scenario file that expects what happened. */
import type { Dialect } from '../../config/dialect.js';
import type { ContextInput } from '../pipeline-context.js';
import type { Statuses } from '../processing/pipeline-state.js';
import type { SemanticsName } from '../processing/semantics.js';
import type { SimulationEvent } from '../simulation.js';

export interface ScenarioStep {
  /** Null for the first step, the creation. */
  readonly event: SimulationEvent | null;
  readonly statuses: Statuses;
}

export interface ScenarioRecord {
  /** Where the configuration is, from the root of the repository. */
  readonly file: string;
  readonly context: ContextInput;
  /** The syntax of the configuration; `current` when absent. */
  readonly dialect?: Dialect;
  readonly semantics: SemanticsName;
  readonly steps: readonly ScenarioStep[];
  /** Why there is no pipeline, if there is none. */
  readonly reason?: string | undefined;
}

/** The text of a scenario file in which every step expects all statuses. */
export function writeScenario(record: ScenarioRecord): string {
  const { file, dialect = 'current', context, semantics, steps, reason } = record;
  const lines = [`file: ${scalar(file)}`, ...contextLines(context)];
  if (dialect === 'proposed') lines.push('dialect: proposed');
  if (semantics !== 'current' || dialect !== 'current') lines.push(`semantics: ${semantics}`);
  if (reason !== undefined) lines.push('init:', `  reason: ${reason}`);
  const [first, ...later] = steps;
  if (first !== undefined) lines.push('init:', ...expectLines(first.statuses, '  '));
  if (later.length > 0) lines.push('transitions:');
  for (const { event, statuses } of later) lines.push(...eventLines(event), ...expectLines(statuses, '    '));
  return `${lines.join('\n')}\n`;
}

/** The files of the repository are left out: the scenario is run beside them. */
function contextLines(context: ContextInput): string[] {
  const entries = Object.entries(context).filter(([key, value]) => key !== 'exists' && value !== null);
  const lines = entries.flatMap(([key, value]) => {
    if (Array.isArray(value)) return [`  ${key}: [${value.map(item => scalar(String(item))).join(', ')}]`];
    if (typeof value !== 'object') return [`  ${key}: ${typeof value === 'string' ? scalar(value) : value}`];
    const members = Object.entries(value).map(
      ([name, text]) => `    ${scalar(name)}: ${scalar(String(text))}`,
    );
    return members.length === 0 ? [] : [`  ${key}:`, ...members];
  });
  return lines.length === 0 ? [] : ['context:', ...lines];
}

function eventLines(event: SimulationEvent | null): string[] {
  if (event === null) return [];
  const { jobs, exitCode } = event;
  return [
    `  - event: ${event.event}`,
    ...(jobs === undefined ? [] : [`    jobs: [${jobs.map(scalar).join(', ')}]`]),
    ...(exitCode === undefined ? [] : [`    exit_code: ${exitCode}`]),
  ];
}

function expectLines({ pipeline, stages, jobs }: Statuses, indent: string): string[] {
  const member = ([name, status]: [string, string]): string => `${indent}    ${scalar(name)}: ${status}`;
  return [
    `${indent}expect:`,
    `${indent}  pipeline: ${pipeline}`,
    `${indent}  stages:`,
    ...Object.entries(stages).map(member),
    `${indent}  jobs:`,
    ...Object.entries(jobs).map(member),
  ];
}

const RESERVED = /^(?:true|false|yes|no|on|off|null|y|n)$/i;

/** A YAML scalar that every parser reads as this text. */
function scalar(text: string): string {
  return /^[A-Za-z_./][\w./-]*(?: [\w./-]+)*$/.test(text) && !RESERVED.test(text)
    ? text
    : JSON.stringify(text);
}
