import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';

export const emptyPipelineInEvent: AnyLintRule = defineRule({
  id: 'empty-pipeline-in-event',
  meta: {
    summary: 'Pipelines that the workflow allows have no job, so GitLab makes none.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/yaml/workflow/',
      'https://docs.gitlab.com/ci/jobs/job_troubleshooting/',
      'lib/gitlab/ci/pipeline/chain/populate.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    workflow: {
      what: 'This rule of the workflow allows pipelines, and no job is in any of them.',
      why: 'In {{{pipeline}}}, for example, the rules of all jobs keep them out, and GitLab makes no pipeline without a job.',
      help: 'Let jobs be added there, or take the rule out.',
    },
    edges: {
      what: 'There are pipelines in which {{jobs}} would be alone, and GitLab makes none of them.',
      why: 'Jobs of `.pre` and `.post` alone make no pipeline. It is so in {{{pipeline}}}.',
      help: 'Add a job of another stage there, or keep {{jobs}} out too.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid || !membershipOf(config).conditions.isWhole) return;
      for (const { index, sighting } of idleWorkflowRules(config)) {
        const entry = config.workflow?.rules?.[index];
        if (entry === undefined) continue;
        yield {
          messageId: 'workflow',
          at: entry.at.node,
          data: { pipeline: describeSighting(sighting) },
          witness: toWitness(config, sighting, 'no job is added'),
        };
      }
      const alone = findAlone(config);
      if (alone === null) return;
      const added = alone.composition.decisions.flatMap(({ job, form }) => (form === null ? [] : [job]));
      const [first] = added;
      if (first === undefined) return;
      const jobs = [...new Set(added.map(job => job.definition.name))];
      yield {
        messageId: 'edges',
        at: first.definition.key,
        data: { jobs, pipeline: describeSighting(alone) },
        witness: toWitness(config, alone, 'only jobs of `.pre` and `.post` are added'),
      };
    },
  },
});

/** The rules of the workflow under which no job is ever added, each with a pipeline of that kind. */
function* idleWorkflowRules(config: Config): Generator<{ index: number; sighting: Sighting }> {
  const membership = membershipOf(config);
  for (const [index, entry] of (config.workflow?.rules ?? []).entries()) {
    if (entry.when?.value === 'never') continue;
    const decides = (jobs: typeof membership.jobs) => jobs.workflowDecisions()[index] ?? jobs.solver.never;
    const isIdle = membership.isNever(jobs =>
      jobs.solver.and(decides(jobs), jobs.solver.or(...config.jobs.map(job => jobs.includes(job)))),
    );
    if (!isIdle) continue;
    const sighting = membership.find(decides, ({ composition }) => {
      return composition.reason === 'filtered_by_rules' && composition.workflowEntry === entry;
    });
    if (sighting !== null) yield { index, sighting };
  }
}

/** A usual pipeline with jobs of `.pre` and `.post` only. */
function findAlone(config: Config): Sighting | null {
  const isEdge = (stage: string): boolean => stage === '.pre' || stage === '.post';
  const edges = config.jobs.filter(job => isEdge(job.stage.value));
  const others = config.jobs.filter(job => !isEdge(job.stage.value));
  if (edges.length === 0) return null;
  return membershipOf(config).find(
    jobs => {
      const { solver } = jobs;
      const anyOf = (list: readonly (typeof edges)[number][]) =>
        solver.or(...list.map(job => jobs.includes(job)));
      return solver.and(anyOf(edges), solver.not(anyOf(others)));
    },
    ({ composition }) =>
      composition.reason === 'filtered_by_rules' && composition.decisions.some(({ form }) => form !== null),
    'usual',
  );
}
