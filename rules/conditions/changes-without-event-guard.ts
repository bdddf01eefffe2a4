import { parseOnce } from '../../src/conditions/expression/memo.js';
import { variableNames } from '../../src/conditions/expression/node.js';
import { PathSet } from '../../src/conditions/path-set.js';
import type { Config } from '../../src/config/config.js';
import { type Job, keyword, type RulesEntry } from '../../src/config/job.js';
import type { Place, Related } from '../../src/config/problem.js';
import { asString, get } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote, quoteList } from '../../src/linter/message.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { definitionNames, type EntryUse, entryUses } from '../../src/linter/shared-entries.js';
import { composePipeline } from '../../src/pipeline/compose.js';
import { clausesOf, decideJob } from '../../src/pipeline/deciding-rule.js';
import { jobLookup, rootVariables } from '../../src/pipeline/job-variables.js';
import { type Membership, membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';
import { setEntry } from '../../src/syntax/yaml/edit-mapping.js';

interface Options {
  readonly report: 'harmful' | 'all';
}

const HELP =
  'Ask for the event too: `$CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH` for pushes to branches, `$CI_PIPELINE_SOURCE == "merge_request_event"` for merge requests.';

export const changesWithoutEventGuard: AnyLintRule = defineRule({
  id: 'changes-without-event-guard',
  meta: {
    summary: '`changes` holds whatever changed, because GitLab does not know the changes of such pipelines.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_troubleshooting/',
      'https://docs.gitlab.com/ci/yaml/#ruleschanges',
      'lib/gitlab/ci/build/rules/rule/clause/changes.rb',
    ],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          report: {
            enum: ['harmful', 'all'],
            description: 'Whether jobs are reported that run in such pipelines beside others.',
          },
        },
      },
      defaults: { report: 'harmful' } as Options,
    },
  },
  messages: {
    never: {
      what: 'This rule keeps {{jobs}} out of pipelines whatever changed in them.',
      why: 'In {{{pipeline}}} GitLab does not know what changed and takes every `changes` for true, so the rule decides before those that would add {{job}}.',
      help: HELP,
    },
    deploys: {
      what: '{{job}} deploys to {{environment}} in pipelines in which none of these files need have changed.',
      why: 'In {{{pipeline}}} GitLab does not know what changed and takes every `changes` for true.',
      help: HELP,
    },
    alone: {
      what: 'This `changes` makes pipelines of tags, though the other jobs are kept out of them.',
      why: 'In {{{pipeline}}} GitLab does not know what changed and takes every `changes` for true: there is a pipeline with nothing but {{jobs}}.',
      help: HELP,
    },
    added: {
      what: 'There are pipelines with {{jobs}} in which none of these files need have changed.',
      why: 'In {{{pipeline}}} GitLab does not know what changed and takes every `changes` for true.',
      help: HELP,
    },
  },
  on: {
    *pipeline(config, { options }) {
      if (!config.valid) return;
      const membership = membershipOf(config);
      if (!membership.conditions.asksForChanges) return;
      const told = new Set<unknown>();
      for (const uses of entryUses(config).values()) {
        const use = uses[0];
        if (use === undefined || !asksWhatChanged(use.entry)) continue;
        const found = judge(membership, config, uses);
        if (found === null) continue;
        told.add(use.entry.at.node);
        const { sighting, messageId } = found;
        const { job } = found.use;
        const environment = environmentOf(job) ?? '';
        const pipeline = describeSighting(sighting);
        const jobs = definitionNames(uses);
        const shows = `${quote(job.name)} is ${messageId === 'never' ? 'not ' : ''}added`;
        yield {
          messageId,
          ...guarded(use.entry),
          ...(jobs.length === 1 ? { job: job.definition.name } : {}),
          data: { jobs, job: job.name, environment, pipeline },
          witness: toWitness(config, sighting, shows),
        };
      }
      const tags = findTagPipeline(config, membership);
      if (tags !== null && !tags.entries.some(({ at }) => told.has(at.node))) {
        const [first, ...others] = tags.entries;
        const { sighting, jobs } = tags;
        const verb = jobs.length === 1 ? 'is' : 'are';
        yield {
          messageId: 'alone',
          ...guarded(first),
          data: { jobs, pipeline: describeSighting(sighting) },
          related: theseToo(others),
          witness: toWitness(config, sighting, `only ${quoteList(jobs)} ${verb} added`),
        };
      }
      if (options.report !== 'all') return;
      for (const { use, jobs, sighting } of addedUnasked(config, membership)) {
        if (told.has(use.entry.at.node)) continue;
        yield {
          messageId: 'added',
          ...guarded(use.entry),
          data: { jobs, pipeline: describeSighting(sighting) },
          witness: toWitness(config, sighting, `${quote(use.job.name)} is added`),
        };
      }
    },
  },
});

