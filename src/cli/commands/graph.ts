import { extname } from 'node:path';
import { Option } from 'commander';
import type { Config } from '../../config/config.js';
import { composePipeline } from '../../pipeline/compose.js';
import { graphOfConfig, graphOfPipeline, type JobGraph } from '../../pipeline/draw/job-graph.js';
import { type ContextInput, describeContext } from '../../pipeline/pipeline-context.js';
import type { CliCommand } from '../command.js';
import { dialectNotes } from '../dialect-flag.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import { fitted } from '../help-text.js';
import {
  addConfigurationOptions,
  type ConfigurationFlags,
  openConfiguration,
} from '../open-configuration.js';
import { addContextOptions, type ContextFlags, contextOf } from '../simulate/context-flags.js';
import type { Terminal } from '../terminal.js';
import { writeOutput } from '../write-output.js';

const FORMATS = ['mermaid', 'dot', 'svg', 'html'] as const;

type GraphFormat = (typeof FORMATS)[number];

interface GraphFlags extends ContextFlags, ConfigurationFlags {
  readonly format?: GraphFormat;
  readonly output?: string;
}

const HELP = `
Without an option that describes an event, all jobs are drawn that can be in some pipeline; with one, those of the
pipeline of that event. The copies of a parallel job are one. Without --format the name of the output decides: .svg,
.html, .dot or .gv; anything else is Mermaid.

Examples:
  ci-lint graph -o pipeline.html                    a page to explore: point at a job, search
  ci-lint graph -o docs/pipeline.svg                a picture for a README, light and dark
  ci-lint graph --source merge_request_event        Mermaid for a merge request's description
  ci-lint graph --branch main --format dot | dot -Tpng > pipeline.png

Exit codes: 0 drawn, 1 GitLab would refuse the configuration or make no pipeline for the event.
`;

export const command: CliCommand<GraphFlags> = {
  configure: command => {
    addContextOptions(
      command
        .description('Draw the stages, needs and artifact flow of a configuration.')
        .argument('[path]', "the configuration (default: the repository's .gitlab-ci.yml)"),
    );
    command
      .addOption(new Option('-f, --format <format>', 'what is written').choices(FORMATS))
      .option('-o, --output <file>', 'write to a file instead of stdout');
    addConfigurationOptions(command).addHelpText('after', fitted(HELP));
  },
  run: async (operands, flags, terminal) => {
    const { resolve, files, project } = await openConfiguration(operands, 'graph', flags, terminal);
    const event = describesEvent(flags) ? contextOf(flags, files.list(), project) : null;
    const config = resolve(event ?? undefined);
    const { graph, title, problem } = event === null ? wholeGraph(config) : eventGraph(config, event);
    const text = await render(graph, formatOf(flags), title);
    const notes = dialectNotes([config], ({ root }) => root);
    for (const line of problem === null ? notes : [problem, ...notes])
      terminal.stderr.write(`ci-lint: ${line}\n`);
    if (graph.jobs.length === 0) return noJobs(problem, terminal);
    if (flags.output === undefined) terminal.stdout.write(text);
    else writeOutput(terminal.cwd, flags.output, text);
    return problem === null ? EXIT_CODE.clean : EXIT_CODE.findings;
  },
};

interface Drawing {
  readonly graph: JobGraph;
  readonly title: string;
  /** Why GitLab would not make this pipeline. */
  readonly problem: string | null;
}

function wholeGraph(config: Config): Drawing {
  const problem = config.valid
    ? null
    : 'GitLab would refuse this configuration; ci-lint lint says why. Drawn is what can be read of it.';
  return { graph: graphOfConfig(config), title: config.root, problem };
}

function eventGraph(config: Config, input: ContextInput): Drawing {
  const context = describeContext(input);
  const composition = composePipeline(config, context);
  const { reason, errors } = composition;
  return {
    graph: graphOfPipeline(composition),
    title: `${config.root} · ${context.source}, ${context.refKind} ${context.ref}`,
    problem: reason === null ? null : [`there is no pipeline: ${reason}.`, ...errors].join('\n  '),
  };
}

function noJobs(problem: string | null, { stderr }: Terminal): ExitCode {
  if (problem === null) stderr.write('ci-lint: no job to draw.\n');
  return EXIT_CODE.findings;
}

function describesEvent({
  type,
  source,
  branch,
  tag,
  protected: isProtected,
  ...flags
}: GraphFlags): boolean {
  const { var: variables, changes } = flags;
  return [type, source, branch, tag, isProtected, variables, changes].some(flag => flag !== undefined);
}

function formatOf({ format, output = '' }: GraphFlags): GraphFormat {
  if (format !== undefined) return format;
  switch (extname(output).toLowerCase()) {
    case '.svg':
      return 'svg';
    case '.html':
    case '.htm':
      return 'html';
    case '.dot':
    case '.gv':
      return 'dot';
    default:
      return 'mermaid';
  }
}

/** The layout library is loaded for pictures alone. */
async function render(graph: JobGraph, format: GraphFormat, title: string): Promise<string> {
  switch (format) {
    case 'mermaid':
      return (await import('../../pipeline/draw/graph-mermaid.js')).drawGraphMermaid(graph);
    case 'dot':
      return (await import('../../pipeline/draw/graph-dot.js')).drawGraphDot(graph);
    case 'svg':
      return (await import('../../reporters/graph/svg.js')).drawGraphSvg(graph, title);
    case 'html':
      return (await import('../../reporters/graph/html.js')).drawGraphHtml(graph, title);
  }
}
