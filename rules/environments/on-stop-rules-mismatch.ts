import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Job, keyword } from '../../src/config/job.js';
import { get, type Value } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';

export const onStopRulesMismatch: AnyLintRule = defineRule({
  id: 'on-stop-rules-mismatch',
  meta: {
    summary: 'A pipeline deploys to an environment, and the job that stops it is not there.',
    category: 'environments',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#environmenton_stop',
      'https://docs.gitlab.com/ci/environments/',
      'app/models/deployment.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    missing: {
      what: 'There are pipelines with {{job}} but without {{stop}}, which is to stop its environment.',
      why: 'In {{{pipeline}}} the one is added and the other is not. GitLab looks for the stop job in the pipeline of the deployment, so what {{job}} made there is never taken down.',
      help: 'Let the rules of both agree; a stop job mostly has {{{manual}}} in them.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid) return;
      const byName = new Map(config.jobs.map(job => [job.name, job]));
      const seen = new Set<unknown>();
      for (const job of config.jobs) {
        const written = get(keyword(job, 'environment'), 'on_stop');
        const stop = written?.kind === 'scalar' ? byName.get(written.text) : undefined;
        if (written === undefined || stop === undefined || seen.has(job.definition)) continue;
        seen.add(job.definition);
        const sighting = findWithoutStop(config, job, stop);
        if (sighting !== null) yield finding(config, { job, stop, written }, sighting);
      }
    },
  },
});

/** How a job is written that nobody has to play. */
const MANUAL = {
  current: '`when: manual` and `allow_failure: true`',
  proposed: '`execution: manual`',
} as const;

interface Deployment {
  readonly job: Job;
  readonly stop: Job;
  readonly written: Value;
}

function finding(config: Config, { job, stop, written }: Deployment, sighting: Sighting) {
  const names = { job: job.definition.name, stop: stop.definition.name };
  return {
    messageId: 'missing',
    at: written.node,
    job: names.job,
    data: { ...names, pipeline: describeSighting(sighting), manual: MANUAL[config.dialect] },
    related: [{ message: `${quote(names.stop)} is here.`, at: stop.definition.key }],
    witness: toWitness(config, sighting, `${quote(names.job)} is added, ${quote(names.stop)} is not`),
  } as const;
}

function findWithoutStop(config: Config, job: Job, stop: Job): Sighting | null {
  const membership = membershipOf(config);
  if (!membership.conditions.isSettled(job) || !membership.conditions.isSettled(stop)) return null;
  return membership.find(
    jobs => jobs.solver.and(jobs.includes(job), jobs.solver.not(jobs.includes(stop))),
    ({ composition, decisionOf }) =>
      composition.pipeline !== null &&
      decisionOf(job.name)?.form != null &&
      decisionOf(stop.name)?.form === null,
    'unusual',
  );
}
