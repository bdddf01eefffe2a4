import type { Formula } from '../../src/conditions/solver/formula.js';
import type { Config } from '../../src/config/config.js';
import { type Job, keyword, type Need } from '../../src/config/job.js';
import { type JobOutcome, jobOutcomes } from '../../src/config/job-outcomes.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { usersOf } from '../../src/linter/ownership.js';
import { toWitness } from '../../src/linter/pipeline-witness.js';
import type { JobFormulas } from '../../src/pipeline/membership/job-formulas.js';
import { membershipOf } from '../../src/pipeline/membership/membership.js';
import { describeSighting, type Sighting } from '../../src/pipeline/membership/sighting.js';
import { setValue } from '../../src/syntax/yaml/edit-value.js';

export const alwaysBypassesManualGate: AnyLintRule = defineRule({
  id: 'always-bypasses-manual-gate',
  meta: {
    summary: 'A job with `when: always` does not wait for the manual job that it needs.',
    category: 'control-flow',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/jobs/job_control/#types-of-manual-jobs',
      'lib/gitlab/ci/status/composite.rb',
      'app/services/ci/process_build_service.rb',
    ],
  },
  messages: {
    bypasses: {
      what: 'Job {{job}} starts before anybody plays {{gate}}, which it needs.',
      why: 'In {{{pipeline}}} {{gate}} is manual and may fail, so GitLab counts it as skipped until somebody plays it, and `when: always` starts after skipped jobs too.',
      help: 'Leave `when: always` out of {{job}}, or write `allow_failure: false` at {{gate}} so that it is waited for.',
    },
  },
  on: {
    *pipeline(config) {
      if (!config.valid) return;
      const byName = new Map(config.jobs.map(job => [job.name, job]));
      for (const job of config.jobs) {
        for (const outcome of jobOutcomes(job)) {
          if (outcome.when.value !== 'always') continue;
          for (const need of outcome.needs ?? []) {
            const gate = byName.get(need.job);
            const sighting = gate === undefined ? null : findBypass(config, { job, outcome, gate });
            if (gate !== undefined && sighting !== null)
              yield finding(config, { job, outcome, gate }, need, sighting);
          }
        }
      }
    },
  },
});

interface Bypass {
  readonly job: Job;
  readonly outcome: JobOutcome;
  readonly gate: Job;
}

function finding(config: Config, { job, outcome, gate }: Bypass, need: Need, sighting: Sighting) {
  const names = { job: job.definition.name, gate: gate.definition.name };
  return {
    messageId: 'bypasses',
    at: need.at.node,
    job: names.job,
    severity: keyword(job, 'environment') === undefined ? 'warning' : 'error',
    data: { ...names, pipeline: describeSighting(sighting) },
    related: [
      ...(outcome.when.at === null
        ? []
        : [{ message: 'It starts whatever happens.', at: outcome.when.at.node }]),
      { message: `${quote(names.gate)} is here.`, at: gate.definition.key },
    ],
    witness: toWitness(config, sighting),
    fix: () => onSuccess(config, outcome),
  } as const;
}

/** Where nobody else reads the word. */
function onSuccess(config: Config, { when: { at } }: JobOutcome): Fix[] {
  if (at === null || usersOf(config, at.node).size > 1) return [];
  return suggestion(
    'Write `when: on_success`: it waits until the gate is played',
    setValue(at.node, 'on_success'),
  );
}

function findBypass(config: Config, { job, outcome, gate }: Bypass): Sighting | null {
  const membership = membershipOf(config);
  if (!membership.conditions.isSettled(job) || !membership.conditions.isSettled(gate)) return null;
  if (!jobOutcomes(gate).some(isOptionalGate)) return null;
  return membership.find(
    jobs =>
      jobs.solver.and(
        where(jobs, job, each => each.entry === outcome.entry),
        where(jobs, gate, isOptionalGate),
      ),
    ({ composition, decisionOf }) => {
      const form = decisionOf(job.name)?.form;
      const gateForm = decisionOf(gate.name)?.form;
      const isGate = gateForm?.when === 'manual' && gateForm.allowFailure === true;
      const needsIt = form?.when === 'always' && form.needs?.some(need => need.job === gate.name) === true;
      return composition.pipeline !== null && isGate && needsIt;
    },
    'unusual',
  );
}

function isOptionalGate({ when, allowFailure }: JobOutcome): boolean {
  return when.value === 'manual' && allowFailure.value === true;
}

function where(jobs: JobFormulas, job: Job, isMeant: (outcome: JobOutcome) => boolean): Formula {
  const meant = jobs.outcomes(job).filter(({ outcome }) => isMeant(outcome));
  return jobs.solver.or(...meant.map(each => each.where));
}
