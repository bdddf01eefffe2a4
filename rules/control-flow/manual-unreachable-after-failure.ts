import type { Config } from '../../src/config/config.js';
import { type Job, keyword, type Need } from '../../src/config/job.js';
import { jobOutcomes } from '../../src/config/job-outcomes.js';
import type { Related } from '../../src/config/problem.js';
import { get } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';

export const manualUnreachableAfterFailure: AnyLintRule = defineRule({
  id: 'manual-unreachable-after-failure',
  meta: {
    summary: 'A manual job needs what another job leaves behind when it fails, but cannot be played then.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#artifactswhen',
      'https://gitlab.com/gitlab-org/gitlab/-/issues/576281',
      'app/services/ci/process_build_service.rb',
    ],
  },
  messages: {
    skipped: {
      what: 'When {{failing}} fails, {{job}} cannot be played: it is skipped, and the artifacts it needs are kept for failures.',
      why: '`when: manual` still asks for success of all `needs`. So it is in {{{pipeline}}}.',
      help:
        'Let {{failing}} fail with `allow_failure: true`, and add a job that needs it, reads its artifacts and fails in its place: ' +
        'then the pipeline is red and {{job}} can be played.',
    },
  },
  on: {
    *pipeline(config) {
      const byName = new Map(config.jobs.map(job => [job.name, job]));
      for (const job of config.jobs) {
        for (const need of remedyNeeds(job, byName)) {
          const found = findSkipped(config, job, need);
          if (found === null) continue;
          const { name } = job.definition;
          const needed = byName.get(need.job);
          const shows = `${quote(need.job)} fails, and ${quote(job.name)} is skipped`;
          yield {
            messageId: 'skipped',
            at: need.at.node,
            job: name,
            data: { job: name, failing: need.job, pipeline: describeSighting(found.sample.sighting) },
            related: keptFor(needed),
            ...(needed !== undefined && keptArtifacts(needed) === 'always' ? { severity: 'info' } : {}),
            witness: toWitness(config, found.sample.sighting, shows, found.run.events),
          };
        }
      }
    },
  },
});

/**
 * Needs of a manual job that fail for good and keep artifacts then. Artifacts for every outcome are often logs of a
 * build, so they count only where no other job takes them.
 */
function remedyNeeds(job: Job, byName: ReadonlyMap<string, Job>): readonly Need[] {
  if (job.needs === null || !jobOutcomes(job).some(({ when }) => when.value === 'manual')) return [];
  return job.needs.filter(need => {
    const needed = byName.get(need.job);
    const kept = needed === undefined ? null : keptArtifacts(needed);
    if (needed === undefined || kept === null || !need.artifacts) return false;
    if (kept === 'on_failure') return true;
    const isAlone = job.needs?.length === 1 && keyword(job, 'environment') === undefined;
    return isAlone && [...byName.values()].every(other => other === job || !takesFrom(other, needed));
  });
}

function keptArtifacts(job: Job): 'on_failure' | 'always' | null {
  const artifacts = keyword(job, 'artifacts');
  const when = get(artifacts, 'when');
  if (get(artifacts, 'paths') === undefined || when?.kind !== 'scalar') return null;
  return when.text === 'on_failure' || when.text === 'always' ? when.text : null;
}

/** Without needs and dependencies, all jobs of later stages would take them, but then only by default. */
function takesFrom({ dependencies, needs }: Job, { name }: Job): boolean {
  const named = dependencies ?? needs?.filter(need => need.artifacts) ?? [];
  return named.some(({ job }) => job === name);
}

interface SkippedRun {
  readonly sample: SamplePipeline;
  readonly run: SampleRun;
}

function findSkipped(config: Config, { name }: Job, need: Need): SkippedRun | null {
  for (const sample of samplePipelines(config)) {
    const { pipeline, jobs } = sample;
    const job = jobs.get(name);
    const failing = jobs.get(need.job);
    if (job?.execution !== 'manual' || job.schedulingType !== 'dag' || failing === undefined) continue;
    // Where only some exit codes are allowed, those may be the ones that call for the remedy.
    if (failing.allowFailure !== false || failing.execution !== 'automatic') continue;
    if (!job.needs?.some(candidate => candidate.job === need.job)) continue;
    const calm = runUntil(pipeline, { job: name });
    const run = runUntil(pipeline, { job: name, fails: new Set([need.job]) });
    if (calm === null || run === null) continue;
    const failed = run.statuses.jobs[need.job] === 'failed' && run.statuses.jobs[name] === 'skipped';
    if (failed && calm.statuses.jobs[name] === 'manual') return { sample, run };
  }
  return null;
}

function keptFor(needed: Job | undefined): readonly Related[] {
  const when = needed === undefined ? undefined : get(keyword(needed, 'artifacts'), 'when');
  return when === undefined ? [] : [{ message: 'Its artifacts are kept when it fails.', at: when.node }];
}
