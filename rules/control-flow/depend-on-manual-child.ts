import type { Config } from '../../src/config/config.js';
import { type Job, keyword } from '../../src/config/job.js';
import { isLater } from '../../src/config/keywords/target.js';
import type { Related } from '../../src/config/problem.js';
import { asString, get, type Value } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote, quoteList } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { type ChildPipeline, childOf } from '../../src/pipeline/child-pipeline.js';
import { startedChild } from '../../src/pipeline/membership/child-sightings.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';
import { runUntil, type SampleRun } from '../../src/pipeline/sample-run.js';
import { setValue } from '../../src/syntax/yaml/edit-value.js';

export const dependOnManualChild: AnyLintRule = defineRule({
  id: 'depend-on-manual-child',
  meta: {
    summary:
      'A trigger job with `strategy: depend` runs on, or fails, while its child pipeline waits for a person.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: ['https://docs.gitlab.com/ci/yaml/#triggerstrategy', 'app/models/ci/bridge.rb'],
  },
  messages: {
    running: {
      what: '{{job}} stays running until somebody plays {{manual}} in its child pipeline.',
      why: '`strategy: depend` ends with a child that has passed, failed or been canceled, not with one that is blocked. So it is in {{{pipeline}}}: the parent pipeline shows as running, and what comes after {{job}} waits.',
      help: '{{{mirror}}}Or let {{manual}} be optional with `allow_failure: true`.',
    },
    failing: {
      what: '{{job}} fails as soon as its child pipeline is made, because nothing in it starts by itself.',
      why: 'A pipeline in which nothing ran and {{manual}} can be played counts as skipped, and `strategy: depend` takes skipped for failed. So it is in {{{pipeline}}}.',
      help: '{{{mirror}}}Or leave `strategy` out.',
    },
  },
  on: {
    *job(job, { config, target }) {
      const strategy = get(keyword(job, 'trigger'), 'strategy');
      if (strategy === undefined || asString(strategy) !== 'depend') return;
      const child = childOf(config, job);
      if (
        child === null ||
        !child.valid ||
        !child.complete ||
        !membershipOf(config).conditions.isSettled(job)
      )
        return;
      const found = findWaiting(config, job);
      if (found === null) return;
      const { sighting, child: waiting, manual, run, fails } = found;
      const { name } = job.definition;
      const names = [...new Set(manual.map(each => definitionOf(waiting, each)))];
      const effect = fails ? 'is skipped' : 'is blocked';
      const shows = `the child pipeline of ${quote(job.name)} ${effect}, ${quoteList(manual)} can be played`;
      const pipeline = describeSighting(sighting);
      const knowsMirror = !isLater(MIRROR_SINCE, target.gitlabVersion);
      const mirror = knowsMirror ? 'Write `strategy: mirror`: the job shows what its child does. ' : '';
      yield {
        messageId: fails ? 'failing' : 'running',
        at: strategy.node,
        job: name,
        data: { job: name, manual: names, pipeline, mirror },
        related: manualRules(waiting, manual),
        witness: toWitness(config, sighting, shows, run.events, job.name),
        fix: () => (knowsMirror ? mirrorChild(strategy) : []),
      };
    },
  },
});

interface Waiting {
  readonly sighting: Sighting;
  readonly child: ChildPipeline;
  /** The manual jobs that can be played when nothing else moves. */
  readonly manual: readonly string[];
  readonly run: SampleRun;
  /** Whether the child is skipped, not blocked. */
  readonly fails: boolean;
}

/** A usual pipeline whose child comes to rest at manual jobs though nothing failed. */
function findWaiting(config: Config, job: Job): Waiting | null {
  const found: Waiting[] = [];
  membershipOf(config).find(
    jobs => jobs.includes(job),
    sighting => {
      const waiting = waitIn(config, job, sighting);
      if (waiting !== null) found.push(waiting);
      return waiting !== null;
    },
    'usual',
  );
  return found[0] ?? null;
}

function waitIn(config: Config, job: Job, sighting: Sighting): Waiting | null {
  const child = startedChild({ config, job }, sighting);
  const pipeline = child?.composition.certain === true ? child.composition.pipeline : null;
  const run = pipeline === null ? null : runUntil(pipeline, { job: null });
  if (child === null || pipeline === null || run === null) return null;
  const status = run.statuses.pipeline;
  if (status !== 'manual' && status !== 'skipped') return null;
  const fails = status === 'skipped';
  const manual = pipeline.jobs
    .filter(each => run.statuses.jobs[each.name] === 'manual' && (fails || each.allowFailure !== true))
    .map(each => each.name);
  return manual.length > 0 ? { sighting, child, manual, run, fails } : null;
}

function definitionOf({ config }: ChildPipeline, name: string): string {
  return config.jobs.find(job => job.name === name)?.definition.name ?? name;
}

const MOST_RELATED = 3;

function manualRules({ config }: ChildPipeline, manual: readonly string[]): readonly Related[] {
  return config.jobs
    .filter(({ name }) => manual.includes(name))
    .slice(0, MOST_RELATED)
    .map(({ name, definition }) => ({ message: `${quote(name)} is a manual job.`, at: definition.key }));
}

/** The first GitLab that knows `mirror`. */
const MIRROR_SINCE = '18.2';

function mirrorChild(strategy: Value): Fix[] {
  return suggestion(
    'Write `strategy: mirror`: the trigger job is blocked, skipped or failed as its child is',
    setValue(strategy.node, 'mirror'),
  );
}
