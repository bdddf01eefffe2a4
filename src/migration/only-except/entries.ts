/** Writes a draft as entries of `rules`, in the form a person would choose. */
import { parseOnce } from '../../conditions/expression/memo.js';
import type { Comparison } from './comparison.js';
import type { Clauses, Draft } from './draft.js';
import { type Group, groupsOf, MAX_LENGTH } from './ref-group.js';
import type { RefTerm } from './ref-term.js';

/** An item of the policies, of which an entry was made: its comments go where the entry goes. */
export interface Origin {
  readonly policy: 'only' | 'except';
  readonly key: 'refs' | 'variables' | 'changes' | 'kubernetes';
  /** The item's number; 0 for a key that is no list. */
  readonly index: number;
}

export interface NewEntry {
  readonly if: string | null;
  readonly changes: readonly string[] | null;
  /** True for an entry that keeps the job out. */
  readonly never: boolean;
  readonly origins: readonly Origin[];
}

export interface Layout {
  /** True when each entry has more lines than its condition, so that one long entry is better than several short ones. */
  readonly joins: boolean;
  /** False for the plainest form: no condition is joined with another where entries can do the same. */
  readonly short: boolean;
}

/** GitLab takes no more paths in one clause. */
const MAX_PATHS = 50;
/** Where each entry repeats a list of paths conditions may be longer. */
const MAX_LENGTH_WITH_PATHS = 140;

/** The entries, first those that keep the job out; none when it is never added. */
export function entriesOf({ only, except }: Draft, layout: Layout): readonly NewEntry[] {
  const added = addingEntries(only, layout);
  const kept = exceptEntries(except, layout);
  return (layout.short ? foldNever(kept, added, except.refs ?? []) : null) ?? [...kept, ...added];
}

function addingEntries(only: Clauses, layout: Layout): readonly NewEntry[] {
  const { refs, variables, changes, kubernetes } = only;
  const hasMore = changes !== null || (variables?.length ?? 0) > 0 || kubernetes !== null;
  const longest = changes === null ? MAX_LENGTH : MAX_LENGTH_WITH_PATHS;
  const groups =
    refs === null
      ? [null]
      : groupsOf(refs, layout.short && (layout.joins || hasMore) ? 'joined' : 'single', longest);
  const guarded = layout.short
    ? (withoutMergeRequests(only, groups) ?? refsAfterVariables(only, layout))
    : null;
  if (guarded !== null) return guarded;
  const made: NewEntry[] = [];
  for (const asked of groups) {
    for (const [index, expression] of variables?.entries() ?? [[0, null] as const]) {
      for (const paths of chunks(changes)) {
        made.push({
          if: conjunction(asked, kubernetes, expression),
          changes: paths,
          never: false,
          origins: originsOf('only', {
            asked,
            variable: expression === null ? null : index,
            paths,
            kubernetes,
          }),
        });
      }
    }
  }
  return made;
}

/**
 * With several conditions on variables the default, any branch or tag, reads better as an entry before them that keeps the job
 * out of merge requests.
 */
function withoutMergeRequests(only: Clauses, groups: readonly (Group | null)[]): readonly NewEntry[] | null {
  const { variables, changes } = only;
  const [asked] = groups;
  if (groups.length !== 1 || asked?.text !== '$CI_COMMIT_BRANCH || $CI_COMMIT_TAG' || asked.project !== null)
    return null;
  if ((variables?.length ?? 1) * chunks(changes).length < 2) return null;
  const rest = addingEntries({ ...only, refs: null }, { joins: false, short: false });
  const origins = originsOf('only', { asked, variable: null, paths: null, kubernetes: null });
  return [{ if: '$CI_MERGE_REQUEST_IID', changes: null, never: true, origins }, ...rest];
}

/** Several refs and several conditions on variables: not each with each, but first where none of the conditions holds. */
function refsAfterVariables(only: Clauses, layout: Layout): readonly NewEntry[] | null {
  const { refs, variables } = only;
  if (refs === null || refs.length < 2 || variables === null || variables.length < 2) return null;
  if (groupsOf(refs, 'joined').length < 2) return null;
  const negated = variables.map(negation);
  if (negated.includes(null)) return null;
  const origins = variables.map((_, index): Origin => ({ policy: 'only', key: 'variables', index }));
  const refusal = { if: negated.join(' && '), changes: null, never: true, origins };
  return [refusal, ...addingEntries({ ...only, variables: null }, layout)];
}

const OPPOSITES: Readonly<Record<string, string>> = { '==': '!=', '!=': '==', '=~': '!~', '!~': '=~' };

