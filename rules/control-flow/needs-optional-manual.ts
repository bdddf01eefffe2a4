import type { Config } from '../../src/config/config.js';
import type { Job, Need } from '../../src/config/job.js';
import { jobOutcomes } from '../../src/config/job-outcomes.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { ownKeyword, usersOf } from '../../src/linter/ownership.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import type { PipelineJob } from '../../src/pipeline/pipeline.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';
import type { Edit } from '../../src/syntax/edit.js';
import { setEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { removeItem } from '../../src/syntax/yaml/edit-sequence.js';

export const needsOptionalManual: AnyLintRule = defineRule({
  id: 'needs-optional-manual',
  meta: {
    summary:
      'A job that gathers the results of others is skipped, because one of them is an optional manual job.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#needs',
      'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs',
      'lib/gitlab/ci/status/composite.rb',
    ],
  },
  messages: {
    skipped: {
      what: '{{job}} is skipped until somebody plays {{manual}}, though its other needs run by themselves.',
      why: 'For a job that needs it, an optional manual job that nobody has played counts as skipped; in stage order it would not count at all. So it is in {{{pipeline}}}.',
      help: 'Take {{manual}} out of `needs`, or write `allow_failure: false` in {{manual}} so that {{job}} waits for it.',
    },
  },
  on: {
    *pipeline(config) {
      const reported = new Set<string>();
      const gatherers = config.jobs.filter(job => canGather(job));
      if (gatherers.length === 0 || !config.jobs.some(canBeOptional)) return;
      for (const sample of samplePipelines(config)) {
        for (const job of gatherers) {
          const { name } = job.definition;
          const found = reported.has(name) ? null : findSkipped(sample, job);
          if (found === null) continue;
          reported.add(name);
          const { need, run } = found;
          const manual = config.jobs.find(each => each.name === need.job);
          const shows = `${quote(need.job)} can be played, ${quote(job.name)} is skipped`;
          yield {
            messageId: 'skipped',
            at: need.at.node,
            job: name,
            data: {
              job: name,
              manual: need.job,
              pipeline: describeSighting(sample.sighting),
            },
            related:
              manual === undefined ? [] : [{ message: 'This job is manual.', at: manual.definition.key }],
            witness: toWitness(config, sample.sighting, shows, run.events),
            fix: () => [...waitFor(config, manual), ...dropNeed(config, job, need)],
          };
        }
      }
    },
  },
});

/** Cheap, for it is asked of every job. */
function canGather(job: Job): boolean {
  return jobOutcomes(job).some(({ needs }) => (needs?.length ?? 0) > 1);
}

function canBeOptional(job: Job): boolean {
  return jobOutcomes(job).some(
    ({ when, allowFailure }) => when.value === 'manual' && allowFailure.value === true,
  );
}

interface Skipped {
  readonly need: Need;
  readonly run: SampleRun;
}

/**
 * The optional manual job whose results a job asks for beside those of others that nobody has to play. A manual job that brings
 * nothing is a gate, and to need only manual jobs is to follow them: both are meant to hold the job back.
 */
function findSkipped({ sighting, pipeline, jobs }: SamplePipeline, { name }: Job): Skipped | null {
  const job = jobs.get(name);
  const needs = sighting.decisionOf(name)?.form?.needs ?? [];
  if (job?.execution !== 'automatic' || job.when !== 'on_success' || job.schedulingType !== 'dag')
    return null;
  const brings = (need: Need): boolean => need.artifacts && jobs.get(need.job)?.artifacts != null;
  const need = needs.find(each => brings(each) && isOptional(jobs.get(each.job)));
  const isBesideOthers = needs.some(each => brings(each) && jobs.get(each.job)?.execution === 'automatic');
  if (need === undefined || !isBesideOthers) return null;
  const run = runUntil(pipeline, { job: name });
  const statuses = run?.statuses.jobs ?? {};
  if (run === null || statuses[name] !== 'skipped' || statuses[need.job] !== 'manual') return null;
  const isAlone = needs.every(({ job: other }) => {
    return jobs.get(other) === undefined || statuses[other] !== 'skipped';
  });
  return isAlone ? { need, run } : null;
}

function isOptional(job: PipelineJob | undefined): boolean {
  return job?.execution === 'manual' && job.allowFailure === true;
}

/** Where the manual job says itself that it is manual. */
function waitFor(config: Config, manual: Job | undefined): Fix[] {
  const when = manual === undefined ? null : ownKeyword(config, manual, 'when');
  const { mapping } = manual?.definition ?? {};
  if (when === null || mapping?.node.kind !== 'mapping' || manual?.rules !== null) return [];
  const title = `Let the pipeline wait for ${quote(manual.name)}: write \`allow_failure: false\` in it`;
  return suggestion(title, setEntry(mapping.node, 'allow_failure', false));
}

function dropNeed(config: Config, job: Job, need: Need): Fix[] {
  const { node } = need.at;
  const needs = ownKeyword(config, job, 'needs')?.value.node;
  const isShared = job.needs?.some(other => other !== need && other.at.node === node);
  if (needs?.kind !== 'sequence' || isShared === true || usersOf(config, node).size > 1) return [];
  const index = needs.items.indexOf(node);
  const edits: Edit[] | null = index < 0 ? null : removeItem(needs, index);
  return suggestion(`Take ${quote(need.job)} out of \`needs\``, edits);
}
