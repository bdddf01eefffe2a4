/** Leaves out of a draft what does not change where it lets a job in. */
import { type Comparison, isSet } from './comparison.js';
import type { Clauses, Draft } from './draft.js';
import type { RefTerm } from './ref-term.js';

/** Whether a draft still says the same. */
export type IsSame = (draft: Draft) => boolean;

/** Whether a pattern matches all that a branch or tag can be called. */
export type IsAnyName = (comparison: Comparison) => boolean;

/** More comparisons than this are written as they are. */
const MAX_TRIED = 200;

/**
 * Tries to leave out each comparison with a ref or source once, in an order that leaves people's own words for last; conditions
 * on variables and changed paths stay as they are written. Asks as often as there are comparisons.
 */
export function simplify(draft: Draft, isSame: IsSame, isAnyName: IsAnyName): Draft {
  let current = draft;
  if (comparisonsOf(draft.only).length + comparisonsOf(draft.except).length > MAX_TRIED) return draft;
  const attempt = (next: Draft): void => {
    if (isSame(next)) current = next;
  };
  for (const side of ['only', 'except'] as const) {
    for (const { index, comparison } of comparisonsOf(draft[side])) {
      if (comparison.isPattern && isAnyName(comparison))
        attempt(withTerms(current, side, asPresence(index, comparison)));
    }
  }
  for (const isGuard of [true, false]) {
    for (const side of ['only', 'except'] as const) {
      for (const { index, comparison, guard } of comparisonsOf(current[side]).reverse()) {
        if (guard === isGuard) attempt(withTerms(current, side, without(index, comparison)));
      }
    }
  }
  if (current.only.refs !== null) attempt({ ...current, only: { ...current.only, refs: null } });
  return current;
}

interface Placed {
  readonly index: number;
  readonly comparison: Comparison;
  /** True for a name behind the keyword or branch that is meant first. */
  readonly guard: boolean;
}

function comparisonsOf({ refs }: Clauses): Placed[] {
  return (refs ?? []).flatMap(({ index, comparisons }) =>
    comparisons.map((comparison, at) => ({ index, comparison, guard: at > 0 })),
  );
}

type Change = (term: RefTerm) => RefTerm;

function withTerms(draft: Draft, side: 'only' | 'except', change: Change): Draft {
  const refs = draft[side].refs?.map(change).filter(({ comparisons }) => comparisons.length > 0) ?? null;
  // Of `except` nothing is left when no ref is; `only` without refs would be another thing.
  const left = side === 'except' && refs?.length === 0 ? null : refs;
  return { ...draft, [side]: { ...draft[side], refs: left } };
}

function without(index: number, comparison: Comparison): Change {
  return term => {
    if (term.index !== index) return term;
    return { ...term, comparisons: term.comparisons.filter(other => other.text !== comparison.text) };
  };
}

/** A pattern that any name matches asks no more than whether there is one. */
function asPresence(index: number, comparison: Comparison): Change {
  return term => {
    if (term.index !== index) return term;
    const comparisons = term.comparisons.map(other => (other === comparison ? isSet(other.name) : other));
    return { ...term, comparisons };
  };
}
