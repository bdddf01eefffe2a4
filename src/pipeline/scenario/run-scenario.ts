/** Plays a scenario and compares. */
import type { Config } from '../../config/config.js';
import { type Composition, composePipeline } from '../compose.js';
import { describeContext } from '../pipeline-context.js';
import type { Statuses } from '../processing/pipeline-state.js';
import { type Simulation, startSimulation } from '../simulation.js';
import type { Check, ExpectedStatuses, InitialCheck, Scenario, Transition } from './scenario.js';

export interface ScenarioFailure {
  /** `init`, or the number of the transition and its event: `2 drop build`. */
  readonly step: string;
  /** What differs: `pipeline`, `jobs.deploy`, `fetches.deploy`, `event`. */
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
  /** Why it is what it is, where we can say it. */
  readonly why?: string;
}

/** What does not hold, in the order of the steps; empty when the scenario passes. */
export function runScenario(config: Config, scenario: Scenario): readonly ScenarioFailure[] {
  const composition = composePipeline(config, describeContext(scenario.context));
  const failures = compareCreation(composition, scenario.init);
  if (failures.length > 0 || composition.pipeline === null) return failures;
  const simulation = startSimulation(composition.pipeline, scenario.semantics ?? config.dialect);
  return [
    ...compareStep(simulation, 'init', scenario.init),
    ...scenario.transitions.flatMap((transition, index) => runTransition(simulation, transition, index + 1)),
  ];
}

function compareCreation({ reason, errors }: Composition, init: InitialCheck): ScenarioFailure[] {
  const wanted = init.created ?? true;
  if ((reason === null) !== wanted || (init.reason !== undefined && init.reason !== reason)) {
    const actual = reason === null ? 'created' : [reason, ...errors].join(': ');
    return [
      { step: 'init', path: 'created', expected: wanted ? 'created' : (init.reason ?? 'none'), actual },
    ];
  }
  return [];
}

function runTransition(simulation: Simulation, transition: Transition, number: number): ScenarioFailure[] {
  const { event, jobs, exitCode } = transition;
  const step = [number, event, ...(jobs ?? [])].join(' ');
  const before = simulation.statuses().jobs;
  const outcome = simulation.fire({
    event,
    ...(jobs === undefined ? {} : { jobs }),
    ...(exitCode === undefined ? {} : { exitCode }),
  });
  // GitLab answers a play or retry that cannot be done politely, and fails on any other event.
  const refused = event === 'play' || event === 'retry' ? [] : outcome.refused;
  return [
    ...outcome.unknown.map(job => eventFailure(step, `${job} in the pipeline`, 'absent')),
    ...refused.map(job => eventFailure(step, `${job} accepts ${event}`, `it is ${before[job]}`)),
    ...compareStep(simulation, step, transition),
  ];
}

function eventFailure(step: string, expected: string, actual: string): ScenarioFailure {
  return { step, path: 'event', expected, actual };
}

function compareStep(simulation: Simulation, step: string, check: Check): ScenarioFailure[] {
  const statuses = simulation.statuses();
  const found = [
    ...(check.expect === undefined ? [] : compareStatuses(statuses, check.expect, true)),
    ...(check.includes === undefined ? [] : compareStatuses(statuses, check.includes, false)),
    ...compareFetches(simulation, check.fetches ?? {}),
  ];
  return found.map(({ job, ...difference }) => {
    const known = job !== undefined && statuses.jobs[job] !== undefined;
    return { step, ...difference, ...(known ? { why: simulation.why(job) } : {}) };
  });
}

interface Difference {
  readonly path: string;
  readonly expected: string;
  readonly actual: string;
  readonly job?: string;
}

function compareStatuses(actual: Statuses, expected: ExpectedStatuses, exact: boolean): Difference[] {
  const found: Difference[] = [];
  if (expected.pipeline !== undefined || exact) {
    const wanted = expected.pipeline ?? 'nothing';
    if (wanted !== actual.pipeline)
      found.push({ path: 'pipeline', expected: wanted, actual: actual.pipeline });
  }
  for (const part of ['stages', 'jobs'] as const) {
    const wanted = expected[part] ?? {};
    const given = actual[part];
    const names = exact ? [...new Set([...Object.keys(wanted), ...Object.keys(given)])] : Object.keys(wanted);
    for (const name of names) {
      const [want, have] = [own(wanted, name) ?? 'absent', own(given, name) ?? 'absent'];
      if (want !== have) {
        const job = part === 'jobs' ? { job: name } : {};
        found.push({ path: `${part}.${name}`, expected: want, actual: have, ...job });
      }
    }
  }
  return found;
}

function compareFetches(
  simulation: Simulation,
  fetches: Readonly<Record<string, readonly string[]>>,
): Difference[] {
  return Object.entries(fetches).flatMap(([job, wanted]) => {
    const expected = listNames(wanted);
    const actual = listNames(simulation.fetches(job));
    return expected === actual ? [] : [{ path: `fetches.${job}`, expected, actual }];
  });
}

function listNames(names: readonly string[]): string {
  return names.length === 0 ? 'nothing' : [...names].sort().join(', ');
}

function own(record: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}
