import { type Command, Option } from 'commander';
import type { Config } from '../../config/config.js';
import { memoryFiles } from '../../config/files.js';
import { resolveConfig } from '../../config/resolve.js';
import { diskRepository } from '../../host/repository.js';
import type { ContextInput } from '../../pipeline/pipeline-context.js';
import type { EventName } from '../../pipeline/processing/pipeline-event.js';
import { EVENT_NAMES } from '../../pipeline/scenario/parse-scenario.js';
import type { SimulationEvent } from '../../pipeline/simulation.js';
import {
  type SemanticsChoice,
  type SimulationReport,
  simulateConfig,
} from '../../pipeline/simulation-report.js';
import { BadRequest, isRecord, runBatch, textsOf } from '../batch.js';
import { styleFor } from '../colour.js';
import type { CliCommand } from '../command.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import { findTargets } from '../lint/targets.js';
import { addContextOptions, type ContextFlags, contextOf } from '../simulate/context-flags.js';
import { renderReport } from '../simulate/render-report.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';

interface SimulateFlags extends ContextFlags {
  readonly semantics: SemanticsChoice;
  readonly format: 'text' | 'json';
  readonly root?: string;
  readonly batch?: true;
  readonly color?: boolean;
  /** In the order of the command line. */
  readonly events: readonly SimulationEvent[];
}

const HELP = `
Events happen in the order in which they are given. A job is named as in the pipeline; the name of a parallel job
stands for all its copies, and * for all jobs that are running.

Examples:
  ci-lint simulate --branch feature                          the pipeline of a push to a branch
  ci-lint simulate --source merge_request_event --changes src/app.ts
  ci-lint simulate --succeed build --fail test               and what happens when test fails
  ci-lint simulate --semantics both --play deploy            today's semantics beside the proposed ones
  ci-lint simulate --batch < lines.jsonl                     lines {"files": {...}, "context": {...}, "events": [...]}

Exit codes: 0 there is a pipeline and all events were possible, 1 there is none or one was not.
`;

const EVENT_OPTIONS: readonly (readonly [flag: string, event: EventName, help: string])[] = [
  ['--succeed <job>', 'success', 'the job succeeds; repeatable, as all events are'],
  ['--fail <job>', 'drop', 'the job fails'],
  ['--run <job>', 'run', 'a runner takes the job'],
  ['--play <job>', 'play', 'someone plays the manual job'],
  ['--cancel [job]', 'cancel', 'the job is canceled; without a job, the pipeline'],
  ['--retry [job]', 'retry', 'the job is retried; without a job, the pipeline'],
  ['--elapse <job>', 'enqueue_scheduled', 'the delay of the job is over'],
  ['--callback <job>', 'callback', 'the callback of an async job arrives (proposed semantics)'],
];

export const command: CliCommand<SimulateFlags> = {
  configure: command => {
    addContextOptions(
      command
        .description('Show the pipeline GitLab would make for an event, and what happens in it.')
        .argument('[path]', "the configuration (default: the repository's .gitlab-ci.yml)"),
    );
    addEventOptions(command);
    command
      .addOption(
        new Option('--semantics <semantics>', 'how the pipeline is processed')
          .choices(['current', 'proposed', 'both'])
          .default('current'),
      )
      .addOption(
        new Option('-f, --format <format>', 'how the answer is shown')
          .choices(['text', 'json'])
          .default('text'),
      )
      .option('--root <folder>', 'where local includes start from (default: the folder with .git)')
      .option('--batch', 'answer the JSON lines of stdin')
      .addHelpText('after', HELP);
  },
  run: async (operands, flags, terminal) => {
    if (flags.batch === true) return runBatch(terminal, answerRequest);
    if (operands.length > 1) throw new UsageError('simulate takes one configuration.');
    return simulateFile(operands, flags, terminal);
  },
};

/** One list for all event options keeps their order. */
function addEventOptions(command: Command): void {
  const events: SimulationEvent[] = [];
  command.setOptionValue('events', events);
  for (const [flag, event, help] of EVENT_OPTIONS) {
    command.addOption(
      new Option(flag, help).argParser((job: string) => {
        events.push({ event, jobs: [job] });
        return job;
      }),
    );
    const name = /^--(\w+) \[/.exec(flag)?.[1];
    if (name !== undefined) {
      command.on(`option:${name}`, (job: string | null) => {
        if (job === null) events.push({ event });
      });
    }
  }
}

function simulateFile(operands: readonly string[], flags: SimulateFlags, terminal: Terminal): ExitCode {
  const [target] = findTargets(operands, { cwd: terminal.cwd, root: flags.root });
  if (target === undefined) throw new UsageError('there is nothing to simulate.');
  const files = diskRepository(target.root);
  const answer = files.read(target.path);
  if (!answer.ok) throw new UsageError(`${target.path} ${answer.reason}.`);
  const config = resolveConfig({ root: target.path, files });
  const report = simulateConfig(config, {
    context: contextOf(flags, files.list()),
    events: flags.events,
    semantics: flags.semantics,
  });
  const { stdout } = terminal;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report)}\n`);
  else stdout.write(renderReport(report, styleFor(stdout, terminal, flags.color)));
  return isFine(report) ? EXIT_CODE.clean : EXIT_CODE.findings;
}

function isFine({ created, steps }: SimulationReport): boolean {
  return created && steps.every(({ refused, unknown }) => refused.length === 0 && unknown.length === 0);
}

function answerRequest(request: Readonly<Record<string, unknown>>): SimulationReport {
  const files = textsOf(request, 'files');
  const root = typeof request.root === 'string' ? request.root : '.gitlab-ci.yml';
  const config: Config = resolveConfig({ root, files: memoryFiles(files) });
  const context = request.context ?? {};
  if (!isRecord(context)) throw new BadRequest('context should be an object');
  const exists = Array.isArray(context.exists) ? context.exists.map(String) : Object.keys(files);
  return simulateConfig(config, {
    context: { ...contextRequest(context), exists },
    events: eventsRequest(request.events ?? []),
    semantics:
      request.semantics === 'proposed' || request.semantics === 'both' ? request.semantics : 'current',
  });
}

/** Members of another type than they should have are refused. */
function contextRequest(context: Readonly<Record<string, unknown>>): ContextInput {
  const texts = ['type', 'source', 'ref', 'branch', 'default_branch', 'project_path'] as const;
  const flags = ['merge_request', 'protected'] as const;
  const input: Record<string, unknown> = {};
  for (const key of texts) if (typeof context[key] === 'string') input[key] = context[key];
  for (const key of flags) if (typeof context[key] === 'boolean') input[key] = context[key];
  if (typeof context.tag === 'string' || typeof context.tag === 'boolean') input.tag = context.tag;
  for (const key of ['variables', 'predefined'] as const) {
    if (context[key] !== undefined && context[key] !== null) input[key] = textsOf(context, key);
  }
  if (Array.isArray(context.changes)) input.changes = context.changes.map(String);
  // Each member has just been checked.
  return input as ContextInput;
}

function eventsRequest(events: unknown): SimulationEvent[] {
  if (!Array.isArray(events)) throw new BadRequest('events should be a list');
  return events.map((item: unknown) => {
    if (!isRecord(item)) throw new BadRequest('an event should be an object');
    const event = EVENT_NAMES.find(name => name === item.event);
    if (event === undefined) throw new BadRequest(`there is no event ${String(item.event)}`);
    return {
      event,
      ...(Array.isArray(item.jobs) ? { jobs: item.jobs.map(String) } : {}),
      ...(typeof item.exit_code === 'number' ? { exitCode: item.exit_code } : {}),
    };
  });
}
