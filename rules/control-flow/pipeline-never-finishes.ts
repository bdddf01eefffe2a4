import type { Config } from '../../src/config/config.js';
import { type Job, keyword, type Need } from '../../src/config/job.js';
import { type JobOutcome, jobOutcomes } from '../../src/config/job-outcomes.js';
import { get, type Value } from '../../src/config/value.js';
import type { Severity } from '../../src/linter/diagnostic.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote, quoteList } from '../../src/linter/message.js';
import { usersOf } from '../../src/linter/ownership.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { needsCycles } from '../../src/pipeline/explore/needs-cycles.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';
import type { PipelineJob } from '../../src/pipeline/pipeline.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';
import type { Edit } from '../../src/syntax/edit.js';
import { findPair } from '../../src/syntax/yaml/edit-mapping.js';
import { setPairValue, setValue } from '../../src/syntax/yaml/edit-value.js';

interface Options {
  readonly finalGates: boolean;
}

const UNTIL_PLAYED = 'The pipeline stays blocked until somebody plays {{job}}';

export const pipelineNeverFinishes: AnyLintRule = defineRule({
  id: 'pipeline-never-finishes',
  meta: {
    summary:
      'A pipeline comes to rest unfinished: behind a manual job that nobody has a reason to play, or jobs that wait for each other.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs',
      'lib/gitlab/ci/status/composite.rb',
      'lib/gitlab/ci/config/entry/job.rb',
      'lib/gitlab/ci/yaml_processor.rb',
    ],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          finalGates: {
            type: 'boolean',
            description:
              'Whether blocking jobs are reported that nothing comes after, though they say that they block.',
          },
        },
      },
      defaults: { finalGates: false } as Options,
    },
  },
  messages: {
    cycle: {
      what: '{{jobs}} wait for each other, so none of them ever starts.',
      why:
        'GitLab refuses circular `needs` of jobs but does not look for those of `rules`: it creates the pipeline and then fails to ' +
        'process the stage of these jobs, again and again. So it is in {{{pipeline}}}.',
      help: 'Break the circle: take one of the jobs out of the `needs` of another.',
    },
    itself: {
      what: '{{jobs}} waits for itself, so it never starts.',
      why:
        'GitLab refuses such `needs` of a job but does not look at those of `rules`: it creates the pipeline and then fails to ' +
        'process the stage of the job, again and again. So it is in {{{pipeline}}}.',
      help: 'Take it out of its own `needs`.',
    },
    handler: {
      what: 'When {{failing}} fails, {{job}} does not run: it waits until somebody plays {{manual}}.',
      why:
        'A manual job that is not allowed to fail holds back all later stages, also jobs that are there for failures, and the ' +
        'pipeline shows as blocked, not as failed. So it is in {{{pipeline}}}.',
      help:
        'Move {{manual}} to a stage after {{failing}}, so that it is skipped after the failure, ' +
        'or give {{job}} `needs` on the jobs whose failure it handles.',
    },
    exitCodes: {
      what: `${UNTIL_PLAYED}, for its \`allow_failure\` lists exit codes.`,
      why: 'A manual job is optional only with `allow_failure: true`; until it has failed, exit codes count as `false`. So it is in {{{pipeline}}}.',
      help: 'Write `allow_failure: true`, or `allow_failure: false` if it is meant to block.',
    },
    stop: {
      what: `${UNTIL_PLAYED}, which stops the environment.`,
      why: '`allow_failure: false` makes a manual job hold the pipeline, so it does not pass while the environment is in use. So it is in {{{pipeline}}}.',
      help: 'Write `allow_failure: true`: GitLab can still stop the environment with it.',
    },
    nobodyWaits: {
      what: `${UNTIL_PLAYED}, though no job waits for it.`,
      why: '`allow_failure: false` makes a manual job hold the pipeline, also where nothing comes after it. So it is in {{{pipeline}}}.',
      help:
        'With `allow_failure: true` the pipeline passes without it, but a failure of {{job}}, once played, is then only a warning: ' +
        'GitLab has no keyword for a manual job that neither blocks nor may fail.',
    },
  },
  on: {
    *pipeline(config) {
      const reported = new Set<string>();
      for (const { sighting, pipeline } of samplePipelines(config)) {
        for (const ring of needsCycles(pipeline)) {
          const needs = ring.flatMap((job, at) => {
            const need = needOf(sighting, job, ring[at + 1] ?? ring[0]);
            return need === undefined ? [] : [{ job, need }];
          });
          const [first, ...others] = needs;
          if (first === undefined || reported.has(ring.join('\n'))) continue;
          reported.add(ring.join('\n'));
          const shows = `${quoteList(ring)} stay${ring.length > 1 ? '' : 's'} created`;
          yield {
            messageId: ring.length > 1 ? 'cycle' : 'itself',
            at: first.need.at.node,
            job: first.job,
            data: { jobs: ring, pipeline: describeSighting(sighting) },
            related: others.map(({ job, need }) => ({
              message: `And so ${quote(job)} waits for ${quote(need.job)}.`,
              at: need.at.node,
            })),
            witness: toWitness(config, sighting, shows),
            severity: 'error',
          };
        }
      }
    },
    *job(job, { config, options }) {
      for (const outcome of jobOutcomes(job)) {
        if (outcome.when.value === 'manual') {
          const blocked = findBlocked(config, job, outcome, options);
          if (blocked === null || outcome.allowFailure.at === null) continue;
          const { sample, run, messageId } = blocked;
          const shows = `all else is over, ${quote(job.name)} waits for a person`;
          yield {
            messageId,
            at: outcome.allowFailure.at.node,
            job: job.definition.name,
            data: { job: job.definition.name, pipeline: describeSighting(sample.sighting) },
            ...(messageId === 'nobodyWaits' ? { severity: 'info' satisfies Severity } : {}),
            witness: toWitness(config, sample.sighting, shows, run.events),
            fix: () => fixesOf(config, job, messageId, outcome.allowFailure.at),
          };
        } else if (outcome.when.at !== null && isHandler(outcome.when.value)) {
          const held = findHeld(config, job, outcome);
          if (held === null) continue;
          const { sample, run, failing, manual } = held;
          const shows = `${quote(failing)} fails, ${quote(job.name)} waits for ${quote(manual)}`;
          const gate = config.jobs.find(({ name }) => name === manual);
          yield {
            messageId: 'handler',
            at: outcome.when.at.node,
            job: job.definition.name,
            data: { job: job.definition.name, failing, manual, pipeline: describeSighting(sample.sighting) },
            related:
              gate === undefined ? [] : [{ message: 'It waits for this one.', at: gate.definition.key }],
            witness: toWitness(config, sample.sighting, shows, run.events),
          };
        }
      }
    },
  },
});

