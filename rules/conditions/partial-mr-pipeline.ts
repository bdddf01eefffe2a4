import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { Job } from '../../src/config/job.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { definitionNames } from '../../src/linter/shared-entries.js';
import { oneForEachPush } from '../../src/linter/workflow-block.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';

export const partialMrPipeline: AnyLintRule = defineRule({
  id: 'partial-mr-pipeline',
  meta: {
    summary:
      'Merge request pipelines have only the jobs with rules; the others are in branch pipelines alone.',
    category: 'conditions',
    severity: 'warning',
    preset: 'strict',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_rules/#avoid-duplicate-pipelines',
      'https://docs.gitlab.com/ci/pipelines/merge_request_pipelines/',
      'lib/gitlab/ci/config/entry/processable.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    partial: {
      what: 'Merge request pipelines have {{present}}, but not {{absent}}, which have no rules.',
      why: 'Without `rules` and without `workflow:rules` a job is in pipelines of branches and tags only. The merge request shows the result of {{{pipeline}}}, in which the others do not run.',
      help: 'Write `workflow:rules` that allow merge request pipelines and leave out branch pipelines with an open merge request: then all jobs are in them.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid || config.workflow?.rules || !membershipOf(config).conditions.isWhole) return;
      const sighting = findMergeRequestPipeline(config);
      if (sighting === null) return;
      const { decisions } = sighting.composition;
      const added = decisions.filter(({ form, by }) => form !== null && by.kind === 'rule');
      const absent = decisions.filter(({ form, by }) => form === null && by.kind === 'default');
      const [first] = added;
      if (first?.by.kind !== 'rule' || absent.length === 0) return;
      yield {
        messageId: 'partial',
        at: first.by.entry.at.node,
        data: {
          present: definitionNames(added),
          absent: definitionNames(absent),
          pipeline: describeSighting(sighting),
        },
        related: absent
          .slice(0, MOST_RELATED)
          .map(({ job }) => ({ message: 'This job has no rules.', at: job.definition.key })),
        witness: toWitness(config, sighting),
        fix: () => oneForEachPush(config),
      };
    },
  },
});

const MOST_RELATED = 3;

/** A merge request pipeline with some of the jobs that have rules. */
function findMergeRequestPipeline(config: Config): Sighting | null {
  const withRules = config.jobs.filter(({ rules }: Job) => rules !== null);
  if (withRules.length === 0) return null;
  return membershipOf(config).find(
    jobs =>
      jobs.solver.and(
        jobs.solver.inTypes(['merge-request']),
        jobs.solver.or(...withRules.map(job => jobs.includes(job))),
      ),
    ({ composition, input }) => composition.pipeline !== null && input.variables === undefined,
    'usual',
  );
}
