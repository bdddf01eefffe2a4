import type { ConfigProblem, Related, Report } from '../problem.js';
import { type Entry, type Fault, faultsOf } from './entry.js';

/**
 * A fault on its way to the report. After one of phase `fatal` GitLab says nothing more; after those of `jobs` it does not
 * look into jobs; those of `keywords` come all together.
 */
export interface Finding {
  readonly phase: 'fatal' | 'keywords' | 'jobs' | 'job-keywords';
  readonly fault: Fault;
  readonly job?: string;
  readonly related?: readonly Related[];
}

export function findingsOf(entry: Entry, job?: string): readonly Finding[] {
  return Array.from(faultsOf(entry), fault =>
    job === undefined ? { phase: 'keywords', fault } : { phase: 'job-keywords', fault, job },
  );
}

/** Reports findings in order and marks where GitLab stops. True when there were any. */
export function reportFindings(
  findings: readonly Finding[],
  context: { readonly report: Report; readonly complete: boolean },
): boolean {
  const told = findings.filter(({ fault }) => context.complete || !fault.missing);
  const unique = new Map(told.map(finding => [keyOf(finding), finding]));
  const shown = [...unique.values()];
  const lastOf = (phase: Finding['phase']): number => shown.map(finding => finding.phase).lastIndexOf(phase);
  const last = { fatal: lastOf('fatal'), jobs: lastOf('jobs'), end: shown.length - 1 };
  for (const [index, finding] of shown.entries()) {
    const stops = finding.phase === 'fatal' || index === last.jobs || index === last.end;
    context.report(problemOf(finding, stops));
  }
  return shown.length > 0;
}

/** Only the beginning of the message counts: long texts make slow keys. */
function keyOf({ fault }: Finding): string {
  return `${fault.kind} ${fault.at.source.path}:${fault.at.start} ${fault.message.slice(0, 200)}`;
}

function problemOf({ fault, job, related }: Finding, stops: boolean): ConfigProblem {
  return {
    kind: fault.kind,
    rejected: true,
    ...(stops && { stops: true }),
    gitlabMessage: fault.message,
    at: fault.at,
    ...(fault.value?.via && { via: fault.value.via }),
    ...(job !== undefined && { job }),
    data: fault.data,
    ...(related && { related }),
  };
}
