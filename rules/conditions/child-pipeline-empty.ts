import { PathSet } from '../../src/conditions/path-set.js';
import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { type Job, keyword } from '../../src/config/job.js';
import type { Related } from '../../src/config/problem.js';
import { get } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { type ChildPipeline, childOf } from '../../src/pipeline/child-pipeline.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import { startedChild } from '../../src/pipeline/membership/child-sightings.js';
import { conditionsOf } from '../../src/pipeline/membership/conditions.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { assumedVariables, describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';

export const childPipelineEmpty: AnyLintRule = defineRule({
  id: 'child-pipeline-empty',
  meta: {
    summary: 'A trigger job fails, because its child pipeline has no job in the pipelines that start it.',
    category: 'conditions',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: [
      'https://docs.gitlab.com/ci/pipelines/downstream_pipelines_troubleshooting/',
      'app/services/ci/create_downstream_pipeline_service.rb',
      'lib/gitlab/ci/pipeline/chain/populate.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    empty: {
      what: 'There are pipelines in which {{job}} fails, because its child pipeline would have no job.',
      why: 'In {{{pipeline}}} {{job}} is added, and its child has none of its jobs, {{jobs}}. There, `CI_PIPELINE_SOURCE` is `parent_pipeline`.',
      help: 'Let jobs of the child be added there, or keep {{job}} out.',
    },
    filtered: {
      what: 'There are pipelines in which {{job}} fails, because the workflow of its child pipeline does not allow one.',
      why: 'In {{{pipeline}}} {{job}} is added, and `workflow:rules` of the child keep it from being made. There, `CI_PIPELINE_SOURCE` is `parent_pipeline`.',
      help: 'Let the workflow of the child allow it, or keep {{job}} out.',
    },
  },
  on: {
    *job(job, { config }) {
      const child = config.valid ? childOf(config, job) : null;
      if (child === null || !child.valid || !conditionsOf(child).isWhole) return;
      const found = findEmpty(config, job, child);
      if (found === null) return;
      const { sighting, empty } = found;
      const { name } = job.definition;
      const isFiltered = empty.composition.reason === 'workflow_rules';
      const facts = {
        at: (get(keyword(job, 'trigger'), 'include') ?? job.definition.mapping).node,
        job: name,
        severity: sighting.assumes === 'nothing' && job.allowFailure.value === false ? 'error' : 'warning',
        related: related(job, empty, sighting),
        witness: toWitness(
          config,
          sighting,
          `the child pipeline of ${quote(job.name)} has no job`,
          [],
          job.name,
        ),
      } as const;
      const pipeline = describeSighting(sighting);
      if (isFiltered) yield { ...facts, messageId: 'filtered', data: { job: name, pipeline } };
      else {
        const jobs = [...new Set(child.jobs.map(({ definition }) => definition.name))];
        yield { ...facts, messageId: 'empty', data: { job: name, pipeline, jobs } };
      }
    },
  },
});

interface EmptyChild {
  readonly sighting: Sighting;
  readonly empty: ChildPipeline;
}

/** A file that no condition is likely to name. */
const UNRELATED = 'some-other-file';

function findEmpty(config: Config, job: Job, child: Config): EmptyChild | null {
  const membership = membershipOf(config);
  if (!membership.conditions.isSettled(job)) return null;
  const asksForChanges = !membership.conditions.asksForChanges && conditionsOf(child).asksForChanges;
  const found: EmptyChild[] = [];
  membership.find(
    jobs => jobs.includes(job),
    sighting => {
      if (assumedVariables(sighting.input, config.project).length > 0) return false;
      const empty =
        emptyIn(config, job, sighting) ?? (asksForChanges ? emptyWhenChanged(config, job, sighting) : null);
      if (empty !== null) found.push(empty);
      return empty !== null;
    },
    'unusual',
  );
  return found[0] ?? null;
}

function emptyIn(config: Config, job: Job, sighting: Sighting): EmptyChild | null {
  const empty = startedChild({ config, job }, sighting);
  if (empty === null || !empty.composition.certain) return null;
  const { reason } = empty.composition;
  return reason === 'filtered_by_rules' || reason === 'workflow_rules' ? { sighting, empty } : null;
}

/** The parent does not ask what changed, the child does. */
function emptyWhenChanged(config: Config, job: Job, sighting: Sighting): EmptyChild | null {
  if (sighting.type.changes !== 'known') return null;
  const input = { ...sighting.input, changes: [UNRELATED] };
  const context = { ...sighting.context, changes: new PathSet([UNRELATED]) };
  return emptyIn(config, job, { ...sighting, input, context, composition: composePipeline(config, context) });
}

/** What adds the trigger job, and what keeps the child from being made. */
function related(job: Job, { config, composition }: ChildPipeline, sighting: Sighting): readonly Related[] {
  const by = sighting.decisionOf(job.name)?.by;
  const filter = composition.workflowEntry?.at ?? config.workflow?.at;
  const [first] = config.jobs;
  return [
    ...(by?.kind === 'rule' ? [{ message: `This rule adds ${quote(job.name)}.`, at: by.entry.at.node }] : []),
    ...(composition.reason === 'workflow_rules' && filter !== undefined
      ? [{ message: 'The workflow of the child does not allow it.', at: filter.node }]
      : []),
    ...(composition.reason !== 'workflow_rules' && first !== undefined
      ? [{ message: `${quote(first.name)} of the child is not added.`, at: first.definition.key }]
      : []),
  ];
}
