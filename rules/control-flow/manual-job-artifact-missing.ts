import type { Config } from '../../src/config/config.js';
import { DIALECTS, type Dialect } from '../../src/config/dialect.js';
import { type Job, keyword } from '../../src/config/job.js';
import { jobOutcomes } from '../../src/config/job-outcomes.js';
import { get, type Value } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { artifactSources } from '../../src/pipeline/artifact-flow.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';

export const manualJobArtifactMissing: AnyLintRule = defineRule({
  id: 'manual-job-artifact-missing',
  meta: {
    summary: 'A job starts by itself and names a manual job for artifacts, which nobody has played by then.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs',
      'lib/gitlab/ci/status/composite.rb',
      'app/models/ci/build_dependencies.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    unplayed: {
      what: '{{job}} starts without the artifacts of {{manual}}, which nobody has played by then.',
      why: 'A manual job that is allowed to fail holds nobody up. So it is in {{{pipeline}}}.',
      help: 'Write `allow_failure: false` in {{manual}} so that later stages wait for it, or make {{job}} manual too.',
    },
    unplayedProposed: {
      what: '{{job}} starts without the artifacts of {{manual}}, which nobody has played by then.',
      why: 'Under the proposed semantics a manual job that is no blocker holds nobody up, jobs that need it included. So it is in {{{pipeline}}}.',
      help: 'Write `blocker: true` in {{manual}} so that it is waited for, or make {{job}} manual too.',
    },
  },
  on: {
    *pipeline(config) {
      const byName = new Map(config.jobs.map(job => [job.name, job]));
      const pairs = namedPairs(config, byName);
      for (const { consumer, manual, at } of pairs) {
        for (const sample of samplePipelines(config)) {
          const run = findMissing(sample, { consumer, manual, at }, config.dialect);
          if (run === null) continue;
          const { name } = consumer.definition;
          const shows = `${quote(consumer.name)} starts, ${quote(manual.name)} still waits for a person`;
          const pipeline = describeSighting(sample.sighting);
          yield {
            messageId: config.dialect === 'proposed' ? 'unplayedProposed' : 'unplayed',
            at: at.node,
            job: name,
            data: { job: name, manual: manual.definition.name, pipeline },
            related: [{ message: 'This job makes the artifacts.', at: manual.definition.key }],
            witness: toWitness(config, sample.sighting, shows, run.events),
          };
          break;
        }
      }
    },
  },
});

interface NamedPair {
  readonly consumer: Job;
  readonly manual: Job;
  /** The entry of `dependencies` or `needs` that names the manual job. */
  readonly at: Value;
}

/** Jobs that name a job which can be manual and uploads files or variables; cheap, for it is asked of every configuration. */
function namedPairs({ jobs, dialect }: Config, byName: ReadonlyMap<string, Job>): readonly NamedPair[] {
  return jobs.flatMap(consumer => {
    // Today a job that needs an unplayed manual job is skipped, or passes a gate, which is another matter.
    const needs = dialect === 'proposed' ? jobOutcomes(consumer).flatMap(outcome => outcome.needs ?? []) : [];
    const named = [...(consumer.dependencies ?? []), ...needs.filter(({ artifacts }) => artifacts)];
    return named.flatMap(({ job, at }) => {
      const manual = byName.get(job);
      const isManual =
        manual !== undefined && jobOutcomes(manual).some(({ execution }) => execution.value === 'manual');
      return isManual && hasContents(manual) ? [{ consumer, manual, at }] : [];
    });
  });
}

function hasContents(job: Job): boolean {
  const artifacts = keyword(job, 'artifacts');
  const dotenv = get(get(artifacts, 'reports'), 'dotenv');
  return (
    get(artifacts, 'paths') !== undefined || get(artifacts, 'untracked') !== undefined || dotenv !== undefined
  );
}

function findMissing(
  { pipeline, jobs }: SamplePipeline,
  { consumer: { name }, manual }: NamedPair,
  dialect: Dialect,
): SampleRun | null {
  const consumer = jobs.get(name);
  const source = jobs.get(manual.name);
  if (consumer === undefined || source?.execution !== 'manual' || source.blocker) return null;
  if (consumer.execution !== 'automatic' || consumer.when === 'on_failure') return null;
  if (consumer.schedulingType === 'dag' && dialect === 'current') return null;
  if (!artifactSources(pipeline, consumer).includes(source)) return null;
  const run = runUntil(pipeline, { job: name, semantics: dialect });
  return run?.statuses.jobs[name] === 'pending' && run.statuses.jobs[source.name] === 'manual' ? run : null;
}
