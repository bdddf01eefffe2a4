/** A counterexample as a command and in words. */
import type { Config } from '../../config/config.js';
import { type Dialect, dialectOf } from '../../config/dialect.js';
import type { Counterexample } from '../../pipeline/compare/comparison.js';
import { type ContextInput, describeContext } from '../../pipeline/pipeline-context.js';
import { replayCommand, withDialect } from '../../pipeline/replay-command.js';
import type { SimulationEvent } from '../../pipeline/simulation.js';

export interface ReplayedFile {
  readonly file: string;
  readonly dialect: Dialect | null;
}

/** The command that shows a counterexample again. Where only the semantics differ, one file shows both sides. */
export function replayOf(
  { context, events, hazard }: Counterexample,
  { file, dialect }: ReplayedFile,
): string {
  const command = withDialect(replayCommand(file, context, events), dialect ?? undefined);
  return hazard === null ? command : `${command} --semantics both`;
}

/** A command has to be told of a syntax that neither the file names nor the one of today is. */
export function dialectToTell({ dialect, files }: Config): Dialect | null {
  if (dialect === 'current') return null;
  return dialectOf(files[0]?.stream.source.text ?? '') === dialect ? null : dialect;
}

/** "a pipeline of a push to `main`, when `build` fails". */
export function describeStory({ context, events }: Counterexample): string {
  const happened = describeEvents(events).join(', ');
  return `${describePipeline(context)}${happened === '' ? '' : `, when ${happened}`}`;
}

const SOURCES: Readonly<Record<string, string>> = {
  push: 'a push to',
  schedule: 'a schedule for',
  web: 'a run by hand for',
  api: 'a call of the API for',
  trigger: 'a trigger for',
  pipeline: 'another pipeline for',
  parent_pipeline: 'a parent pipeline for',
};

function describePipeline(input: ContextInput): string {
  const { source, ref, refKind } = describeContext(input);
  const what =
    refKind === 'merge request'
      ? 'a merge request'
      : `${SOURCES[source] ?? `\`CI_PIPELINE_SOURCE=${source}\` for`} ${refKind === 'tag' ? 'the tag ' : ''}\`${ref}\``;
  const facts = Object.entries(input.variables ?? {}).map(([name, value]) => `\`${name}=${value}\``);
  const changed = input.changes?.map(path => `\`${path}\``) ?? [];
  return [
    what,
    ...(facts.length === 0 ? [] : [` with ${facts.join(', ')}`]),
    ...(changed.length === 0 ? [] : [` that changes ${changed.join(', ')}`]),
  ].join('');
}

const VERBS: Readonly<Record<string, readonly [one: string, several: string]>> = {
  success: ['succeeds', 'succeed'],
  drop: ['fails', 'fail'],
  run: ['starts', 'start'],
  play: ['is played', 'are played'],
  cancel: ['is canceled', 'are canceled'],
  retry: ['is retried', 'are retried'],
  enqueue_scheduled: ['has waited its delay', 'have waited their delay'],
  callback: ['gets its callback', 'get their callback'],
};

/** One after the other; what happens to the same jobs at once is told in one breath. */
function describeEvents(events: readonly SimulationEvent[]): readonly string[] {
  const told: { readonly subject: string; readonly verbs: string[] }[] = [];
  for (const { event, jobs, exitCode } of events) {
    const subject = jobs === undefined ? 'the pipeline' : listOf(jobs);
    const [one, several] = VERBS[event] ?? [event, event];
    const code = exitCode === undefined ? '' : ` with exit code ${exitCode}`;
    const verb = `${(jobs?.length ?? 1) === 1 ? one : several}${code}`;
    const last = told.at(-1);
    if (last?.subject === subject) last.verbs.push(verb);
    else told.push({ subject, verbs: [verb] });
  }
  return told.map(({ subject, verbs }) => `${subject} ${verbs.join(' and then ')}`);
}

const MAX_NAMES = 6;

/** "`a`, `b` and `c`"; of many names the first ones. */
function listOf(jobs: readonly string[]): string {
  const names = jobs.map(job => `\`${job}\``);
  if (names.length > MAX_NAMES) return `${names.slice(0, 3).join(', ')} and ${names.length - 3} more jobs`;
  return names.length < 2 ? names.join('') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
}