function needOf(sighting: Sighting, job: string, needed: string | undefined): Need | undefined {
  return sighting.decisionOf(job)?.form?.needs?.find(need => need.job === needed);
}

interface Blocked {
  readonly sample: SamplePipeline;
  readonly run: SampleRun;
  readonly messageId: 'exitCodes' | 'stop' | 'nobodyWaits';
}

/** None where other jobs share the text. */
function fixesOf(config: Config, job: Job, messageId: Blocked['messageId'], at: Value | null): Fix[] {
  if (at === null || usersOf(config, at.node).size > 1) return [];
  const { node } = job.definition.mapping;
  const own = node.kind === 'mapping' ? findPair(node, 'allow_failure') : undefined;
  const write = (value: boolean): Edit[] | null =>
    own?.value === at.node ? setPairValue(own, value) : setValue(at.node, value);
  const optional = suggestion('Write `allow_failure: true`: the pipeline passes without it', write(true));
  if (messageId !== 'exitCodes') return optional;
  const strict = 'Write `allow_failure: false`: it blocks, as today, and any failure counts';
  return [...optional, ...suggestion(strict, write(false))];
}

/**
 * A pipeline in which everything is over but the job, which says itself that it is not allowed to fail. Where it says
 * nothing, `implicit-manual-blocking` speaks.
 */
