import type { Diagnostic } from '../linter/diagnostic.js';
import type { Source } from '../syntax/source.js';
import type { Style } from './style.js';

/** What a run found, ready to be shown. */
export interface Report {
  /** In the order in which they are shown. */
  readonly diagnostics: readonly Diagnostic[];
  /** How many more there are that nobody wanted to see. */
  readonly hiddenCount: number;
  /** Files that were read, includes among them. */
  readonly fileCount: number;
  /** Includes that could not be read, so that less could be said. */
  readonly missingIncludes: number;
  /** Problems that fixes have taken away in this run. */
  readonly fixedCount: number;
}

export interface ReporterOptions {
  readonly style: Style;
  /** A source's path as people and tools in the working directory know it. */
  readonly pathOf: (source: Source) => string;
  /** Where the page of a rule stands; null when nobody knows. */
  readonly pageOf: (ruleId: string) => string | null;
  /** Columns that text may fill. */
  readonly width: number;
  readonly version: string;
}

/** Turns a report into text that ends in a line break, or is empty. */
export type Reporter = (report: Report, options: ReporterOptions) => string;
