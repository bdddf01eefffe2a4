import { DIALECTS } from '../../src/config/dialect.js';
import type { Job } from '../../src/config/job.js';
import { jobOutcomes } from '../../src/config/job-outcomes.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { findPair, removeEntry } from '../../src/syntax/yaml/edit-mapping.js';
import { setValue } from '../../src/syntax/yaml/edit-value.js';

export const exitCodesOverriddenByRules: AnyLintRule = defineRule({
  id: 'exit-codes-overridden-by-rules',
  meta: {
    summary: 'A job allows certain exit codes to fail, but all its rules replace that.',
    category: 'conditions',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#allow_failureexit_codes',
      'lib/gitlab/ci/pipeline/seed/build.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    replaced: {
      what: 'The `exit_codes` of {{job}} have no effect.',
      why: 'Each rule that adds the job has an `allow_failure` of its own, and GitLab drops the exit codes then.',
      help: 'Remove `allow_failure` from the rules for which the exit codes shall count.',
    },
  },
  on: {
    *job(job) {
      const replacing = replacingEntries(job);
      const [first] = replacing;
      if (first === undefined || job.allowFailure.at === null) return;
      yield {
        messageId: 'replaced',
        at: job.allowFailure.at.node,
        job: job.name,
        data: { job: job.definition.name },
        related: replacing.map(at => ({ message: 'It is replaced here.', at: at.node })),
        fix: () => leaveToJob(job),
      };
    },
  },
});

/** Where the rules that can add the job replace its exit codes; none when one of them leaves them as they are. */
function replacingEntries(job: Job): readonly NonNullable<Job['allowFailure']['at']>[] {
  if (typeof job.allowFailure.value === 'boolean' || job.rules === null) return [];
  const adding = jobOutcomes(job);
  const places = adding.flatMap(({ entry }) => entry?.allowFailure?.at ?? []);
  return places.length === adding.length ? places : [];
}

/** Takes `allow_failure` out of the rules that write it themselves. */
function leaveToJob(job: Job): Fix[] {
  const edits = jobOutcomes(job).map(({ entry }) => {
    const node = entry?.at.node;
    const pair = node?.kind === 'mapping' ? findPair(node, 'allow_failure') : undefined;
    if (node?.kind !== 'mapping' || pair === undefined) return null;
    // GitLab refuses an entry that says nothing.
    return node.pairs.length === 1 ? setValue(node, { when: job.when.value }) : removeEntry(node, pair);
  });
  const all = edits.every(each => each !== null) ? edits.flat() : null;
  return suggestion('Take `allow_failure` out of the rules, so that the exit codes count', all);
}
