import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Job, keyword } from '../../src/config/job.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { definitionNames } from '../../src/linter/shared-entries.js';
import type { JobDecision } from '../../src/pipeline/deciding-rule.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';

export const optionalNeedsStartImmediately: AnyLintRule = defineRule({
  id: 'optional-needs-start-immediately',
  meta: {
    summary:
      'Where none of its optional needs is there, a job starts at once and does not wait for earlier stages.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'strict',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#needsoptional',
      'lib/gitlab/ci/pipeline/seed/build.rb',
      'app/services/ci/pipeline_processing/atomic_processing_service.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    immediately: {
      what: 'Job {{job}} can start before {{earlier}}: all that it needs is optional.',
      why: 'In {{{pipeline}}} none of its needs is there. A job with `needs` waits for them alone, so it starts at once, whatever its stage.',
      help: 'Need a job that is always there too, or keep it out of such pipelines.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid) return;
      const seen = new Set<unknown>();
      for (const job of config.jobs) {
        if (seen.has(job.definition) || !hasOptionalNeedsAlone(job)) continue;
        seen.add(job.definition);
        const sighting = findEarlyStart(config, job);
        if (sighting === null) continue;
        yield {
          messageId: 'immediately',
          at: keyword(job, 'needs')?.node ?? job.definition.key,
          job: job.definition.name,
          data: {
            job: job.definition.name,
            earlier: definitionNames(earlierJobs(config, sighting, job)),
            pipeline: describeSighting(sighting),
          },
          witness: toWitness(config, sighting),
        };
      }
    },
  },
});

function hasOptionalNeedsAlone({ needs }: Job): boolean {
  return needs !== null && needs.length > 0 && needs.every(({ optional }) => optional);
}

/** A usual pipeline with the job and jobs of earlier stages, and without its needs. */
function findEarlyStart(config: Config, job: Job): Sighting | null {
  const membership = membershipOf(config);
  const byName = new Map(config.jobs.map(each => [each.name, each]));
  const needed = (job.needs ?? []).flatMap(need => byName.get(need.job) ?? []);
  if (needed.length === 0 || ![job, ...needed].every(membership.conditions.isSettled)) return null;
  return membership.find(
    jobs => {
      const { solver } = jobs;
      return solver.and(jobs.includes(job), ...needed.map(each => solver.not(jobs.includes(each))));
    },
    sighting => {
      const form = sighting.decisionOf(job.name)?.form;
      if (sighting.composition.pipeline === null || form == null || form.execution === 'manual') return false;
      if (form.needs !== job.needs || needed.some(({ name }) => sighting.decisionOf(name)?.form !== null))
        return false;
      return sighting.input.variables === undefined && earlierJobs(config, sighting, job).length > 0;
    },
    'usual',
  );
}

/** Those of earlier stages that start by themselves. */
function earlierJobs({ stages }: Config, { composition }: Sighting, job: Job): readonly JobDecision[] {
  const stage = stages.indexOf(job.stage.value);
  return composition.decisions.filter(
    ({ form, job: other }) =>
      form !== null && form.execution !== 'manual' && stages.indexOf(other.stage.value) < stage,
  );
}
