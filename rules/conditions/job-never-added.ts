import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Job, RulesEntry } from '../../src/config/job.js';
import { jobOutcomes, outcomeBy } from '../../src/config/job-outcomes.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { type Membership, membershipOf } from '../../src/pipeline/membership/membership.js';

export const jobNeverAdded: AnyLintRule = defineRule({
  id: 'job-never-added',
  meta: {
    summary: 'No pipeline has the job, although it has rules that are meant to add it.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/jobs/job_rules/', 'lib/gitlab/ci/build/rules.rb'],
    dialects: DIALECTS,
  },
  messages: {
    rules: {
      what: 'No pipeline has {{job}}: none of its rules that add it can match.',
      why: 'A job is added by the first rule that matches, unless that one says `never`; here it is so in no pipeline of any kind, whatever values variables have.',
      help: 'Correct the conditions, or take the job out with a dot before its name.',
    },
    workflow: {
      what: 'No pipeline has {{job}}: `workflow:rules` allow none of the pipelines that its rules add it to.',
      why: 'The workflow decides first whether there is a pipeline, and then the rules decide which jobs it has.',
      help: 'Allow such pipelines in `workflow:rules`, or correct the rules of the job.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid) return;
      const membership = membershipOf(config);
      for (const jobs of byDefinition(config).values()) {
        const [job] = jobs;
        if (job === undefined || !jobs.every(each => isNeverAdded(membership, each))) continue;
        const { name, key } = job.definition;
        const messageId = jobs.every(each => isRuledOutAlone(membership, each)) ? 'rules' : 'workflow';
        yield { messageId, at: key, job: name, data: { job: name } };
      }
    },
  },
});

function byDefinition({ jobs }: Config): ReadonlyMap<unknown, readonly Job[]> {
  const found = new Map<unknown, Job[]>();
  for (const job of jobs) {
    const known = found.get(job.definition);
    if (known === undefined) found.set(job.definition, [job]);
    else known.push(job);
  }
  return found;
}

/** Jobs whose first rule turns them off are meant to be so. */
function isNeverAdded(membership: Membership, job: Job): boolean {
  const [first] = job.rules ?? [];
  if (first === undefined || jobOutcomes(job).length === 0 || isUnconditionalNever(job, first)) return false;
  return membership.conditions.isSettled(job) && membership.isNever(jobs => jobs.includes(job));
}

function isUnconditionalNever(job: Job, entry: RulesEntry): boolean {
  const asksNothing = entry.if === null && entry.changes === null && entry.exists === null;
  return asksNothing && outcomeBy(job, entry) === null;
}

/** Whether it would be so under any workflow. */
function isRuledOutAlone(membership: Membership, job: Job): boolean {
  return membership.isNever(jobs => jobs.withoutWorkflow(job));
}
