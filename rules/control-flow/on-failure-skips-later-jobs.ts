import type { Config } from '../../src/config/config.js';
import { jobOutcomes } from '../../src/config/job-outcomes.js';
import type { Place } from '../../src/config/problem.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote, quoteList } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { definitionNames } from '../../src/linter/shared-entries.js';
import { outlookOf } from '../../src/pipeline/explore/outlook.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import type { PipelineJob } from '../../src/pipeline/pipeline.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';

export const onFailureSkipsLaterJobs: AnyLintRule = defineRule({
  id: 'on-failure-skips-later-jobs',
  meta: {
    summary:
      'Under the proposed semantics, a job that waits for a failure keeps later jobs of a green pipeline from running.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/ci_pipeline_processing/',
    ],
    dialects: ['proposed'],
  },
  messages: {
    green: {
      what: '{{idle}} is skipped when nothing fails, and so {{{are}}} {{later}} then.',
      why: 'Under the proposed semantics a skipped job is no success, and `when: on_success` asks for the success of all that comes before. So it is in {{{pipeline}}}.',
      help: 'Move {{idle}} to the last stage, or let the later jobs name in `needs` what they wait for.',
    },
    never: {
      what: '{{later}} cannot run: {{idle}}, which comes before, runs when something failed and is skipped when nothing did.',
      why: 'Under the proposed semantics a skipped job is no success, and `when: on_success` asks for the success of all that comes before. So it is in {{{pipeline}}}.',
      help: 'Move {{idle}} to the last stage, or let the later jobs name in `needs` what they wait for.',
    },
  },
  on: {
    *pipeline(config) {
      const reported = new Set<string>();
      for (const sample of samplePipelines(config)) {
        for (const { idle, later, run } of findHeldBack(sample)) {
          const { sighting } = sample;
          const decision = sighting.decisionOf(idle.name);
          const name = decision?.job.definition.name;
          if (decision === undefined || name === undefined || reported.has(name)) continue;
          reported.add(name);
          const names = laterNames(sample, later);
          const are = names.length === 1 ? 'is' : 'are';
          const shows = `nothing fails, ${quote(idle.name)} is skipped, and so ${are} ${quoteList(names)}`;
          yield {
            messageId: later.every(job => isNever(sample, job)) ? 'never' : 'green',
            at: placeOf(decision.job),
            job: name,
            data: { idle: name, are, later: names, pipeline: describeSighting(sighting) },
            witness: toWitness(config, sighting, shows, run.events),
          };
        }
      }
    },
  },
});

/** Proved, over all failures and plays. */
function isNever({ pipeline }: SamplePipeline, { name }: PipelineJob): boolean {
  return outlookOf(pipeline, 'proposed').answer(name, 'runs') === 'no';
}

interface Skips {
  readonly stages: readonly string[];
  readonly jobs: SamplePipeline['jobs'];
  readonly skipped: ReadonlySet<PipelineJob>;
}

interface HeldBack {
  /** A job that waits for a failure. */
  readonly idle: PipelineJob;
  /** Those that ask for success and come after it. */
  readonly later: readonly PipelineJob[];
  /** In which nothing fails, up to the first of them. */
  readonly run: SampleRun;
}

const WHOLE = { semantics: 'proposed', elapses: true } as const;

/** What a run of the whole pipeline shows, manual jobs played and not. */
function findHeldBack({ pipeline, jobs }: SamplePipeline): readonly HeldBack[] {
  if (!pipeline.jobs.some(({ when }) => when === 'on_failure')) return [];
  const { stages } = pipeline;
  const found: HeldBack[] = [];
  for (const plays of [false, true]) {
    const whole = runUntil(pipeline, { job: null, ...WHOLE, plays });
    if (whole === null) continue;
    const skipped = new Set(pipeline.jobs.filter(({ name }) => whole.statuses.jobs[name] === 'skipped'));
    for (const idle of skipped) {
      if (idle.when !== 'on_failure' || found.some(known => known.idle === idle)) continue;
      const later = [...skipped].filter(
        job => job.when === 'on_success' && comesAfter(job, idle, { stages, jobs, skipped }, new Set()),
      );
      const [first] = later;
      const run = first && runUntil(pipeline, { job: first.name, ...WHOLE, plays });
      if (first === undefined || run == null || run.statuses.jobs[first.name] !== 'skipped') continue;
      found.push({ idle, later, run });
    }
  }
  return found;
}

/** By its stage or, for a job with needs, because one of them is it or was skipped after it. */
function comesAfter(job: PipelineJob, idle: PipelineJob, run: Skips, seen: Set<string>): boolean {
  const { stages, jobs, skipped } = run;
  if (job.schedulingType === 'stage') return stages.indexOf(job.stage) > stages.indexOf(idle.stage);
  return (job.needs ?? []).some(need => {
    if (need.job === idle.name) return true;
    const needed = jobs.get(need.job);
    if (needed === undefined || !skipped.has(needed) || seen.has(need.job)) return false;
    seen.add(need.job);
    return comesAfter(needed, idle, run, seen);
  });
}

function laterNames({ sighting }: SamplePipeline, later: readonly PipelineJob[]): readonly string[] {
  return definitionNames(later.flatMap(({ name }) => sighting.decisionOf(name) ?? []));
}

function placeOf(job: Config['jobs'][number]): Place {
  const waiting = jobOutcomes(job).find(({ when }) => when.value === 'on_failure');
  return waiting?.when.at?.node ?? job.definition.key;
}
