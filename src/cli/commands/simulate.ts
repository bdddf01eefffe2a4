import { type Command, Option } from 'commander';
import type { Config } from '../../config/config.js';
import { memoryFiles } from '../../config/files.js';
import { resolveConfig } from '../../config/resolve.js';
import { diskRepository } from '../../host/repository.js';
import { drawDot } from '../../pipeline/draw/dot.js';
import { drawMermaid } from '../../pipeline/draw/mermaid.js';
import type { ContextInput } from '../../pipeline/pipeline-context.js';
import { EVENT_FLAGS } from '../../pipeline/replay-command.js';
import { EVENT_NAMES } from '../../pipeline/scenario/parse-scenario.js';
import { writeScenario } from '../../pipeline/scenario/write-scenario.js';
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
import { writeOutput } from '../write-output.js';

interface SimulateFlags extends ContextFlags {
  readonly semantics: SemanticsChoice;
  readonly format: 'text' | 'json' | 'mermaid' | 'dot';
  readonly root?: string;
  readonly saveScenario?: string;
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
  ci-lint simulate --fail test --save-scenario test-fails.scenario.yml
  ci-lint simulate --semantics both --play deploy            today's semantics beside the proposed ones
  ci-lint simulate --batch < lines.jsonl                     lines {"files": {...}, "context": {...}, "events": [...]}

Exit codes: 0 there is a pipeline and all events were possible, 1 there is none or one was not.
`;

const EVENT_HELP: Readonly<Record<string, string>> = {
  success: 'the job succeeds; repeatable, as all events are',
  drop: 'the job fails',
  run: 'a runner takes the job',
  play: 'someone plays the manual job',
  cancel: 'the job is canceled; without a job, the pipeline',
  retry: 'the job is retried; without a job, the pipeline',
  enqueue_scheduled: 'the delay of the job is over',
  callback: 'the callback of an async job arrives (proposed semantics)',
};

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
          .choices(['text', 'json', 'mermaid', 'dot'])
          .default('text'),
      )
      .option('--root <folder>', 'where local includes start from (default: the folder with .git)')
      .option('--save-scenario <file>', 'write what happens as a scenario file for ci-lint test')
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
  for (const [name, flag] of Object.entries(EVENT_FLAGS)) {
    const event = EVENT_NAMES.find(known => known === name) ?? 'process';
    const optional = event === 'cancel' || event === 'retry';
    command.addOption(
      new Option(`${flag} ${optional ? '[job]' : '<job>'}`, EVENT_HELP[event]).argParser((job: string) => {
        events.push({ event, jobs: [job] });
        return job;
      }),
    );
    if (!optional) continue;
    command.on(`option:${flag.slice(2)}`, (job: string | null) => {
      if (job === null) events.push({ event });
    });
  }
  command.addOption(
    new Option('--fail-with <job=code>', 'the job fails with this exit code').argParser((text: string) => {
      const [, job, code] = /^(.+)=(\d+)$/.exec(text) ?? [];
      if (job === undefined) throw new UsageError(`${text} is not of the form job=code.`);
      events.push({ event: 'drop', jobs: [job], exitCode: Number(code) });
      return text;
    }),
  );
}

function simulateFile(operands: readonly string[], flags: SimulateFlags, terminal: Terminal): ExitCode {
  const [target] = findTargets(operands, { cwd: terminal.cwd, root: flags.root });
  if (target === undefined) throw new UsageError('there is nothing to simulate.');
  const files = diskRepository(target.root);
  const answer = files.read(target.path);
  if (!answer.ok) throw new UsageError(`${target.path} ${answer.reason}.`);
  const config = resolveConfig({ root: target.path, files });
  const context = contextOf(flags, files.list());
  const report = simulateConfig(config, { context, events: flags.events, semantics: flags.semantics });
  if (flags.saveScenario !== undefined) {
    const text = scenarioOf(report, target.path, context, flags.events);
    writeOutput(terminal.cwd, flags.saveScenario, text);
  }
  terminal.stdout.write(renderAs(report, flags, terminal));
  return isFine(report) ? EXIT_CODE.clean : EXIT_CODE.findings;
}

function renderAs(report: SimulationReport, { format, color }: SimulateFlags, terminal: Terminal): string {
  switch (format) {
    case 'json':
      return `${JSON.stringify(report)}\n`;
    case 'mermaid':
      return drawMermaid(report);
    case 'dot':
      return drawDot(report);
    case 'text':
      return renderReport(report, styleFor(terminal.stdout, terminal, color));
  }
}

/** With both semantics, what happens in the current one. */
function scenarioOf(
  { steps, semantics, reason }: SimulationReport,
  file: string,
  context: ContextInput,
  events: readonly SimulationEvent[],
): string {
  return writeScenario({
    file,
    context,
    semantics: semantics === 'proposed' ? 'proposed' : 'current',
    reason,
    steps: steps.map(({ jobs, statuses }, index) => {
      const event = events[index - 1];
      // The jobs of the step: names of parallel jobs and * are resolved there.
      const named = event?.jobs === undefined ? event : { ...event, jobs };
      return { event: named ?? null, statuses };
    }),
  });
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
