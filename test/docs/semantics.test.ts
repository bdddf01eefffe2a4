/** The page on the two semantics is executed: each YAML block is a configuration, the table after it says what happens. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Dialect } from '../../src/config/dialect.js';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import type { Pipeline } from '../../src/pipeline/pipeline.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import type { SemanticsName } from '../../src/pipeline/processing/semantics.js';
import { type SimulationEvent, startSimulation } from '../../src/pipeline/simulation.js';

const page = readFileSync(join(dirname(fileURLToPath(import.meta.url)), '../../docs/semantics.md'), 'utf8');
const EXAMPLE = /^```yaml( proposed)?\n([\s\S]*?)^```\n\n((?:\|.*\n)+)/gm;

interface Row {
  /** The pipeline begins anew. */
  readonly anew: boolean;
  readonly events: readonly SimulationEvent[];
  readonly subject: string;
  readonly outcomes: readonly string[];
}

interface Example {
  readonly line: number;
  readonly dialect: Dialect;
  readonly text: string;
  readonly semantics: readonly SemanticsName[];
  readonly rows: readonly Row[];
}

const COLUMNS: Readonly<Record<string, SemanticsName>> = { today: 'current', 'as proposed': 'proposed' };

const ANEW = 'instead ';

const EVENTS: readonly (readonly [pattern: RegExp, event: SimulationEvent['event']])[] = [
  [/^`([^`]+)` succeeds$/, 'success'],
  [/^`([^`]+)` fails$/, 'drop'],
  [/^`([^`]+)` starts$/, 'run'],
  [/^`([^`]+)` is played$/, 'play'],
  [/^`([^`]+)` is canceled$/, 'cancel'],
  [/^the delay of `([^`]+)` is over$/, 'enqueue_scheduled'],
  [/^the callback of `([^`]+)` arrives$/, 'callback'],
];

function readExamples(): readonly Example[] {
  return [...page.matchAll(EXAMPLE)].map(({ index, 1: proposed, 2: text = '', 3: table = '' }) => {
    const [head = [], , ...rows] = table.trimEnd().split('\n').map(cells);
    return {
      line: page.slice(0, index).split('\n').length + 1,
      dialect: proposed === undefined ? 'current' : 'proposed',
      text,
      semantics: head.slice(2).map(name => COLUMNS[name] ?? expect.fail(`a column ${name}`)),
      rows: rows.map(([after = '', subject = '', ...outcomes]) => ({
        anew: after.startsWith(ANEW),
        events: after === '' ? [] : after.replace(ANEW, '').split(', ').map(readEvent),
        subject,
        outcomes,
      })),
    };
  });
}

function cells(line: string): string[] {
  return line
    .slice(1, -1)
    .split('|')
    .map(cell => cell.trim());
}

function readEvent(words: string): SimulationEvent {
  for (const [pattern, event] of EVENTS) {
    const job = pattern.exec(words)?.[1];
    if (job !== undefined) return { event, jobs: [job] };
  }
  return expect.fail(`not an event: ${words}`);
}

function pipelineOf({ text, dialect }: Example): Pipeline {
  const files = memoryFiles({ '.gitlab-ci.yml': text });
  const config = resolveConfig({ root: '.gitlab-ci.yml', files, dialect });
  expect(config.problems).toEqual([]);
  return composePipeline(config, describeContext()).pipeline ?? expect.fail('no pipeline');
}

/** What each row says, as the given semantics answers. */
function answers(pipeline: Pipeline, semantics: SemanticsName, rows: readonly Row[]): readonly string[] {
  let simulation = startSimulation(pipeline, semantics);
  return rows.map(({ anew, events, subject }) => {
    if (anew) simulation = startSimulation(pipeline, semantics);
    for (const event of events) {
      expect(simulation.fire(event), `${event.event} ${event.jobs}`).toMatchObject({
        refused: [],
        unknown: [],
      });
    }
    const [, job = '', fetches] = /^`([^`]+)`( fetches)?$/.exec(subject) ?? [];
    if (fetches === undefined) {
      const { pipeline: whole, jobs } = simulation.statuses();
      return (subject === 'the pipeline' ? whole : jobs[job]) ?? expect.fail(`no job ${subject}`);
    }
    const sources = simulation.fetches(job).map(name => `\`${name}\``);
    return sources.length === 0 ? 'nothing' : sources.join(', ');
  });
}

describe('docs/semantics.md', () => {
  const examples = readExamples();

  it('has a table for every example', () => {
    expect(examples.length).toBe([...page.matchAll(/^```yaml/gm)].length);
    expect(examples.length).toBeGreaterThan(20);
  });

  it.each(examples.map(example => [example.line, example] as const))('line %d', (_, example) => {
    const pipeline = pipelineOf(example);
    // A manual job in the proposed syntax may fail or block or neither, which today's semantics cannot tell apart.
    if (example.dialect === 'proposed') expect(example.semantics).toEqual(['proposed']);
    const columns = example.semantics.map(name => answers(pipeline, name, example.rows));
    const shown = example.rows.map((_row, at) => {
      const outcomes = columns.map(column => column[at] ?? '');
      return new Set(outcomes).size > 1 ? outcomes.map(outcome => `**${outcome}**`) : outcomes;
    });
    expect(example.rows.map(({ outcomes }) => outcomes)).toEqual(shown);
  });
});
