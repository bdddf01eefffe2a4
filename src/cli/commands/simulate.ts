import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Config } from '../../config/config.js';
import { drawDot } from '../../pipeline/draw/dot.js';
import { drawMermaid } from '../../pipeline/draw/mermaid.js';
import type { ContextInput } from '../../pipeline/pipeline-context.js';
import { EVENT_FLAGS, replayCommand, withDialect } from '../../pipeline/replay-command.js';
import { EVENT_NAMES } from '../../pipeline/scenario/parse-scenario.js';
import { writeScenario } from '../../pipeline/scenario/write-scenario.js';
import type { SimulationEvent } from '../../pipeline/simulation.js';
import {
  type SemanticsChoice,
  type SimulationReport,
  simulateConfig,
} from '../../pipeline/simulation-report.js';
import { runBatch } from '../batch.js';
import { styleFor } from '../colour.js';
import type { CliCommand } from '../command.js';
import { dialectNotes } from '../dialect-flag.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import { fitted } from '../help-text.js';
import { pathFrom } from '../lint/display-path.js';
import {
  addConfigurationOptions,
  type ConfigurationFlags,
  openConfiguration,
} from '../open-configuration.js';
import { answerRequest } from '../simulate/answer-request.js';
import { addContextOptions, type ContextFlags, collect, contextOf } from '../simulate/context-flags.js';
import { openChild } from '../simulate/open-child.js';
import { renderReport } from '../simulate/render-report.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { writeOutput } from '../write-output.js';

interface SimulateFlags extends ContextFlags, ConfigurationFlags {
  readonly semantics?: SemanticsChoice;
  readonly format: 'text' | 'json' | 'mermaid' | 'dot';
  readonly explore?: true;
  readonly interactive?: true;
  readonly saveScenario?: string;
  readonly batch?: true;
  readonly child?: readonly string[];
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
  ci-lint simulate --tag v1.0.0 --child packages             the child pipeline that the job packages starts there
  ci-lint simulate --interactive                             pick jobs and events; ends with the command that replays them
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
        new Option(
          '--semantics <semantics>',
          'how the pipeline is processed (default: as the syntax it is written in)',
        ).choices(['current', 'proposed', 'both']),
      )
      .addOption(
        new Option('-f, --format <format>', 'how the answer is shown')
          .choices(['text', 'json', 'mermaid', 'dot'])
          .default('text'),
      );
    addConfigurationOptions(command)
      .option(
        '--child <job>',
        'the child pipeline that this trigger job starts; again for a child of that',
        collect,
      )
      .option('--explore', 'also say what can become of each job, over all failures and plays')
      .option('-i, --interactive', 'choose jobs and events on the terminal')
      .option('--save-scenario <file>', 'write what happens as a scenario file for ci-lint test')
      .option('--batch', 'answer the JSON lines of stdin')
      .addHelpText('after', fitted(HELP));
  },
  run: async (operands, flags, terminal) => {
    if (flags.batch === true) return runBatch(terminal, answerRequest);
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

async function simulateFile(
  operands: readonly string[],
  flags: SimulateFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const { target, files, project, resolve } = await openConfiguration(operands, 'simulate', flags, terminal);
  const event = contextOf(flags, files.list(), project);
  const parent = { config: resolve(event), context: event };
  const { config, context } = (flags.child ?? []).reduce(openChild, parent);
  const semantics = flags.semantics ?? config.dialect;
  const explore =
    flags.explore === true ? ({ explore: flags.format === 'json' ? 'traces' : 'answers' } as const) : {};
  const simulate = (events: readonly SimulationEvent[], explainAll = false): SimulationReport =>
    simulateConfig(config, { context, events, semantics, explainAll, ...explore });
  const show = (given: readonly SimulationEvent[]): SimulationReport => simulate(given, true);
  const events = flags.interactive === true ? await interact(flags, show, terminal) : flags.events;
  const report = simulate(events);
  for (const line of dialectNotes([config], ({ root }) => root)) terminal.stderr.write(`ci-lint: ${line}\n`);
  if (flags.saveScenario !== undefined) {
    if (flags.child !== undefined) throw new UsageError('a child pipeline cannot be saved as a scenario.');
    const text = scenarioOf(report, config, context, events);
    writeOutput(terminal.cwd, flags.saveScenario, text);
  }
  if (flags.interactive === true) {
    terminal.stdout.write(
      `${withDialect(replayCommand(pathFrom(terminal.cwd, join(target.root, target.path)), { ...parent.context, exists: null }, events, flags.child), flags.dialect)}\n`,
    );
  } else terminal.stdout.write(renderAs(report, flags, terminal));
  return isFine(report) ? EXIT_CODE.clean : EXIT_CODE.findings;
}

async function interact(
  { events, color }: SimulateFlags,
  simulate: (events: readonly SimulationEvent[]) => SimulationReport,
  terminal: Terminal,
): Promise<readonly SimulationEvent[]> {
  const { runInteractively } = await import('../simulate/interactive.js');
  return runInteractively(events, simulate, styleFor(terminal.stdout, terminal, color), terminal);
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
  { root, dialect }: Config,
  context: ContextInput,
  events: readonly SimulationEvent[],
): string {
  return writeScenario({
    file: root,
    dialect,
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
