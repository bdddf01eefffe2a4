import type { Config } from '../../src/config/config.js';
import type { Job, Need } from '../../src/config/job.js';
import { jobOutcomes } from '../../src/config/job-outcomes.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { outlookOf } from '../../src/pipeline/explore/outlook.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';

export const needsSkippedForever: AnyLintRule = defineRule({
  id: 'needs-skipped-forever',
  meta: {
    summary:
      'Whatever fails or is played, one of the jobs that a job needs is skipped, so that it never runs.',
    category: 'control-flow',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#needs',
      'lib/gitlab/ci/status/composite.rb',
      'app/services/ci/process_build_service.rb',
    ],
  },
  messages: {
    never: {
      what: 'Job {{job}} never runs, whatever fails or is played: when nothing fails, {{skipped}}, which it needs, is skipped.',
      why: 'One skipped job among the `needs` makes GitLab skip the job. So it is in {{{pipeline}}}.',
      help: 'Take {{skipped}} out of `needs`, or let {{job}} need the jobs that {{skipped}} needs.',
    },
  },
  on: {
    *pipeline(config) {
      if (!hasNeededHandler(config)) return;
      const reported = new Set<string>();
      for (const sample of samplePipelines(config)) {
        for (const job of config.jobs) {
          const { name } = job.definition;
          const run = reported.has(name) ? null : findSkipped(config, sample, job);
          if (run === null) continue;
          reported.add(name);
          const { need, events } = run;
          const shows = `nothing fails, ${quote(need.job)} and ${quote(job.name)} are skipped`;
          yield {
            messageId: 'never',
            at: need.at.node,
            job: name,
            data: { job: name, skipped: need.job, pipeline: describeSighting(sample.sighting) },
            witness: toWitness(config, sample.sighting, shows, events),
          };
        }
      }
    },
  },
});

/** Without one every job can run: nothing has to fail, and what is manual can be played. */
function hasNeededHandler({ jobs }: Config): boolean {
  const handlers = new Set(jobs.filter(waitsForFailure).map(({ name }) => name));
  if (handlers.size === 0) return false;
  return jobs.some(job =>
    jobOutcomes(job).some(({ needs }) => needs?.some(need => handlers.has(need.job)) === true),
  );
}

function waitsForFailure(job: Job): boolean {
  return jobOutcomes(job).some(({ when }) => when.value === 'on_failure');
}

interface Skipped {
  readonly need: Need;
  readonly events: SampleRun['events'];
}

/** Jobs that wait for a failure are left to the rules that speak of them, and of a chain the first job is reported. */
function findSkipped(
  config: Config,
  { sighting, pipeline, jobs }: SamplePipeline,
  { name }: Job,
): Skipped | null {
  const job = jobs.get(name);
  const needs = sighting.decisionOf(name)?.form?.needs?.filter(need => jobs.has(need.job)) ?? [];
  if (job === undefined || job.when === 'on_failure' || job.schedulingType !== 'dag' || needs.length === 0)
    return null;
  if (!reachesFailureHandler(jobs, name)) return null;
  const run = runUntil(pipeline, { job: name });
  const need = needs.find(candidate => run?.statuses.jobs[candidate.job] === 'skipped');
  if (run === null || need === undefined || run.statuses.jobs[name] !== 'skipped') return null;
  const outlook = outlookOf(pipeline, 'current');
  if (outlook.answer(name, 'runs') !== 'no') return null;
  const isFirst = jobs.get(need.job)?.when === 'on_failure' || outlook.answer(need.job, 'runs') !== 'no';
  return isFirst && config.complete ? { need, events: run.events } : null;
}

function reachesFailureHandler(jobs: SamplePipeline['jobs'], name: string): boolean {
  const chain = new Set([name]);
  for (const member of chain) {
    for (const need of jobs.get(member)?.needs ?? []) {
      if (jobs.get(need.job)?.when === 'on_failure') return true;
      chain.add(need.job);
    }
  }
  return false;
}
