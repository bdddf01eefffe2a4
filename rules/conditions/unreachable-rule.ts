import { DIALECTS } from '../../src/config/dialect.js';
import { toJson } from '../../src/config/entries/json.js';
import { type Job, keyword, type RulesEntry } from '../../src/config/job.js';
import { outcomeBy } from '../../src/config/job-outcomes.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { definitionNames, type EntryUse, entryUses, isBorrowed } from '../../src/linter/shared-entries.js';
import { describeDecision } from '../../src/pipeline/decision-text.js';
import { type Membership, membershipOf } from '../../src/pipeline/membership/membership.js';
import { removeItem } from '../../src/syntax/yaml/edit-sequence.js';

export const unreachableRule: AnyLintRule = defineRule({
  id: 'unreachable-rule',
  meta: {
    summary: 'An entry of `rules` never decides, because earlier ones always do where it holds.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: ['https://docs.gitlab.com/ci/yaml/#rules', 'lib/gitlab/ci/build/rules.rb'],
    dialects: DIALECTS,
  },
  messages: {
    covered: {
      what: 'This rule of {{jobs}} never decides: wherever it holds, rule {{{number}}} holds too and comes first.',
      why: 'GitLab takes the first entry that matches. Rule {{{number}}} is {{covering}}.',
      help: 'Move it up, or remove it.',
    },
    together: {
      what: 'This rule of {{jobs}} never decides: wherever it holds, one of the {{{count}}} before it holds too.',
      why: 'GitLab takes the first entry that matches.',
      help: 'Move it up, or remove it.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid) return;
      const membership = membershipOf(config);
      for (const uses of entryUses(config).values()) {
        const [use] = uses;
        if (use === undefined || !uses.every(each => isUnreachable(membership, each))) continue;
        const jobs = definitionNames(uses);
        const covering = coveringEntry(membership, use);
        const facts = {
          at: use.entry.at.node,
          ...(jobs.length === 1 && jobs[0] ? { job: jobs[0] } : {}),
          fix: () => (membership.conditions.isWhole ? remove(uses, covering?.entry) : []),
        };
        if (covering === null) {
          yield { ...facts, messageId: 'together', data: { jobs, count: use.index } };
          continue;
        }
        const { entry, number } = covering;
        yield {
          ...facts,
          messageId: 'covered',
          data: {
            jobs,
            number,
            covering: describeDecision({ kind: 'rule', number, entry }, true).replace(/^rule \d+: /, ''),
          },
          related: [{ message: 'This rule comes first.', at: entry.at.node }],
        };
      }
    },
  },
});

/** An entry that holds somewhere, in a job that can be added, but that never decides. Borrowed lists are written for other jobs too. */
function isUnreachable(membership: Membership, { job, entry, index }: EntryUse): boolean {
  if (index === 0 || isBorrowed(entry) || !membership.conditions.isSettled(job)) return false;
  if (isFallback(job, entry)) return false;
  const isAt = (which: 'ownDecisions' | 'clauses'): boolean =>
    membership.isNever(jobs => jobs[which](job)[index] ?? jobs.solver.never);
  return isAt('ownDecisions') && !isAt('clauses');
}

/** An entry without clauses that leaves the job out says what is so anyway where nothing matches. */
function isFallback(job: Job, entry: RulesEntry): boolean {
  const asksNothing = entry.if === null && entry.changes === null && entry.exists === null;
  return asksNothing && outcomeBy(job, entry) === null;
}

/** The one earlier entry that holds wherever this one does. */
function coveringEntry(
  membership: Membership,
  { job, index }: EntryUse,
): { readonly entry: RulesEntry; readonly number: number } | null {
  for (const [at, entry] of (job.rules ?? []).slice(0, index).entries()) {
    const covers = membership.isNever(jobs => {
      const clauses = jobs.clauses(job);
      const { solver } = jobs;
      return solver.and(clauses[index] ?? solver.never, solver.not(clauses[at] ?? solver.never));
    });
    if (covers) return { entry, number: at + 1 };
  }
  return null;
}

/**
 * No pipeline changes. An entry that asks for what the covering one asks for says nothing; any other may be what was meant, so that
 * it is for people to move or remove it.
 */
function remove(uses: readonly EntryUse[], covering: RulesEntry | undefined): readonly Fix[] {
  const [use] = uses;
  const list = use === undefined ? undefined : keyword(use.job, 'rules')?.node;
  if (use === undefined || list?.kind !== 'sequence' || list.items[use.index] !== use.entry.at.node)
    return [];
  const edits = removeItem(list, use.index);
  const isRepeated =
    covering !== undefined &&
    uses.every(({ job, entry }) => effectOf(job, covering) === effectOf(job, entry));
  return isRepeated
    ? safeFix('Remove the rule: an earlier one does the same wherever it holds', edits)
    : suggestion('Remove the rule: no pipeline changes', edits);
}

function effectOf(job: Job, entry: RulesEntry): string {
  const outcome = outcomeBy(job, entry);
  const { variables, interruptible } = entry;
  if (outcome === null) return 'out';
  return JSON.stringify([
    outcome.when.value,
    outcome.execution.value,
    outcome.blocker,
    outcome.delay,
    outcome.allowFailure.value,
    outcome.needs?.map(need => ({ ...need, at: null })),
    variables === null ? {} : toJson(variables),
    interruptible?.value,
  ]);
}
