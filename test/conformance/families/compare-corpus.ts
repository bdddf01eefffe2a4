import { join } from 'node:path';
import { type CorpusEntry, readCorpus } from '../../../scripts/corpus.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { compareBehaviour } from '../../../src/pipeline/compare/compare-behaviour.js';
import type { Comparison, Counterexample, Side } from '../../../src/pipeline/compare/comparison.js';
import { runEvents } from '../../../src/pipeline/compare/counterexample.js';
import { composePipeline } from '../../../src/pipeline/compose.js';
import { describeContext } from '../../../src/pipeline/pipeline-context.js';
import { buildModel } from '../../../src/pipeline/processing/pipeline-model.js';
import { readStatuses } from '../../../src/pipeline/processing/pipeline-state.js';
import { semanticsByName } from '../../../src/pipeline/simulation.js';
import type { Family, Verdict } from '../family.js';

/** CPU time, so that a busy machine does not matter. */
const MAX_SECONDS = Number(process.env.CI_LINT_COMPARE_SECONDS ?? 10);

/**
 * Real configurations under both semantics, as far as their files are known: every counterexample replays from scratch, compared
 * with itself a configuration is the same, and none takes long. Figures of all verdicts are printed at the end.
 */
function* verdicts(oracle: string): Generator<Verdict> {
  const figures = new Map<string, number>();
  const add = (name: string, by = 1): void => void figures.set(name, (figures.get(name) ?? 0) + by);
  for (const entry of readCorpus(join(oracle, '../corpus'))) {
    yield { id: entry.name, disagreement: examine(entry, add) };
  }
  for (const [name, value] of [...figures].sort()) console.log(`    ${value.toFixed(0).padStart(6)} ${name}`);
}

function examine({ root, files }: CorpusEntry, add: (name: string, by?: number) => void): string | null {
  const config = resolveConfig({ root, files: memoryFiles(files) });
  const [before, after]: Side[] = [
    { config, semantics: 'current' },
    { config, semantics: 'proposed' },
  ];
  if (before === undefined || after === undefined) return null;
  const started = process.cpuUsage();
  const comparison = compareBehaviour(before, after, { unread: 'absent' });
  const seconds = process.cpuUsage(started).user / 1e6;
  add('milliseconds', seconds * 1000);
  count(comparison, add);
  if (seconds > MAX_SECONDS) return `takes ${seconds.toFixed(1)} s`;
  const itself = compareBehaviour(before, before, { unread: 'absent' });
  if (itself.verdict !== 'preserved') return 'is not the same as itself';
  for (const finding of [{ job: null, ...comparison.pipeline }, ...comparison.jobs]) {
    if (finding.verdict !== 'changed') continue;
    const fault = replayFault(finding.job, finding.counterexample, [before, after]);
    if (fault !== null) return fault;
  }
  return null;
}

function count({ pipeline, jobs }: Comparison, add: (name: string) => void): void {
  for (const [of, findings] of [
    ['pipelines', [pipeline]],
    ['jobs', jobs],
  ] as const) {
    for (const finding of findings) {
      add(`${of} ${finding.verdict}`);
      if (finding.verdict === 'changed')
        add(`${of} changed by ${finding.counterexample.hazard ?? 'something else'}`);
      if (finding.verdict === 'unproven') add(`${of} unproven: ${finding.reason}`);
    }
  }
}

/** Composes and runs both sides anew. */
function replayFault(
  job: string | null,
  { context, events, differences }: Counterexample,
  sides: readonly Side[],
): string | null {
  const [first] = differences;
  if (first === undefined || first.job !== job) return `${job ?? 'the pipeline'} is not the first difference`;
  const replayed = sides.map(({ config, semantics }) => {
    const { pipeline } = composePipeline(config, describeContext(context));
    if (pipeline === null) return 'no pipeline';
    const model = buildModel(pipeline);
    const statuses = readStatuses(
      model,
      runEvents({ model, semantics: semanticsByName(semantics) }, events).state,
    );
    return (job === null ? statuses.pipeline : (statuses.jobs[job] ?? '')).replaceAll('_', ' ');
  });
  const told = [first.before, first.after].map(text => text.replace(/ \(.*/, ''));
  if (JSON.stringify(replayed) === JSON.stringify(told)) return null;
  return `${job ?? 'the pipeline'}: told ${told.join(' → ')}, replayed ${replayed.join(' → ')}`;
}

export const family: Family = { name: 'compare-corpus', verdicts };
