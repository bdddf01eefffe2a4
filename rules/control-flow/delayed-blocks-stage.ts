import type { Job } from '../../src/config/job.js';
import { type JobOutcome, jobOutcomes } from '../../src/config/job-outcomes.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import type { PipelineJob } from '../../src/pipeline/pipeline.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';

export const delayedBlocksStage: AnyLintRule = defineRule({
  id: 'delayed-blocks-stage',
  meta: {
    summary: 'Later stages wait for a delayed job, though it is allowed to fail.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_control/#run-a-job-after-a-delay',
      'lib/gitlab/ci/status/composite.rb',
    ],
  },
  messages: {
    waiting: {
      what: '{{waiting}} cannot start before the delay of {{job}} is over, though that is allowed to fail.',
      why: '`allow_failure` makes a manual job optional, but not a delayed one: later stages wait for it. So it is in {{{pipeline}}}.',
      help: 'Move {{job}} to the last stage, or write `needs` in the jobs that do not depend on it.',
    },
  },
  on: {
    *job(job, { config }) {
      for (const { when, allowFailure } of jobOutcomes(job)) {
        if (when.value !== 'delayed' || allowFailure.value !== true || allowFailure.at === null) continue;
        for (const sample of samplePipelines(config)) {
          const held = findHeld(sample, job, allowFailure);
          if (held === null) continue;
          const { name } = job.definition;
          const { sighting } = sample;
          const shows = `${quote(job.name)} is delayed, ${quote(held.waiting.name)} waits for it`;
          yield {
            messageId: 'waiting',
            at: allowFailure.at.node,
            job: name,
            data: { job: name, waiting: held.waiting.name, pipeline: describeSighting(sighting) },
            related: when.at === null ? [] : [{ message: 'This delays it.', at: when.at.node }],
            witness: toWitness(config, sighting, shows, held.run.events),
          };
          break;
        }
      }
    },
  },
});

interface Held {
  readonly waiting: PipelineJob;
  readonly run: SampleRun;
}

/** The first job of the next stage in use, when nothing else stands in its way. */
function findHeld(
  sample: SamplePipeline,
  { name }: Job,
  allowFailure: JobOutcome['allowFailure'],
): Held | null {
  const { pipeline, jobs, sighting } = sample;
  const delayed = jobs.get(name);
  const form = sighting.decisionOf(name)?.form;
  if (delayed?.execution !== 'delayed' || form?.allowFailure !== allowFailure.value) return null;
  const stage = pipeline.stages.indexOf(delayed.stage);
  const waiting = pipeline.jobs.find(
    job => job.schedulingType === 'stage' && pipeline.stages.indexOf(job.stage) > stage,
  );
  if (waiting === undefined) return null;
  const run = runUntil(pipeline, { job: waiting.name });
  if (run === null) return null;
  const { [waiting.name]: status, ...others } = run.statuses.jobs;
  if (status !== 'created' || others[name] !== 'scheduled') return null;
  const last = pipeline.stages.indexOf(waiting.stage);
  const isAlone = pipeline.jobs.every(
    job =>
      job === delayed ||
      pipeline.stages.indexOf(job.stage) >= last ||
      others[job.name] === 'success' ||
      others[job.name] === 'skipped' ||
      (others[job.name] === 'manual' && job.allowFailure === true),
  );
  return isAlone ? { waiting, run } : null;
}
