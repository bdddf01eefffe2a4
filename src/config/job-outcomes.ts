import type { AllowFailure, Field, Job, Need, RulesEntry, When } from './job.js';

/** What a job can be in a pipeline, by one of its rules. */
export interface JobOutcome {
  /** The rule that leads here; null for a job without rules. */
  readonly entry: RulesEntry | null;
  readonly when: Field<When>;
  readonly allowFailure: Field<AllowFailure>;
  readonly needs: readonly Need[] | null;
}

/**
 * The outcomes of a job that is added, one for each of its rules, which fall back to the job's keywords; rules with
 * `when: never` have none. An empty list of needs in a rule keeps the job's (`lib/gitlab/ci/pipeline/seed/build.rb`).
 */
export function jobOutcomes(job: Job): readonly JobOutcome[] {
  if (job.rules === null) return [{ entry: null, ...pick(job) }];
  const outcomes = job.rules.map(entry => ({
    entry,
    when: entry.when ?? job.when,
    allowFailure: entry.allowFailure ?? job.allowFailure,
    needs: entry.needs === null || entry.needs.length === 0 ? job.needs : entry.needs,
  }));
  return outcomes.filter(({ when }) => when.value !== 'never');
}

function pick({ when, allowFailure, needs }: Job): Omit<JobOutcome, 'entry'> {
  return { when, allowFailure, needs };
}