type Found = { readonly use: EntryUse; readonly sighting: Sighting; readonly messageId: 'never' | 'deploys' };

/** Kinds of pipelines whose changes GitLab does not know, though people expect them to be like others. */
const FOR_EXCLUSION = ['push-tag', 'schedule-branch', 'web-branch'];

/** Who starts a pipeline by hand may want to deploy everything. */
const FOR_DEPLOYMENT = ['push-tag', 'schedule-branch'];

/** Whether an entry rests on what changed since the last push, and not since a branch that it names. */
function asksWhatChanged(entry: RulesEntry): boolean {
  const { changes, exists } = clausesOf(entry);
  return changes !== undefined && changes.compareTo === undefined && exists === undefined;
}

function judge(membership: Membership, config: Config, uses: readonly EntryUse[]): Found | null {
  for (const use of uses) {
    const { job, entry } = use;
    if (!membership.conditions.isSettled(job)) continue;
    if (entry.when?.value === 'never') {
      const sighting = sight(membership, use, FOR_EXCLUSION, sighting => wouldBeAdded(config, use, sighting));
      if (sighting !== null) return { use, sighting, messageId: 'never' };
    } else if (environmentOf(job) !== null) {
      const sighting = sight(membership, use, FOR_DEPLOYMENT, sighting => deploys(config, use, sighting));
      if (sighting !== null) return { use, sighting, messageId: 'deploys' };
    }
  }
  return null;
}

/** A usual pipeline of one of the kinds in which the entry decides. */
function sight(
  membership: Membership,
  { job, entry, index }: EntryUse,
  types: readonly string[],
  confirms: (sighting: Sighting) => boolean,
): Sighting | null {
  return membership.find(
    jobs => jobs.solver.and(jobs.solver.inTypes(types), jobs.decisions(job)[index] ?? jobs.solver.never),
    sighting => {
      const { composition, context } = sighting;
      const by = sighting.decisionOf(job.name)?.by;
      const decides = by?.kind === 'rule' && by.entry === entry;
      const isMade = composition.pipeline !== null || composition.reason === 'filtered_by_rules';
      return isMade && context.changes === null && decides && confirms(sighting);
    },
    'usual',
  );
}

/** Whether the job would be in the pipeline if the entry were not there. */
function wouldBeAdded(config: Config, { job, entry }: EntryUse, { context, composition }: Sighting): boolean {
  const rules = (job.rules ?? []).filter(other => other !== entry);
  const lookup = jobLookup(job, context, rootVariables(config, composition.workflowEntry));
  const { form, certain } = decideJob({ ...job, rules }, lookup, context);
  return form !== null && certain;
}

/** Whether the job starts by itself, and would not be there if nothing had changed. */
function deploys(config: Config, { job }: EntryUse, sighting: Sighting): boolean {
  const form = sighting.decisionOf(job.name)?.form;
  return form?.when === 'on_success' && !isAddedWithoutChanges(config, job, sighting);
}

function isAddedWithoutChanges(config: Config, job: Job, { context, composition }: Sighting): boolean {
  const lookup = jobLookup(job, context, rootVariables(config, composition.workflowEntry));
  return decideJob(job, lookup, { ...context, changes: NOTHING_CHANGED }).form !== null;
}

const NOTHING_CHANGED = new PathSet([]);

