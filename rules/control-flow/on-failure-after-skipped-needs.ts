import type { Config } from '../../src/config/config.js';
import type { Job, Need } from '../../src/config/job.js';
import { type JobOutcome, jobOutcomes } from '../../src/config/job-outcomes.js';
import type { Witness } from '../../src/linter/diagnostic.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { ownKeyword } from '../../src/linter/ownership.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil } from '../../src/pipeline/sample-run.js';
import { findPair, removeEntry } from '../../src/syntax/yaml/edit-mapping.js';

export const onFailureAfterSkippedNeeds: AnyLintRule = defineRule({
  id: 'on-failure-after-skipped-needs',
  meta: {
    summary: 'A job with `when: on_failure` needs a job that is skipped exactly when another one fails.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#when',
      'lib/gitlab/ci/status/composite.rb',
      'app/services/ci/process_build_service.rb',
    ],
  },
  messages: {
    skipped: {
      what: 'When {{failing}} fails, {{job}} does not run: {{skipped}}, which it needs too, is skipped then.',
      why: 'One skipped job among the `needs` makes GitLab skip the job, whatever failed beside it.',
      help: 'Remove `needs`, if it may wait for all earlier stages: in stage order it runs whenever one of their jobs has failed.',
    },
  },
  state: (): { graph?: SkipGraph } => ({}),
  on: {
    *job(job, { config, state }) {
      for (const outcome of jobOutcomes(job)) {
        if (outcome.when.value !== 'on_failure' || outcome.needs === null) continue;
        state.graph ??= new SkipGraph(config);
        const trap = findTrap(outcome.needs, state.graph);
        if (trap === null) continue;
        const witness = findWitness(config, job, trap);
        if (witness === null) continue;
        const { name } = job.definition;
        yield {
          messageId: 'skipped',
          at: trap.skipped.at.node,
          job: name,
          data: { job: name, failing: trap.failing.map(need => need.job), skipped: trap.skipped.job },
          related:
            outcome.when.at === null
              ? []
              : [{ message: 'It waits for a failure.', at: outcome.when.at.node }],
          ...(witness === undefined ? {} : { witness }),
          fix: () => removeNeeds(job, config),
        };
      }
    },
  },
});

interface Trap {
  readonly skipped: Need;
  readonly failing: readonly Need[];
}

/** The need that is skipped after the most others, and those others. */
function findTrap(needs: readonly Need[], graph: SkipGraph): Trap | null {
  let trap: Trap | null = null;
  const sure = needs.filter(need => !need.optional);
  for (const skipped of sure) {
    const failing = sure.filter(need => need !== skipped && graph.isSkippedAfter(skipped.job, need.job));
    if (failing.length > (trap?.failing.length ?? 0)) trap = { skipped, failing };
  }
  return trap;
}

/** The run that shows it; undefined when no sample has all of the jobs, null when one has them and shows something else. */
function findWitness(config: Config, { name }: Job, { skipped, failing }: Trap): Witness | undefined | null {
  for (const { sighting, pipeline, jobs } of samplePipelines(config)) {
    const first = failing.find(need => jobs.has(need.job));
    if (jobs.get(name)?.when !== 'on_failure' || !jobs.has(skipped.job) || first === undefined) continue;
    const run = runUntil(pipeline, { job: name, fails: new Set([first.job]) });
    if (run === null) continue;
    const { events, statuses } = run;
    const isShown = [name, skipped.job].every(job => statuses.jobs[job] === 'skipped');
    if (!isShown || statuses.jobs[first.job] !== 'failed') return null;
    return toWitness(
      config,
      sighting,
      `${quote(first.job)} fails, ${quote(skipped.job)} and ${quote(name)} are skipped`,
      events,
    );
  }
  return undefined;
}

function removeNeeds(job: Job, config: Config): Fix[] {
  const { node } = job.definition.mapping;
  const stage = config.stages.indexOf(job.stage.value);
  const hasEarlier = config.jobs.some(other => config.stages.indexOf(other.stage.value) < stage);
  const pair = node.kind === 'mapping' ? findPair(node, 'needs') : undefined;
  if (node.kind !== 'mapping' || pair === undefined || !hasEarlier) return [];
  if (ownKeyword(config, job, 'needs') === null) return [];
  const edits = removeEntry(node, pair);
  return suggestion('Remove `needs`: it runs whenever a job of an earlier stage has failed', edits);
}

/** Which jobs are skipped for certain, in every pipeline that has them, when one job fails. */
class SkipGraph {
  readonly #jobs: ReadonlyMap<string, Job>;
  readonly #outcomes = new Map<Job, readonly JobOutcome[]>();
  readonly #stages: ReadonlyMap<string, number>;
  readonly #answers = new Map<string, boolean>();

  constructor({ jobs, stages }: Config) {
    this.#jobs = new Map(jobs.map(job => [job.name, job]));
    this.#stages = new Map(stages.map((stage, index) => [stage, index]));
  }

  /** True when every way in which `name` is added makes it skipped after a failure of `failing` that is not allowed. */
  isSkippedAfter(name: string, failing: string): boolean {
    const cause = this.#jobs.get(failing);
    const strict =
      cause !== undefined && this.#outcomesOf(cause).every(({ allowFailure }) => allowFailure.value !== true);
    return strict && this.#isSkipped(name, cause);
  }

  #isSkipped(name: string, cause: Job): boolean {
    const key = `${cause.name}\n${name}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    // Also the answer inside a cycle of needs, which GitLab rejects.
    this.#answers.set(key, false);
    const job = this.#jobs.get(name);
    const answer =
      job !== undefined &&
      job !== cause &&
      this.#outcomesOf(job).every(outcome => this.#waits(job, outcome, cause));
    this.#answers.set(key, answer);
    return answer;
  }

  #waits(job: Job, { when, needs }: JobOutcome, cause: Job): boolean {
    if (when.value === 'on_failure' || when.value === 'always') return false;
    if (needs === null) return this.#stageOf(cause) < this.#stageOf(job);
    return needs.some(
      need => !need.optional && (need.job === cause.name || this.#isSkipped(need.job, cause)),
    );
  }

  #stageOf(job: Job): number {
    return this.#stages.get(job.stage.value) ?? 0;
  }

  #outcomesOf(job: Job): readonly JobOutcome[] {
    let outcomes = this.#outcomes.get(job);
    if (outcomes === undefined) {
      outcomes = jobOutcomes(job);
      this.#outcomes.set(job, outcomes);
    }
    return outcomes;
  }
}
