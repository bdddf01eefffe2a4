import type { Config } from '../../src/config/config.js';
import { type Job, keyword, type Need } from '../../src/config/job.js';
import { jobOutcomes } from '../../src/config/job-outcomes.js';
import type { Related } from '../../src/config/problem.js';
import { get } from '../../src/config/value.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote, quoteList } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { describeSighting } from '../../src/pipeline/membership/sighting.js';
import { type SamplePipeline, samplePipelines } from '../../src/pipeline/sample-pipelines.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';
import { startSimulation } from '../../src/pipeline/simulation.js';

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
    workaround: {
      what: '{{checker}} fails in place of {{failing}}, so that {{job}} can be played after a failure: three jobs for one check.',
      why: '`when: manual` asks for success of all `needs`, so a check that is to be repaired has to be allowed to fail. So it is in {{{pipeline}}}.',
      help:
        'GitLab can do no better. In the proposed syntax, which no GitLab runs yet, two jobs are enough: {{failing}} without ' +
        '`allow_failure`, and {{job}} with `execution: manual` and `needs: [{job: …, allow_failure: true}]`.',
    },
  },
  on: {
    *pipeline(config) {
      const byName = new Map(config.jobs.map(job => [job.name, job]));
      for (const job of config.jobs) {
        for (const way of findWaysRound(config, job, byName)) {
          const { need, checker, sample, events } = way;
          const { name } = job.definition;
          const shows = `${quoteList([need.job, checker.name])} fail, ${quote(job.name)} can be played`;
          const pipeline = describeSighting(sample.sighting);
          yield {
            messageId: 'workaround',
            at: need.at.node,
            job: name,
            severity: 'info',
            data: { job: name, failing: need.job, checker: checker.name, pipeline },
            related: [{ message: 'This job fails in its place.', at: checker.definition.key }],
            witness: toWitness(config, sample.sighting, shows, events),
          };
        }
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

interface WayRound {
  readonly need: Need;
  readonly checker: Job;
  readonly sample: SamplePipeline;
  readonly events: SampleRun['events'];
}

/** Where a check may fail, a second job fails in its place, and a manual job takes what the check left behind. */
function* findWaysRound(config: Config, job: Job, byName: ReadonlyMap<string, Job>): Generator<WayRound> {
  if (!jobOutcomes(job).some(({ when }) => when.value === 'manual')) return;
  for (const need of job.needs ?? []) {
    const check = byName.get(need.job);
    if (check === undefined || !need.artifacts || keptArtifacts(check) === null) continue;
    const checker = config.jobs.find(other => other !== job && failsInPlace(other, check));
    const seen = checker === undefined ? null : findPlayable(config, job, check, checker);
    if (checker !== undefined && seen !== null) yield { need, checker, ...seen };
  }
}

/**
 * Whether all that a job does is to look at the artifacts of `check` and to fail: it needs nothing else, makes nothing,
 * and its script ends with a failure on its own account or reads one of the files.
 */
function failsInPlace(job: Job, check: Job): boolean {
  const [need, ...others] = job.needs ?? [];
  if (need?.job !== check.name || others.length > 0 || !need.artifacts) return false;
  if (keyword(job, 'artifacts') !== undefined || keyword(job, 'environment') !== undefined) return false;
  const script = scriptOf(job);
  if (script.length > LONGEST_VERDICT) return false;
  return (
    script.some(line => /\bexit\s+(?:[1-9]|"?\$)/.test(line)) ||
    pathsOf(check).some(path => script.some(line => line.includes(path)))
  );
}

/** More lines than that do more than to read a file and to fail. */
const LONGEST_VERDICT = 10;

function scriptOf(job: Job): readonly string[] {
  const script = keyword(job, 'script');
  const items = script?.kind === 'list' ? script.items : [script];
  return items.flatMap(item => (item?.kind === 'scalar' ? item.text.split('\n') : []));
}

/** What the paths of artifacts begin with, up to the first wildcard or variable. */
function pathsOf(check: Job): readonly string[] {
  const paths = get(keyword(check, 'artifacts'), 'paths');
  const items = paths?.kind === 'list' ? paths.items : [];
  const starts = items.flatMap(item => (item.kind === 'scalar' ? item.text.replace(/[*?[{$].*$/s, '') : []));
  return starts.map(start => start.replace(/^\.\//, '').replace(/\/$/, '')).filter(start => start.length > 2);
}

/** A pipeline in which the check fails and then the checker, the pipeline has failed, and the manual job can be played. */
function findPlayable(
  config: Config,
  job: Job,
  check: Job,
  checker: Job,
): Pick<WayRound, 'sample' | 'events'> | null {
  for (const sample of samplePipelines(config)) {
    const { pipeline, jobs } = sample;
    const [allowed, strict] = [jobs.get(check.name), jobs.get(checker.name)];
    if (jobs.get(job.name)?.execution !== 'manual' || allowed?.execution !== 'automatic') continue;
    if (allowed.allowFailure !== true || strict?.allowFailure !== false || strict.when !== 'on_success')
      continue;
    const run = runUntil(pipeline, { job: job.name, fails: new Set([check.name]) });
    if (run?.statuses.jobs[job.name] !== 'manual') continue;
    const simulation = startSimulation(pipeline, 'current');
    const events = [...run.events, { event: 'drop' as const, jobs: [checker.name] }];
    const outcomes = events.map(event => simulation.fire(event));
    const { jobs: statuses } = simulation.statuses();
    const isPossible = outcomes.every(({ refused }) => refused.length === 0);
    if (isPossible && statuses[checker.name] === 'failed' && statuses[job.name] === 'manual') {
      return { sample, events };
    }
  }
  return null;
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
