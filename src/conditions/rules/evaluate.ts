import { expandExisting } from '../expand-variables.js';
import { evaluateExpression } from '../expression/evaluate.js';
import { parseOnce } from '../expression/memo.js';
import { matchesChanges, matchesExists } from '../path-set.js';
import type { ChangesClause, ClauseName, ExistsClause, RulesContext, RulesEntry } from './entry.js';

/**
 * Whether a clause holds: `crash` when GitLab fails with an internal error on it, `unknown` when it asks for what is
 * outside this repository.
 */
export type ClauseAnswer = boolean | 'crash' | 'unknown';

/** An entry that was tried, with the first clause that did not hold; null when all of them do. */
export interface TriedEntry {
  readonly index: number;
  readonly failed: ClauseName | null;
  readonly answer: ClauseAnswer;
}

export interface RulesMatch<Entry> {
  /** The first entry of which all clauses hold, or null. */
  readonly entry: Entry | null;
  /** What was tried, in order; the last is the matching one if there is one. */
  readonly tried: readonly TriedEntry[];
  /** True when GitLab fails on an expression, so that there is no pipeline. */
  readonly crashed: boolean;
  /** False when a clause that we cannot know was taken for false on the way. */
  readonly certain: boolean;
}

/** Finds the entry that decides, as `lib/gitlab/ci/build/rules.rb` does. */
export function matchRules<Entry extends RulesEntry>(
  entries: readonly Entry[],
  context: RulesContext,
): RulesMatch<Entry> {
  const tried: TriedEntry[] = [];
  let certain = true;
  for (const [index, entry] of entries.entries()) {
    const trial = tryEntry(index, entry, context);
    tried.push(trial);
    if (trial.failed === null) return { entry, tried, crashed: false, certain };
    if (trial.answer === 'crash') return { entry: null, tried, crashed: true, certain };
    if (trial.answer === 'unknown') certain = false;
  }
  return { entry: null, tried, crashed: false, certain };
}

function tryEntry(index: number, entry: RulesEntry, context: RulesContext): TriedEntry {
  for (const name of CLAUSES) {
    const answer = evaluateClause(name, entry, context);
    if (answer !== true) return { index, failed: name, answer };
  }
  return { index, failed: null, answer: true };
}

const CLAUSES: readonly ClauseName[] = ['if', 'changes', 'exists'];

function evaluateClause(name: ClauseName, entry: RulesEntry, context: RulesContext): ClauseAnswer {
  switch (name) {
    case 'if':
      return entry.if === undefined || evaluateIf(entry.if, context);
    case 'changes':
      return entry.changes === undefined || evaluateChanges(entry.changes, context);
    case 'exists':
      return entry.exists === undefined || evaluateExists(entry.exists, context);
  }
}

/** What does not parse does not hold; the configuration is refused for it anyway. */
export function evaluateIf(text: string, context: RulesContext): ClauseAnswer {
  const parsed = parseOnce(text);
  if (!parsed.ok) return false;
  return evaluateExpression(parsed.expression, context.variables, context.inputs) ?? 'crash';
}

/** Unknown changes hold, an empty list of them does not. */
export function evaluateChanges(clause: ChangesClause, context: RulesContext): ClauseAnswer {
  const expand = (text: string): string => expandExisting(text, context.expanded);
  const since =
    clause.compareTo === undefined ? context.changes : context.changesSince?.(expand(clause.compareTo));
  if (since === undefined) return 'unknown';
  return since === null || matchesChanges(since, clause.paths.map(expand));
}

export function evaluateExists(clause: ExistsClause, context: RulesContext): ClauseAnswer {
  if (clause.paths.length === 0) return false;
  const expand = (text: string): string => expandExisting(text, context.expanded);
  const ref = clause.ref === undefined ? undefined : expand(clause.ref);
  const files = clause.project === undefined ? context.files : context.filesOf?.(expand(clause.project), ref);
  return files === undefined ? 'unknown' : matchesExists(files, clause.paths.map(expand));
}
