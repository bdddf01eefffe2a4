/** What was found out about each job and about the pipeline, and what was left open. */
import type { Comparison, Counterexample, Finding, JobFinding, Verdict } from './comparison.js';

/** A job's name; null for the pipeline itself. */
export type Subject = string | null;

export class Ledger {
  readonly #jobs: readonly string[];
  readonly #changed = new Map<Subject, Counterexample>();
  readonly #open = new Map<Subject, string>();

  constructor(jobs: readonly string[]) {
    this.#jobs = jobs;
  }

  /** Keeps the shorter one. */
  change(subject: Subject, counterexample: Counterexample): void {
    const known = this.#changed.get(subject);
    if (known === undefined || lengthOf(counterexample) < lengthOf(known)) {
      this.#changed.set(subject, counterexample);
    }
  }

  /** Notes what would have to be known; the first reason stays. */
  leaveOpen(subject: Subject, reason: string): void {
    if (!this.#open.has(subject)) this.#open.set(subject, reason);
  }

  isChanged(subject: Subject): boolean {
    return this.#changed.has(subject);
  }

  shortest(subject: Subject): number {
    const known = this.#changed.get(subject);
    return known === undefined ? Number.POSITIVE_INFINITY : lengthOf(known);
  }

  comparison(): Comparison {
    const pipeline = this.#finding(null);
    const jobs = this.#jobs.map((job): JobFinding => ({ job, ...this.#finding(job) }));
    return { verdict: worst([pipeline, ...jobs]), pipeline, jobs };
  }

  #finding(subject: Subject): Finding {
    const counterexample = this.#changed.get(subject);
    if (counterexample !== undefined) return { verdict: 'changed', counterexample };
    const reason = this.#open.get(subject);
    return reason === undefined ? { verdict: 'preserved' } : { verdict: 'unproven', reason };
  }
}

/** Each job to which something happens counts. */
export function lengthOf({ events }: Pick<Counterexample, 'events'>): number {
  return events.reduce((sum, { jobs }) => sum + (jobs?.length ?? 1), 0);
}

function worst(findings: readonly Finding[]): Verdict {
  const verdicts = new Set(findings.map(({ verdict }) => verdict));
  if (verdicts.has('changed')) return 'changed';
  return verdicts.has('unproven') ? 'unproven' : 'preserved';
}
