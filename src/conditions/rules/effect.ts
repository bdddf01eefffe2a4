/** What a job becomes by the entry of `rules` that decided (`rules.rb`, `pipeline/seed/build.rb`). */

/** The keywords that a rules entry may set; absent and null mean "as the job has it". */
export interface RulesEffect<Need> {
  readonly when?: string | null | undefined;
  readonly startIn?: string | null | undefined;
  readonly allowFailure?: boolean | null | undefined;
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly needs?: readonly Need[] | null | undefined;
  readonly interruptible?: boolean | null | undefined;
}

/** The same keywords with the values in force. */
export interface JobSettings<Need> {
  readonly when: string;
  readonly startIn: string | null;
  /** Effective: false where only certain exit codes are allowed. */
  readonly allowFailure: boolean;
  readonly variables: Readonly<Record<string, string>>;
  /** Null when the job has no `needs`. */
  readonly needs: readonly Need[] | null;
  readonly interruptible: boolean | null;
}

/**
 * What `allow_failure` comes to without rules. Only the *job's* `when: manual` makes true the default, and it stays true
 * whatever `when` a rule sets. `exitCodes` says that the job lists exit codes.
 */
export function defaultAllowFailure(
  when: string,
  allowFailure: boolean | null | undefined,
  exitCodes: boolean = false,
): boolean {
  return exitCodes ? false : (allowFailure ?? when === 'manual');
}

/** The job's settings under the entry. An empty list of needs in the entry keeps the job's needs. */
export function applyRules<Need>(job: JobSettings<Need>, effect: RulesEffect<Need>): JobSettings<Need> {
  return {
    when: effect.when ?? job.when,
    startIn: effect.startIn ?? job.startIn,
    allowFailure: effect.allowFailure ?? job.allowFailure,
    variables: { ...job.variables, ...effect.variables },
    needs: effect.needs?.length ? effect.needs : job.needs,
    interruptible: effect.interruptible ?? job.interruptible,
  };
}

/** The job's settings in the pipeline, or null when the rules keep it out; `effect` is that of the entry, null if none matched. */
export function settleJob<Need>(
  job: JobSettings<Need>,
  effect: RulesEffect<Need> | null,
): JobSettings<Need> | null {
  if (effect === null) return null;
  const settings = applyRules(job, effect);
  return settings.when === 'never' ? null : settings;
}
