import type { Job, Need } from '../../src/config/job.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { type Divergence, divergencesFromStageOrder } from '../../src/pipeline/explore/stage-order.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil } from '../../src/pipeline/sample-run.js';

export const stageDagDivergence: AnyLintRule = defineRule({
  id: 'stage-dag-divergence',
  meta: {
    summary: 'A job is skipped, or starts early, because it has `needs`: in stage order it would not.',
    category: 'control-flow',
    severity: 'info',
    preset: 'all',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#needs',
      'lib/gitlab/ci/status/composite.rb',
      'app/services/ci/process_build_service.rb',
    ],
  },
  messages: {
    skipped: {
      what: '{{job}} is skipped when {{{schedule}}}; in stage order it {{{instead}}}.',
      why: 'Among `needs`, a job that was skipped, or a manual job that nobody has played, is a reason to skip; among stages it counts as success. So it is in {{{pipeline}}}.',
      help: 'If {{job}} is to run then, take {{cause}} out of its `needs`.',
    },
    early: {
      what: '{{job}} starts without waiting for {{unfinished}} when {{{schedule}}}; in stage order it would wait.',
      why: 'Among `needs`, a job that was skipped, or a manual job that nobody has played, makes them all count as skipped at once, and `when: always` runs after that. So it is in {{{pipeline}}}.',
      help: 'If {{job}} is to wait, take {{cause}} out of its `needs`.',
    },
  },
  on: {
    *pipeline(config) {
      const reported = new Set<string>();
      for (const sample of samplePipelines(config)) {
        const asked = config.jobs.filter(
          job => !reported.has(job.definition.name) && isWorthAsking(sample, job),
        );
        if (asked.length === 0) continue;
        const divergences = divergencesFromStageOrder(sample.pipeline);
        for (const job of asked) {
          const { name } = job.definition;
          const divergence = divergences.get(job.name);
          const need = divergence === undefined ? undefined : needOf(sample, job, divergence.cause);
          if (divergence === undefined || need === undefined || reported.has(name)) continue;
          reported.add(name);
          const { kind, cause, unfinished } = divergence;
          const outcome = kind === 'skipped' ? 'is skipped' : 'starts';
          const schedule = scheduleOf(divergence);
          yield {
            messageId: kind,
            at: need.at.node,
            job: name,
            data: {
              job: name,
              schedule,
              cause,
              unfinished,
              instead: sample.jobs.get(job.name)?.execution === 'manual' ? 'could be played' : 'would run',
              pipeline: describeSighting(sample.sighting),
            },
            witness: toWitness(
              config,
              sample.sighting,
              `${schedule}; ${quote(job.name)} ${outcome}`,
              eventsOf(sample, job, divergence),
            ),
          };
        }
      }
    },
  },
});

/** Cheap: without a job that waits for a failure or may be passed over, needs and stages judge alike. */
function isWorthAsking({ jobs }: SamplePipeline, { name }: Job): boolean {
  const job = jobs.get(name);
  if (job?.schedulingType !== 'dag') return false;
  if (job.when === 'on_failure') return (job.needs?.length ?? 0) > 1;
  const chain = new Set([name]);
  for (const member of chain) {
    for (const need of jobs.get(member)?.needs ?? []) {
      const needed = jobs.get(need.job);
      if (needed?.when === 'on_failure' || (needed?.execution === 'manual' && needed.allowFailure === true)) {
        return true;
      }
      chain.add(need.job);
    }
  }
  return false;
}

function needOf({ sighting }: SamplePipeline, { name }: Job, cause: string): Need | undefined {
  return sighting.decisionOf(name)?.form?.needs?.find(need => need.job === cause);
}

/** Only what the job waits for by its needs, where that shows the same. */
function eventsOf({ pipeline }: SamplePipeline, { name }: Job, divergence: Divergence): Divergence['events'] {
  const { failing, events } = divergence;
  const run = runUntil(pipeline, { job: name, ...(failing === null ? {} : { fails: new Set([failing]) }) });
  const isSame = run !== null && run.statuses.jobs[name] === divergence.status;
  return isSame && run.events.length <= events.length ? run.events : events;
}

function scheduleOf({ failing, cause, causeStatus }: Divergence): string {
  if (failing !== null) return `${quote(failing)} fails and ${quote(cause)} is skipped`;
  return causeStatus === 'manual'
    ? `nobody plays ${quote(cause)}`
    : `nothing fails and ${quote(cause)} is skipped`;
}
