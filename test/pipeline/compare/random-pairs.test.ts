import { describe, expect, it } from 'vitest';
import { compareBehaviour } from '../../../src/pipeline/compare/compare-behaviour.js';
import type { Comparison, Counterexample, Side } from '../../../src/pipeline/compare/comparison.js';
import { runEvents } from '../../../src/pipeline/compare/counterexample.js';
import { composePipeline } from '../../../src/pipeline/compose.js';
import { describeContext } from '../../../src/pipeline/pipeline-context.js';
import { buildModel } from '../../../src/pipeline/processing/pipeline-model.js';
import { readStatuses, type Statuses } from '../../../src/pipeline/processing/pipeline-state.js';
import { type SimulationEvent, semanticsByName } from '../../../src/pipeline/simulation.js';
import { configOf } from '../configuration.js';
import { bruteForce } from './brute-force.js';
import { randomConfig } from './random-config.js';

const SEEDS = Number(process.env.CI_LINT_SEEDS ?? 120);
const FIRST = Number(process.env.CI_LINT_FIRST_SEED ?? 1);
const JOBS = Number(process.env.CI_LINT_JOBS ?? 3);

function replay(
  { config, semantics }: Side,
  { context }: Counterexample,
  events: readonly SimulationEvent[],
): Statuses {
  const { pipeline } = composePipeline(config, describeContext(context));
  if (pipeline === null) throw new Error('there is no pipeline to replay in');
  const model = buildModel(pipeline);
  return readStatuses(model, runEvents({ model, semantics: semanticsByName(semantics) }, events).state);
}

/** What a status is called in a difference, without what is told of it in brackets. */
function shown(statuses: Statuses, job: string | null): string | undefined {
  return (job === null ? statuses.pipeline : statuses.jobs[job])?.replaceAll('_', ' ');
}

function check(seed: number, before: Side, after: Side): Comparison {
  const comparison = compareBehaviour(before, after);
  const expected = bruteForce(before, after);
  const subjects = [{ job: null, ...comparison.pipeline }, ...comparison.jobs];
  for (const finding of subjects) {
    const where = `seed ${seed}, ${finding.job ?? 'the pipeline'}`;
    expect(finding.verdict, where).not.toBe('unproven');
    if (expected.has(finding.job)) expect(finding.verdict, where).toBe('changed');
    if (finding.verdict !== 'changed') continue;
    const { counterexample } = finding;
    const [first] = counterexample.differences;
    expect(first?.job, where).toBe(finding.job);
    expect(first?.before, where).not.toBe(first?.after);
    if (first === undefined || (first.aspect !== 'status' && first.aspect !== 'start')) continue;
    const told = [first.before, first.after].map(text => text.replace(/ \(.*/, ''));
    const replayed = [before, after].map(side =>
      shown(replay(side, counterexample, counterexample.events), finding.job),
    );
    expect(replayed, where).toEqual(told);
    if (finding.job !== null) expectShortest(where, [before, after], counterexample, finding.job);
  }
  return comparison;
}

/** Whatever is left out, the job does not differ any more: not all that decides about it has happened. */
function expectShortest(
  where: string,
  sides: readonly Side[],
  counterexample: Counterexample,
  job: string,
): void {
  const single = counterexample.events.flatMap(event =>
    (event.jobs ?? []).map(name => ({ ...event, jobs: [name] })),
  );
  for (const at of single.keys()) {
    const without = single.filter((_, index) => index !== at);
    const [was, is] = sides.map(side => shown(replay(side, counterexample, without), job));
    const undecided = was === 'created' || is === 'created' || was === 'pending' || is === 'pending';
    expect(
      was === is || undecided || was === 'success' || is === 'success',
      `${where}, less event ${at}`,
    ).toBe(true);
  }
}

describe('random configurations', () => {
  it('compares both semantics as brute force does', () => {
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const config = configOf(randomConfig(seed, JOBS).text);
      if (!config.valid) continue;
      check(seed, { config, semantics: 'current' }, { config, semantics: 'proposed' });
    }
  });

  it('compares mutants as brute force does', () => {
    let changed = 0;
    for (let seed = FIRST; seed < FIRST + SEEDS; seed++) {
      const { text, mutant } = randomConfig(seed, JOBS);
      const [config, other] = [configOf(text), configOf(mutant)];
      if (!config.valid || !other.valid) continue;
      for (const semantics of ['current', 'proposed'] as const) {
        const { verdict } = check(seed, { config, semantics }, { config: other, semantics });
        if (verdict === 'changed') changed++;
      }
    }
    expect(changed).toBeGreaterThan(SEEDS / 4);
  });
});
