import type { Comparison, Hazard } from '../../pipeline/compare/comparison.js';

/** The jobs that were found to change because of a hazard. */
export function jobsOfHazard({ jobs }: Comparison, hazard: Hazard): readonly string[] {
  return jobs.flatMap(finding =>
    finding.verdict === 'changed' && finding.counterexample.hazard === hazard ? [finding.job] : [],
  );
}
