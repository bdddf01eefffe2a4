import type { Diagnostic } from '../linter/diagnostic.js';
import type { ReporterOptions } from './reporter.js';

/** Diagnostics by the path they are shown under, in their order. */
export function groupByFile(
  diagnostics: readonly Diagnostic[],
  { pathOf }: ReporterOptions,
): Map<string, Diagnostic[]> {
  const files = new Map<string, Diagnostic[]>();
  for (const diagnostic of diagnostics) {
    const path = pathOf(diagnostic.at.source);
    const known = files.get(path);
    if (known === undefined) files.set(path, [diagnostic]);
    else known.push(diagnostic);
  }
  return files;
}