/** The environment that a job deploys to; null when it only prepares, checks or stops one. */
function environmentOf(job: Job): string | null {
  const environment = keyword(job, 'environment');
  const action = asString(get(environment, 'action')) ?? 'start';
  return action === 'start' ? (asString(get(environment, 'name')) ?? asString(environment)) : null;
}

interface TagPipeline {
  readonly sighting: Sighting;
  readonly entries: readonly [RulesEntry, ...RulesEntry[]];
  readonly jobs: readonly string[];
}

/** A tag pipeline that nothing but `changes` makes, in a configuration with jobs that are not for tags. */
function findTagPipeline(config: Config, membership: Membership): TagPipeline | null {
  if (!membership.conditions.isWhole) return null;
  const sighting = membership.find(
    jobs => jobs.solver.inTypes(['push-tag']),
    ({ composition, context }) => {
      const { pipeline, workflowEntry, decisions } = composition;
      if (pipeline === null || context.changes !== null || asksForTags(workflowEntry)) return false;
      const calm = composePipeline(config, { ...context, changes: NOTHING_CHANGED });
      return calm.reason === 'filtered_by_rules' && decisions.some(({ form }) => form === null);
    },
    'usual',
  );
  if (sighting === null) return null;
  const added = sighting.composition.decisions.filter(({ form }) => form !== null);
  const asking = added.flatMap(({ by }) =>
    by.kind === 'rule' && asksWhatChanged(by.entry) ? [by.entry] : [],
  );
  const [first, ...others] = new Set(asking);
  return first === undefined ? null : { sighting, entries: [first, ...others], jobs: definitionNames(added) };
}

/** The workflow allows tags on purpose. */
function asksForTags(entry: RulesEntry | null): boolean {
  const { if: text } = entry === null ? {} : clausesOf(entry);
  const parsed = text === undefined ? null : parseOnce(text);
  return (
    parsed?.ok === true && variableNames(parsed.expression).some(name => /^CI_COMMIT_(?:TAG|REF)/.test(name))
  );
}

interface Added {
  readonly use: EntryUse;
  readonly jobs: readonly string[];
  readonly sighting: Sighting;
}

/** Entries that add jobs only because GitLab does not know what changed. */
function* addedUnasked(config: Config, membership: Membership): Generator<Added> {
  for (const uses of entryUses(config).values()) {
    const [use] = uses;
    if (use === undefined || use.entry.when?.value === 'never' || !asksWhatChanged(use.entry)) continue;
    if (!membership.conditions.isSettled(use.job)) continue;
    const isUnasked = (sighting: Sighting): boolean => !isAddedWithoutChanges(config, use.job, sighting);
    const sighting = sight(membership, use, FOR_EXCLUSION, isUnasked);
    if (sighting !== null) yield { use, jobs: definitionNames(uses), sighting };
  }
}

function placeOf({ at, changes }: RulesEntry): Place {
  return at.entries.get('changes')?.key ?? changes?.node ?? at.node;
}

/** Where an entry is reported, and what is offered there. */
function guarded(entry: RulesEntry): { readonly at: Place; readonly fix: () => Fix[] } {
  return { at: placeOf(entry), fix: () => guard(entry) };
}

const MOST_RELATED = 3;

function theseToo(entries: readonly RulesEntry[]): readonly Related[] {
  return entries.slice(0, MOST_RELATED).map(entry => ({ message: 'This one too.', at: placeOf(entry) }));
}

const EVENTS =
  '($CI_PIPELINE_SOURCE == "push" && $CI_COMMIT_BRANCH) || $CI_PIPELINE_SOURCE == "merge_request_event"';

/** Asks for the pipelines whose changes GitLab knows, beside what is asked already. */
function guard(entry: RulesEntry): Fix[] {
  const { node } = entry.at;
  const { if: text } = clausesOf(entry);
  if (node.kind !== 'mapping' || (entry.if !== null && entry.if.node.kind !== 'scalar')) return [];
  const condition = text === undefined ? EVENTS : `(${text.trim()}) && (${EVENTS})`;
  return suggestion(
    'Let it hold only in merge request pipelines and those of pushes to branches',
    setEntry(node, 'if', condition),
  );
}
