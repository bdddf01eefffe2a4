import type { Config } from '../../src/config/config.js';
import { compareBehaviour } from '../../src/pipeline/compare/compare-behaviour.js';
import type { Finding } from '../../src/pipeline/compare/comparison.js';

/** What is not proven to be as before, in a line each; of text that could not be read nothing is said. */
export function behaviourChanges(before: Config, after: Config): string[] {
  const { pipeline, jobs } = compareBehaviour(
    { config: before, semantics: 'current' },
    { config: after, semantics: 'current' },
    { unread: 'absent' },
  );
  return [{ job: 'the pipeline', ...pipeline }, ...jobs].flatMap(finding => {
    const text = describe(finding);
    return text === null ? [] : `${finding.job}: ${text}`;
  });
}

function describe(finding: Finding): string | null {
  if (finding.verdict === 'preserved') return null;
  if (finding.verdict === 'unproven') return finding.reason;
  const { context, events, differences } = finding.counterexample;
  const [first] = differences;
  return `${first?.before} → ${first?.after} (${first?.aspect}) in ${JSON.stringify({ context, events })}`;
}