/** The opposite of a single comparison; null for any other expression. */
function negation(text: string): string | null {
  const parsed = parseOnce(text);
  if (!parsed.ok || parsed.expression.root.kind !== 'binary') return null;
  const { operator, operatorRange, left, right } = parsed.expression.root;
  const opposite = OPPOSITES[operator];
  if (opposite === undefined || left.kind === 'binary' || right.kind === 'binary') return null;
  return text.slice(0, operatorRange.start) + opposite + text.slice(operatorRange.end);
}

function conjunction(
  asked: Group | null,
  kubernetes: Comparison | null,
  expression: string | null,
): string | null {
  const parts: string[] = [];
  const isAlone = asked?.project === null && kubernetes === null && expression === null;
  if (asked !== null) parts.push(asked.isJoined && !isAlone ? `(${asked.text})` : asked.text);
  if (asked !== null && asked.project !== null) parts.push(asked.project.text);
  if (kubernetes !== null) parts.push(kubernetes.text);
  // Behind all others: an operand that is empty text counts as true before `&&`, and as false at the end.
  if (expression !== null) parts.push(parts.length > 0 ? operand(expression) : expression);
  return parts.length === 0 ? null : parts.join(' && ');
}

/** An expression as it can stand beside `&&`. */
function operand(text: string): string {
  const parsed = parseOnce(text);
  if (!parsed.ok || parsed.expression.root.kind !== 'binary') return text;
  const { root } = parsed.expression;
  if (root.operator !== '||') return text;
  return text.startsWith('(') && root.start === 0 && root.left.start > 0 ? text : `(${text})`;
}

function exceptEntries(except: Clauses, layout: Layout): readonly NewEntry[] {
  const { refs, variables, changes, kubernetes } = except;
  const kept: NewEntry[] = [];
  const never = (text: string | null, paths: readonly string[] | null, origins: readonly Origin[]): void => {
    kept.push({ if: text, changes: paths, never: true, origins });
  };
  for (const asked of groupsOf(refs ?? [], layout.short ? 'packed' : 'single')) {
    const origins = originsOf('except', { asked, variable: null, paths: null, kubernetes: null });
    never(conjunction(asked, null, null), null, origins);
  }
  for (const [index, expression] of variables?.entries() ?? []) {
    never(expression, null, [{ policy: 'except', key: 'variables', index }]);
  }
  if (kubernetes !== null) never(kubernetes.text, null, [{ policy: 'except', key: 'kubernetes', index: 0 }]);
  for (const paths of chunks(changes)) {
    if (paths !== null) never(null, paths, [{ policy: 'except', key: 'changes', index: 0 }]);
  }
  return kept;
}

/** One short refusal reads best in the condition of what is left: `$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != "main"`. */
function foldNever(
  kept: readonly NewEntry[],
  added: readonly NewEntry[],
  refused: readonly RefTerm[],
): readonly NewEntry[] | null {
  const [refusal, ...moreRefusals] = kept;
  const [entry, ...moreEntries] = added;
  const [term, ...moreTerms] = refused;
  const [comparison, ...moreComparisons] = term?.comparisons ?? [];
  if (refusal === undefined || entry === undefined || comparison === undefined || term === undefined)
    return null;
  if (moreRefusals.length + moreEntries.length + moreTerms.length + moreComparisons.length > 0) return null;
  if (refusal.if !== comparison.bare || term.project !== null || entry.never) return null;
  const parsed = entry.if === null ? null : parseOnce(entry.if);
  if (entry.if === null || parsed?.ok !== true) return null;
  const { root } = parsed.expression;
  if (root.kind === 'binary' && (root.operator === '||' || root.operator === '&&')) return null;
  const folded = `${entry.if} && ${comparison.negated}`;
  if (folded.length > MAX_LENGTH) return null;
  return [{ ...entry, if: folded, origins: [...entry.origins, ...refusal.origins] }];
}

function chunks(paths: readonly string[] | null): readonly (readonly string[] | null)[] {
  if (paths === null || paths.length <= MAX_PATHS) return [paths];
  const parts: (readonly string[])[] = [];
  for (let at = 0; at < paths.length; at += MAX_PATHS) parts.push(paths.slice(at, at + MAX_PATHS));
  return parts;
}

interface Used {
  readonly asked: Group | null;
  readonly variable: number | null;
  readonly paths: readonly string[] | null;
  readonly kubernetes: Comparison | null;
}

function originsOf(
  policy: Origin['policy'],
  { asked, variable, paths, kubernetes }: Used,
): readonly Origin[] {
  return [
    ...(asked?.indices ?? []).map((index): Origin => ({ policy, key: 'refs', index })),
    ...(variable === null ? [] : [{ policy, key: 'variables', index: variable } as const]),
    ...(kubernetes === null ? [] : [{ policy, key: 'kubernetes', index: 0 } as const]),
    ...(paths === null ? [] : [{ policy, key: 'changes', index: 0 } as const]),
  ];
}
