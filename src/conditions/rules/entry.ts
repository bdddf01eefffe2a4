import type { InputLookup, VariableLookup } from '../expression/evaluate.js';
import type { PathSet } from '../path-set.js';

/**
 * The clauses of one entry of `rules:`, of a job, of `workflow` or of an include. A clause that is absent (or null in
 * YAML) always holds; all clauses must hold.
 */
export interface RulesEntry {
  readonly if?: string | undefined;
  readonly changes?: ChangesClause | undefined;
  readonly exists?: ExistsClause | undefined;
}

export interface ChangesClause {
  readonly paths: readonly string[];
  readonly compareTo?: string | undefined;
}

export interface ExistsClause {
  readonly paths: readonly string[];
  /** Another project, whose files only GitLab knows. */
  readonly project?: string | undefined;
  readonly ref?: string | undefined;
}

/** What the clauses are asked about. */
export interface RulesContext {
  readonly variables: VariableLookup;
  /** The same with references in their values expanded, for globs. */
  readonly expanded: VariableLookup;
  readonly inputs?: InputLookup | undefined;
  /** The modified paths; null when GitLab does not know them, and then every `changes` holds. */
  readonly changes: PathSet | null;
  /** The paths modified since a ref; undefined when we cannot know them. */
  readonly changesSince?: ((ref: string) => PathSet | undefined) | undefined;
  /** All files of the repository. */
  readonly files: PathSet;
  /** All files of another project at a ref; undefined when we cannot know them. */
  readonly filesOf?: ((project: string, ref: string | undefined) => PathSet | undefined) | undefined;
}

export type ClauseName = 'if' | 'changes' | 'exists';
