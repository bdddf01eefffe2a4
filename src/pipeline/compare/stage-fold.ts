/** What the jobs of one stage add to the tokens of those before it. */
import { TOKEN, type TokenSet } from '../processing/token.js';
import { LIMITS } from './limits.js';
import { afterIn, beforeIn, pairOf, type TokenPair } from './own-tokens.js';

/** What a job can be in the end, by the tokens of the jobs before it on which that rests. */
export type Relation = Map<TokenPair, Set<TokenPair>>;

/** What is known of a job that has been visited; `byNeeds` and `byStage` both count. */
export interface Visited {
  /** By the tokens of all that it rests on. */
  readonly byNeeds: Relation;
  /** By the exact tokens of all earlier stages. */
  readonly byStage: Relation;
  readonly known: boolean;
  readonly proven: boolean;
  /** Whether a job before it, or it, can be played. */
  readonly plays: boolean;
  /** Whether a job before it, or it, can have different statuses on both sides. */
  readonly splits: boolean;
}

/** Tokens that a play can take back. */
const FLEETING = pairOf(TOKEN.ignored | TOKEN.skipped, TOKEN.ignored | TOKEN.skipped);

/** All others. */
export const LASTING: TokenPair = ~FLEETING;

/** The tokens of all stages so far with those of one more; null for too many. */
export function foldStage(
  visits: readonly Visited[],
  prefix: ReadonlySet<TokenPair>,
  playsBefore: boolean,
): Set<TokenPair> | null {
  if (!visits.every(({ known }) => known)) return null;
  const all = new Set<TokenPair>();
  for (const group of groupAlike(new Set(visits), prefix, playsBefore)) {
    const tokens = addStage(group, visits);
    if (tokens === null) return null;
    for (const set of tokens) if (canBeAnEnd(beforeIn(set)) && canBeAnEnd(afterIn(set))) all.add(set);
    if (all.size > LIMITS.tokenSets) return null;
  }
  return all;
}

/** Sets of tokens of earlier stages under which each job of this one can be the same. */
function groupAlike(
  visits: ReadonlySet<Visited>,
  prefix: ReadonlySet<TokenPair>,
  playsBefore: boolean,
): Iterable<Group> {
  const groups = new Map<string, Group>();
  const staged = [...visits].filter(({ byStage }) => byStage.size > 0);
  const earlier = playsBefore ? new Map(staged.map(visited => [visited, lastingOwns(visited)])) : null;
  for (const before of prefix) {
    const owns = staged.map(visited => {
      const lasting = earlier?.get(visited);
      return lasting === undefined ? (visited.byStage.get(before) ?? NONE) : ownsUpTo(lasting, before);
    });
    const key = owns.map(set => [...set].sort().join()).join(';');
    const group = groups.get(key);
    if (group !== undefined) group.tokens.add(before);
    else {
      const byVisit = new Map(staged.map((visited, at) => [visited, owns[at] ?? NONE]));
      groups.set(key, { tokens: new Set([before]), owns: byVisit });
    }
  }
  return groups.values();
}

interface Group {
  readonly tokens: Set<TokenPair>;
  /** What each job that looks at earlier stages can be. */
  readonly owns: ReadonlyMap<Visited, ReadonlySet<TokenPair>>;
}

const NONE: ReadonlySet<TokenPair> = new Set();

function addStage({ tokens: first, owns }: Group, visits: readonly Visited[]): Set<TokenPair> | null {
  let tokens = first;
  const stable = new Map<Visited, Set<TokenPair>>();
  for (const visited of visits) {
    // What a like job has added, another one adds again.
    if (stable.get(visited) === tokens) continue;
    const options = optionsOf(visited, owns.get(visited) ?? NONE);
    const next = new Set<TokenPair>();
    for (const set of tokens) {
      for (let at = 0; at < options.length; at += 2) {
        if (((options[at] ?? 0) & ~set) === 0) next.add(set | (options[at + 1] ?? 0));
      }
    }
    if (next.size > LIMITS.tokenSets) return null;
    if (next.size === tokens.size && [...next].every(set => tokens.has(set))) stable.set(visited, tokens);
    else tokens = next;
  }
  return tokens;
}

/** What it rests on and what it is then, one after the other. */
function optionsOf(visited: Visited, owns: ReadonlySet<TokenPair>): readonly TokenPair[] {
  const options: TokenPair[] = [];
  for (const own of owns) options.push(0, own);
  for (const [cone, set] of visited.byNeeds) for (const own of set) options.push(cone, own);
  return options;
}

/** For what a job can be, the least lasting tokens before it with which it was decided. */
type LastingOwns = ReadonlyMap<
  string,
  { readonly owns: ReadonlySet<TokenPair>; readonly least: TokenPair[] }
>;

function lastingOwns({ byStage }: Visited): LastingOwns {
  const found = new Map<string, { owns: ReadonlySet<TokenPair>; least: TokenPair[] }>();
  for (const [before, owns] of byStage) {
    const key = [...owns].sort().join();
    const lasting = before & LASTING;
    const entry = found.get(key) ?? { owns, least: [] };
    found.set(key, entry);
    if (entry.least.some(mask => (mask & ~lasting) === 0)) continue;
    entry.least = [...entry.least.filter(mask => (lasting & ~mask) !== 0), lasting];
  }
  return found;
}

/** All that was decided upon tokens that are still there in the end. */
function ownsUpTo(lasting: LastingOwns, before: TokenPair): ReadonlySet<TokenPair> {
  const all = new Set<TokenPair>();
  for (const { owns, least } of lasting.values()) {
    if (least.some(mask => (mask & ~before) === 0)) for (const own of owns) all.add(own);
  }
  return all;
}

/** A job waits in the end only for one that nobody plays. */
function canBeAnEnd(tokens: TokenSet): boolean {
  return (tokens & TOKEN.created) === 0 || (tokens & TOKEN.manual) !== 0;
}
