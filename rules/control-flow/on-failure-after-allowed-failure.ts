import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Job } from '../../src/config/job.js';
import { type JobOutcome, jobOutcomes } from '../../src/config/job-outcomes.js';
import type { Related } from '../../src/config/problem.js';
import type { Witness } from '../../src/linter/diagnostic.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote, quoteList } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil } from '../../src/pipeline/sample-run.js';

export const onFailureAfterAllowedFailure: AnyLintRule = defineRule({
  id: 'on-failure-after-allowed-failure',
  meta: {
    summary: 'A job with `when: on_failure` watches only jobs that are allowed to fail.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#allow_failure',
      'lib/gitlab/ci/status/composite.rb',
      'app/services/ci/process_build_service.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    never: {
      what: 'Job {{job}} never runs: it waits for a failure, and all that it watches is allowed to fail: {{watched}}.',
      why: 'A failure that is allowed counts as success for the jobs that follow, so GitLab skips the job.',
      help: 'Take `allow_failure` from the job whose failure it handles, or write `allow_failure: false` if that is a manual job.',
    },
  },
  on: {
    *job(job, { config }) {
      for (const { when, needs } of jobOutcomes(job)) {
        if (when.value !== 'on_failure' || when.at === null) continue;
        const watched = watchedJobs(config, job, needs);
        if (watched.length === 0 || !watched.every(isAllowedToFail)) continue;
        const witness = findWitness(config, job.name, watched);
        if (witness === null) continue;
        const { name } = job.definition;
        const names = [...new Set(watched.map(({ definition }) => definition.name))];
        yield {
          messageId: 'never',
          at: when.at.node,
          job: name,
          data: { job: name, watched: names },
          related: related(watched),
          ...(witness === undefined ? {} : { witness }),
        };
      }
    },
  },
});

/** Those of which a failure could start the job, in any pipeline; none when not all of them are known. */
function watchedJobs(config: Config, job: Job, needs: JobOutcome['needs']): readonly Job[] {
  if (needs !== null) {
    const names = new Set(needs.map(need => need.job));
    const needed = config.jobs.filter(({ name }) => names.has(name));
    return needed.length === names.size ? needed : [];
  }
  if (!config.complete) return [];
  const order = new Map(config.stages.map((stage, index) => [stage, index]));
  const stage = order.get(job.stage.value) ?? 0;
  return config.jobs.filter(other => (order.get(other.stage.value) ?? 0) < stage);
}

function isAllowedToFail(job: Job): boolean {
  return jobOutcomes(job).every(({ allowFailure }) => allowFailure.value === true);
}

/** The run that shows it; undefined when in no sample a watched job can fail, null when one shows the job running. */
function findWitness(config: Config, name: string, watched: readonly Job[]): Witness | undefined | null {
  const fails = new Set(watched.map(job => job.name));
  for (const { sighting, pipeline, jobs } of samplePipelines(config)) {
    if (jobs.get(name)?.when !== 'on_failure') continue;
    const { dialect: semantics } = config;
    const run = runUntil(pipeline, { job: name, semantics, fails, plays: true, until: isNever });
    if (run === null) continue;
    const { events, statuses } = run;
    const failed = [...fails].filter(job => statuses.jobs[job] === 'failed');
    if (failed.length === 0) continue;
    if (statuses.jobs[name] !== 'skipped') return null;
    return toWitness(
      config,
      sighting,
      `${quoteList(failed)} ${failed.length === 1 ? 'fails' : 'fail'}, and ${quote(name)} is skipped`,
      events,
    );
  }
  return undefined;
}

function isNever(): boolean {
  return false;
}

function related(watched: readonly Job[]): readonly Related[] {
  const places = new Map(
    watched.flatMap(({ allowFailure, when }) => {
      const at = allowFailure.at ?? when.at;
      return at === null ? [] : [[at.node, at] as const];
    }),
  );
  return [...places.keys()].slice(0, 3).map(at => ({ message: 'This allows the failure.', at }));
}
