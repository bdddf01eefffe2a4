/** What rules say of outcomes, beside all states that small random pipelines can reach. */
import { expect, test } from 'vitest';
import { pipelineNeverFinishes } from '../../rules/control-flow/pipeline-never-finishes.js';
import { stageDagDivergence } from '../../rules/control-flow/stage-dag-divergence.js';
import { lintConfig } from '../../src/linter/lint.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import { searchStates } from '../../src/pipeline/explore/state-search.js';
import type { Pipeline } from '../../src/pipeline/pipeline.js';
import { describeContext } from '../../src/pipeline/pipeline-context.js';
import { currentSemantics } from '../../src/pipeline/processing/current.js';
import { buildModel } from '../../src/pipeline/processing/pipeline-model.js';
import { readStatuses, type Statuses } from '../../src/pipeline/processing/pipeline-state.js';
import { configOf } from '../pipeline/configuration.js';
import { randomFrom } from '../pipeline/random-pipeline.js';

/** Enough for each rule to speak some dozen times. */
const SEEDS = 600;

const WHENS = ['on_success', 'on_success', 'on_failure', 'always', 'manual', 'manual', 'delayed'] as const;

/** Up to six jobs in three stages; nothing that GitLab refuses. */
function randomText(seed: number): string {
  const random = randomFrom(seed);
  const count = 2 + Math.floor(random() * 5);
  const stages = Array.from({ length: count }, () => Math.floor(random() * 3)).sort((a, b) => a - b);
  const jobs = stages.map((stage, index) => {
    const when = WHENS[Math.floor(random() * WHENS.length)] ?? 'on_success';
    const needs = Array.from({ length: index }, (_, other) => `j${other}`).filter(() => random() < 0.4);
    return [
      `j${index}:`,
      `  stage: s${stage}`,
      '  script: x',
      `  when: ${when}`,
      ...(when === 'delayed' ? ['  start_in: 1 hour'] : []),
      ...(random() < 0.4 ? [`  allow_failure: ${random() < 0.4}`] : []),
      ...(random() < 0.4 ? [`  needs: [${needs.join(', ')}]`] : []),
    ].join('\n');
  });
  return `stages: [s0, s1, s2]\n${jobs.join('\n')}\n`;
}

interface Case {
  readonly pipeline: Pipeline;
  readonly told: readonly string[];
  /** All states in which nothing moves by itself. */
  readonly resting: readonly Statuses[];
}

const RULES = [pipelineNeverFinishes, stageDagDivergence];

const memo = new Map<number, Case | null>();

function readCase(seed: number): Case | null {
  const known = memo.get(seed);
  if (known !== undefined) return known;
  const seen = exploreCase(seed);
  memo.set(seed, seen);
  return seen;
}

function exploreCase(seed: number): Case | null {
  const config = configOf(randomText(seed));
  const { pipeline } = composePipeline(config, describeContext());
  if (!config.valid || pipeline === null) return null;
  const { diagnostics } = lintConfig(config, RULES, {
    preset: 'all',
    rules: { 'pipeline-never-finishes': { options: { finalGates: true } } },
    overrides: [],
    inlineIgnores: true,
  });
  const model = buildModel(pipeline);
  const graph = searchStates({ model, semantics: currentSemantics }, { limit: 20_000 });
  if (!graph.complete) return null;
  const resting = graph.states.filter((_, at) => graph.resting[at] === true);
  return {
    pipeline,
    told: diagnostics.map(({ message }) => message.what),
    resting: resting.map(state => readStatuses(model, state)),
  };
}

test('pipeline-never-finishes tells of handlers that wait after a failure, all of them and no others', () => {
  let found = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const seen = readCase(seed);
    if (seen === null) continue;
    const told = seen.told.flatMap(what => /^When `.*` fails, `(.*)` does not run/.exec(what)?.[1] ?? []);
    const real = seen.pipeline.jobs.filter(
      job =>
        (job.when === 'on_failure' || job.when === 'always') &&
        seen.resting.some(state => waits(seen.pipeline, state, job.name)),
    );
    expect(told.sort(), `seed ${seed}`).toEqual(real.map(({ name }) => name).sort());
    found += told.length;
  }
  expect(found).toBeGreaterThan(15);
});

/** The job waits though one right before it, that nobody played, has failed and is not allowed to. */
function waits({ jobs, stages }: Pipeline, state: Statuses, name: string): boolean {
  const job = jobs.find(other => other.name === name);
  if (job === undefined || state.jobs[name] !== 'created') return false;
  const stage = stages.indexOf(job.stage);
  const before =
    job.needs === null
      ? jobs.filter(other => stages.indexOf(other.stage) < stage)
      : jobs.filter(other => job.needs?.some(need => need.job === other.name));
  return before.some(
    other =>
      other.execution !== 'manual' && state.jobs[other.name] === 'failed' && other.allowFailure !== true,
  );
}

test('pipeline-never-finishes tells of gates that nothing waits for, where the pipeline stays blocked', () => {
  let found = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const seen = readCase(seed);
    if (seen === null) continue;
    for (const what of seen.told) {
      const job = /stays blocked until somebody plays `(.*)`, though/.exec(what)?.[1];
      if (job === undefined) continue;
      found++;
      const blocked = seen.resting.filter(
        ({ pipeline, jobs }) =>
          pipeline === 'manual' && jobs[job] === 'manual' && !Object.values(jobs).includes('created'),
      );
      expect(blocked.length, `seed ${seed}: ${what}`).toBeGreaterThan(0);
    }
  }
  expect(found).toBeGreaterThan(20);
});

test('stage-dag-divergence tells of skipped jobs only where they can be skipped', () => {
  let found = 0;
  for (let seed = 0; seed < SEEDS; seed++) {
    const seen = readCase(seed);
    for (const what of seen?.told ?? []) {
      const job = /^`(.*?)` is skipped when/.exec(what)?.[1];
      if (job === undefined) continue;
      found++;
      expect(
        seen?.resting.some(({ jobs }) => jobs[job] === 'skipped'),
        `seed ${seed}: ${what}`,
      ).toBe(true);
    }
  }
  expect(found).toBeGreaterThan(20);
});
