import type { AllowFailure, Execution, Field, Job, Need, RulesEntry, When } from './job.js';

/** What a job can be in a pipeline, by one of its rules. */
export interface JobOutcome {
  /** The rule that leads here; null for a job without rules. */
  readonly entry: RulesEntry | null;
  /** As written, so with `manual` and `delayed` among its values in today's syntax. */
  readonly when: Field<When>;
  /** How the job starts, in either syntax; it stands at `when` in today's. */
  readonly execution: Field<Execution>;
  /** True for a manual job that holds up what comes after it until it is played. */
  readonly blocker: boolean;
  /** How long a delayed job waits, as written. */
  readonly delay: string | null;
  readonly allowFailure: Field<AllowFailure>;
  readonly needs: readonly Need[] | null;
}

/**
 * The outcomes of a job that is added, one for each of its rules, which fall back to the job's keywords; rules with
 * `when: never` or `included: false` have none.
 */
export function jobOutcomes(job: Job): readonly JobOutcome[] {
  let outcomes = memo.get(job);
  if (outcomes === undefined) {
    outcomes = (job.rules ?? [null]).flatMap(entry => outcomeBy(job, entry) ?? []);
    memo.set(job, outcomes);
  }
  return outcomes;
}

const memo = new WeakMap<Job, readonly JobOutcome[]>();

/** Null where the rule, or the job itself, says that the job is left out. */
export function outcomeBy(job: Job, entry: RulesEntry | null): JobOutcome | null {
  const when = entry?.when ?? job.when;
  const included = entry?.included ?? job.included;
  if (when.value === 'never' || included?.value === false) return null;
  const allowFailure = entry?.allowFailure ?? job.allowFailure;
  return {
    entry,
    when,
    ...startOf(job, entry, when, allowFailure),
    allowFailure,
    // An empty list of needs in a rule keeps the job's (`lib/gitlab/ci/pipeline/seed/build.rb`).
    needs: entry?.needs?.length ? entry.needs : job.needs,
  };
}

/** In the proposed syntax by keywords of their own; today `when` says how a job starts, and `allow_failure` what that holds up. */
function startOf(
  job: Job,
  entry: RulesEntry | null,
  when: Field<When>,
  allowFailure: Field<AllowFailure>,
): Pick<JobOutcome, 'execution' | 'blocker' | 'delay'> {
  const execution = entry?.execution ?? job.execution;
  if (execution === null) {
    const { value, at } = when;
    const isManual = value === 'manual';
    return {
      execution: { value: isManual || value === 'delayed' ? value : 'automatic', at },
      blocker: isManual && allowFailure.value !== true,
      delay: entry?.startIn?.value ?? job.startIn?.value ?? null,
    };
  }
  const { value } = execution;
  const blocker = entry?.blocker ?? job.blocker;
  const delay = entry?.delay ?? job.delay;
  return {
    execution,
    blocker: value === 'manual' && blocker?.value === true,
    delay: value === 'delayed' ? (delay?.value ?? null) : null,
  };
}
