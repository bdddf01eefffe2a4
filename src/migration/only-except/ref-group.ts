/** Refs joined to conditions that are short enough to read. */
import type { Comparison } from './comparison.js';
import type { RefTerm } from './ref-term.js';

/** Conditions longer than this become several entries. */
export const MAX_LENGTH = 100;

/** A condition of refs, already joined by `||`. */
export interface Group {
  readonly text: string;
  /** True when it needs brackets beside `&&`. */
  readonly isJoined: boolean;
  readonly project: Comparison | null;
  readonly indices: readonly number[];
}

/** How the terms of a policy become groups: in one as long as that is short, each by itself, or as many as fit. */
type Grouping = 'joined' | 'single' | 'packed';

/** One group or more for each project that is named. */
export function groupsOf(
  terms: readonly RefTerm[],
  grouping: Grouping,
  longest: number = MAX_LENGTH,
): readonly Group[] {
  const groups: Group[] = [];
  for (const [project, own] of byProject(terms)) {
    const whole = group(own, project);
    if (grouping === 'joined' && whole.text.length <= longest) groups.push(whole);
    else if (grouping === 'packed') groups.push(...pack(own, project));
    else groups.push(...inTurn(own).flatMap(part => splitLong(part, project)));
  }
  return groups;
}

function pack(terms: readonly RefTerm[], project: Comparison | null): readonly Group[] {
  const packs: RefTerm[][] = [];
  for (const term of terms) {
    const last = packs.at(-1);
    if (last !== undefined && group([...last, term], project).text.length <= MAX_LENGTH) last.push(term);
    else packs.push([term]);
  }
  return packs.flatMap(own => splitLong(own, project));
}

function byProject(terms: readonly RefTerm[]): readonly (readonly [Comparison | null, readonly RefTerm[]])[] {
  const projects = new Map<string, [Comparison | null, RefTerm[]]>();
  for (const term of terms) {
    const key = term.project?.text ?? '';
    const known = projects.get(key);
    if (known === undefined) projects.set(key, [term.project, [term]]);
    else known[1].push(term);
  }
  return [...projects.values()];
}

/** Each term by itself, but those that only ask for a branch or tag of any name, which read best as one. */
function inTurn(terms: readonly RefTerm[]): readonly (readonly RefTerm[])[] {
  const bare = terms.filter(({ comparisons }) => comparisons.every(({ text, name }) => text === `$${name}`));
  if (bare.length < 2) return terms.map(term => [term]);
  return terms.flatMap(term => (term === bare[0] ? [bare] : bare.includes(term) ? [] : [[term]]));
}

/** What is meant first, and the other names it has, as groups of their own where both are too long for one. */
function splitLong(terms: readonly RefTerm[], project: Comparison | null): readonly Group[] {
  const whole = group(terms, project);
  if (whole.text.length <= MAX_LENGTH) return [whole];
  return terms.flatMap(term => {
    const parts = [term.comparisons.slice(0, 1), term.comparisons.slice(1)];
    return parts
      .filter(comparisons => comparisons.length > 0)
      .map(comparisons => group([{ ...term, comparisons }], project));
  });
}

function group(terms: readonly RefTerm[], project: Comparison | null): Group {
  const comparisons = terms.flatMap(term => term.comparisons);
  const texts = new Set(comparisons.map(({ text }) => text));
  return {
    text: texts.size === 1 ? (comparisons[0]?.bare ?? '') : [...texts].join(' || '),
    isJoined: texts.size > 1,
    project,
    indices: terms.map(({ index }) => index),
  };
}
