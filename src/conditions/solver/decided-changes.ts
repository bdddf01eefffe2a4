/** What decisions ask of modified paths. */
import { PathSet } from '../path-set.js';
import { findChangedPaths } from './changed-paths.js';
import type { Decision } from './text-groups.js';

/** Paths for each ref that is asked about, and for the pipeline itself; null when none were found. */
export function chooseChanges(decisions: readonly Decision[]): ReadonlyMap<string | null, PathSet> | null {
  const refs = new Set<string | null>([null]);
  for (const { atom } of decisions) {
    if (atom.kind !== 'changes') continue;
    if (!atom.isExpanded) return null;
    refs.add(atom.since);
  }
  const changes = new Map<string | null, PathSet>();
  for (const since of refs) {
    const paths = findChangedPaths(...decidedGlobs(decisions, since));
    if (paths === null) return null;
    changes.set(since, new PathSet(paths));
  }
  return changes;
}

/** The lists of globs of which one must match, and those of which none may. */
export function decidedGlobs(
  decisions: readonly Decision[],
  since: string | null,
): [matched: (readonly string[])[], missed: (readonly string[])[]] {
  const matched: (readonly string[])[] = [];
  const missed: (readonly string[])[] = [];
  for (const { atom, value } of decisions) {
    if (atom.kind === 'changes' && atom.isExpanded && atom.since === since)
      (value ? matched : missed).push(atom.globs);
  }
  return [matched, missed];
}
