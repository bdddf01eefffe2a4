import type { Config } from '../../src/config/config.js';
import type { Job, RulesEntry } from '../../src/config/job.js';
import { keyword } from '../../src/config/job.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import { definitionNames, entryUses } from '../../src/linter/shared-entries.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';
import { findPair, insertEntry } from '../../src/syntax/yaml/edit-mapping.js';

export const manualDefaultLeaksAllowFailure: AnyLintRule = defineRule({
  id: 'manual-default-leaks-allow-failure',
  meta: {
    summary: 'A rule makes a manual job start by itself, and its failure stays allowed.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#rulesallow_failure',
      'lib/gitlab/ci/config/entry/job.rb',
      'lib/gitlab/ci/build/rules.rb',
    ],
  },
  messages: {
    leaks: {
      what: 'By this rule {{jobs}} may fail without failing the pipeline.',
      why: '`when: manual` of the job makes `allow_failure: true` its default, and a rule that changes `when` alone keeps it. In {{{pipeline}}} the job starts by itself, and its failure is only a warning.',
      help: 'Write `allow_failure: false` in the rule, or `true` if it is meant so.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid) return;
      for (const uses of entryUses(config).values()) {
        const leaking = uses.filter(({ job, entry }) => leaks(job, entry));
        const [use] = leaking;
        if (use === undefined || leaking.length < uses.length) continue;
        const sighting = findUse(config, use.job, use.entry);
        if (sighting === null) continue;
        const jobs = definitionNames(uses);
        const { entry, job } = use;
        yield {
          messageId: 'leaks',
          at: entry.when?.at?.node ?? entry.at.node,
          data: { jobs, pipeline: describeSighting(sighting) },
          related:
            job.when.at === null ? [] : [{ message: 'This makes it the default.', at: job.when.at.node }],
          witness: toWitness(config, sighting),
          fix: () => forbidFailure(entry),
          ...(jobs.length === 1 ? { job: job.definition.name } : {}),
        };
      }
    },
  },
});

function leaks(job: Job, { when, allowFailure }: RulesEntry): boolean {
  if (job.when.value !== 'manual' || keyword(job, 'allow_failure') !== undefined) return false;
  const startsItself =
    when?.value === 'on_success' || when?.value === 'always' || when?.value === 'on_failure';
  return startsItself && allowFailure === null;
}

function findUse(config: Config, job: Job, entry: RulesEntry): Sighting | null {
  const membership = membershipOf(config);
  if (!membership.conditions.isSettled(job)) return null;
  return membership.find(
    jobs => jobs.decisions(job)[job.rules?.indexOf(entry) ?? -1] ?? jobs.solver.never,
    ({ composition, decisionOf }) => {
      const decision = decisionOf(job.name);
      const isByIt = decision?.by.kind === 'rule' && decision.by.entry === entry;
      return composition.pipeline !== null && isByIt && decision.form?.allowFailure === true;
    },
  );
}

function forbidFailure({ at: { node } }: RulesEntry): Fix[] {
  if (node.kind !== 'mapping') return [];
  const after = findPair(node, 'when');
  const entry = { key: 'allow_failure', value: false };
  const edits = insertEntry(node, after === undefined ? entry : { ...entry, after });
  return suggestion('Write `allow_failure: false`: its failure fails the pipeline', edits);
}
