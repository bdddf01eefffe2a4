import type { Diagnostic } from './diagnostic.js';

/** By path, place, rule and words, so that output never depends on the order of rules. */
export function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.at.source.path, b.at.source.path) ||
    a.at.start - b.at.start ||
    a.at.end - b.at.end ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.message.what, b.message.what)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