function findBlocked(config: Config, job: Job, outcome: JobOutcome, options: Options): Blocked | null {
  const { value, at } = outcome.allowFailure;
  if (value === true || at === null) return null;
  const action = get(keyword(job, 'environment'), 'action');
  const stops = action?.kind === 'scalar' && action.text === 'stop';
  const messageId = typeof value === 'object' ? 'exitCodes' : stops ? 'stop' : 'nobodyWaits';
  const isFinalGate = messageId === 'nobodyWaits';
  if (isFinalGate && (!options.finalGates || hasWaitingParent(config))) return null;
  for (const sample of samplePipelines(config)) {
    if (!isSameForm(sample, job, outcome)) continue;
    const run = runUntil(sample.pipeline, { job: null });
    if (run?.statuses.pipeline !== 'manual' || run.statuses.jobs[job.name] !== 'manual') continue;
    if (!isFinalGate) return { sample, run, messageId };
    // To hold a merge request back until somebody has agreed is what such a job is good for.
    if (sample.sighting.context.refKind === 'merge request') return null;
    const waiting = sample.pipeline.jobs.some(other => run.statuses.jobs[other.name] === 'created');
    if (!waiting) return { sample, run, messageId };
  }
  return null;
}

/** Whether a trigger job waits for the pipelines of this configuration, and other jobs perhaps for that. */
function hasWaitingParent({ parent }: Config): boolean {
  return parent !== null && get(keyword(parent.job, 'trigger'), 'strategy') !== undefined;
}

/** Jobs of one stage with the same needs fail alike; past so many kinds the search ends, so that linting stays quick. */
const MOST_KINDS = 12;

interface Held {
  readonly sample: SamplePipeline;
  readonly run: SampleRun;
  readonly failing: string;
  readonly manual: string;
}

/** A pipeline that rests after one failure, the handler still behind a manual job. */
function findHeld(config: Config, job: Job, outcome: JobOutcome): Held | null {
  for (const sample of samplePipelines(config)) {
    if (!isSameForm(sample, job, outcome)) continue;
    const { pipeline, jobs } = sample;
    const handler = jobs.get(job.name);
    if (handler?.execution !== 'automatic' || !pipeline.jobs.some(isGate)) continue;
    for (const failing of watchedJobs(sample, handler)) {
      const run = runUntil(pipeline, { job: job.name, fails: new Set([failing.name]), elapses: true });
      if (run === null) return null;
      const { jobs: statuses } = run.statuses;
      if (statuses[failing.name] !== 'failed' || statuses[job.name] !== 'created') continue;
      const gate = pipeline.jobs.find(other => isGate(other) && statuses[other.name] === 'manual');
      if (gate !== undefined) return { sample, run, failing: failing.name, manual: gate.name };
    }
  }
  return null;
}

/** Those right before the handler whose failure would count, one of each kind. */
function watchedJobs({ pipeline, jobs }: SamplePipeline, handler: PipelineJob): Iterable<PipelineJob> {
  const stage = pipeline.stages.indexOf(handler.stage);
  const before =
    handler.schedulingType === 'dag'
      ? (handler.needs ?? []).flatMap(need => jobs.get(need.job) ?? [])
      : pipeline.jobs.filter(other => pipeline.stages.indexOf(other.stage) < stage);
  const kinds = new Map<string, PipelineJob>();
  for (const other of before) {
    if (other.execution === 'manual' || other.allowFailure === true || kinds.size >= MOST_KINDS) continue;
    const kind = JSON.stringify([other.stage, other.needs?.map(need => need.job)]);
    if (!kinds.has(kind)) kinds.set(kind, other);
  }
  return kinds.values();
}

function isGate({ execution, allowFailure }: PipelineJob): boolean {
  return execution === 'manual' && allowFailure !== true;
}

function isHandler(when: JobOutcome['when']['value']): boolean {
  return when === 'on_failure' || when === 'always';
}

function isSameForm({ sighting }: SamplePipeline, { name }: Job, { entry }: JobOutcome): boolean {
  const by = sighting.decisionOf(name)?.by;
  return by !== undefined && (by.kind === 'rule' ? by.entry === entry : entry === null);
}
