/** The command line that shows a witness again. */
import type { Dialect } from '../config/dialect.js';
import type { ContextInput } from './pipeline-context.js';
import type { EventName } from './processing/pipeline-event.js';
import type { SimulationEvent } from './simulation.js';

/** The options of `ci-lint simulate` for events; those that take no job too happen to the pipeline without one. */
export const EVENT_FLAGS: Readonly<Partial<Record<EventName, string>>> = {
  success: '--succeed',
  drop: '--fail',
  run: '--run',
  play: '--play',
  cancel: '--cancel',
  retry: '--retry',
  enqueue_scheduled: '--elapse',
  callback: '--callback',
};

/** For POSIX shells. Events without an option of their own are left out; `children` are the trigger jobs that lead to the child that is shown. */
export function replayCommand(
  path: string,
  context: ContextInput,
  events: readonly SimulationEvent[] = [],
  children: readonly string[] = [],
): string {
  const options = [
    ...contextOptions(context),
    ...children.map((job): CliOption => ['--child', job]),
    ...events.flatMap(eventOptions),
  ];
  return ['ci-lint', 'simulate', quoteWord(path), ...options.map(showOption)].join(' ');
}

/** The command for a configuration whose syntax was chosen from outside: neither its files nor the settings name it. */
export function withDialect(command: string, dialect: Dialect | undefined): string {
  return dialect === undefined ? command : `${command} --dialect ${dialect}`;
}

type CliOption = readonly [flag: string, value?: string];

function showOption([flag, value]: CliOption): string {
  if (value === undefined) return flag;
  return value.startsWith('-') ? quoteWord(`${flag}=${value}`) : `${flag} ${quoteWord(value)}`;
}

function contextOptions(context: ContextInput): CliOption[] {
  const { type, source, ref, branch, tag, default_branch: defaultBranch, variables, changes } = context;
  const tagName = tag === true ? ref : tag || undefined;
  const branchName = branch ?? (tag ? undefined : ref);
  const given: readonly (readonly [flag: string, value: string | undefined])[] = [
    ['--type', type],
    ['--source', source],
    ['--branch', branchName],
    ['--tag', tagName],
    ['--default-branch', defaultBranch],
  ];
  return [
    ...given.flatMap(([flag, value]): CliOption[] => (value === undefined ? [] : [[flag, value]])),
    ...(context.protected === undefined
      ? []
      : [[context.protected ? '--protected' : '--no-protected'] as const]),
    ...Object.entries(variables ?? {}).map(([name, value]): CliOption => ['--var', `${name}=${value}`]),
    ...(changes ?? []).map((changed): CliOption => ['--changes', changed]),
  ];
}

function eventOptions({ event, jobs, exitCode }: SimulationEvent): CliOption[] {
  const flag = EVENT_FLAGS[event];
  if (flag === undefined) return [];
  if (jobs === undefined) return [[flag]];
  if (exitCode !== undefined) return jobs.map(job => ['--fail-with', `${job}=${exitCode}`]);
  return jobs.map(job => [flag, job]);
}

function quoteWord(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}
