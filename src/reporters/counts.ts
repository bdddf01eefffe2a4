import type { Diagnostic, Severity } from '../linter/diagnostic.js';
import type { Applicability } from '../linter/fix.js';

export interface Counts {
  readonly bySeverity: Readonly<Record<Severity, number>>;
  /** Diagnostics by the best fix they have. */
  readonly byFix: Readonly<Record<Applicability, number>>;
}

export function count(diagnostics: readonly Diagnostic[]): Counts {
  const bySeverity = { error: 0, warning: 0, info: 0 };
  const byFix = { safe: 0, unsafe: 0, suggestion: 0 };
  for (const diagnostic of diagnostics) {
    bySeverity[diagnostic.severity]++;
    const best = bestFix(diagnostic);
    if (best !== null) byFix[best]++;
  }
  return { bySeverity, byFix };
}

function bestFix(diagnostic: Diagnostic): Applicability | null {
  const offered = new Set(diagnostic.fixes().map(fix => fix.applicability));
  return (['safe', 'unsafe', 'suggestion'] as const).find(level => offered.has(level)) ?? null;
}

/** "1 error", "2 errors". */
export function plural(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
