import type { Edit } from '../syntax/edit.js';

/**
 * How far a fix may be trusted. `safe`: the resolved pipelines stay equal, or the old text could not run at all.
 * `unsafe`: valid and probably intended, but behaviour may change. `suggestion`: a person has to choose.
 */
export type Applicability = 'safe' | 'unsafe' | 'suggestion';

const ORDER: Readonly<Record<Applicability, number>> = { suggestion: 0, unsafe: 1, safe: 2 };

/** True when a fix of this applicability is applied where `least` is asked for. */
export function applies(applicability: Applicability, least: Applicability): boolean {
  return ORDER[applicability] >= ORDER[least];
}

export interface Fix {
  readonly title: string;
  readonly applicability: Applicability;
  readonly edits: readonly Edit[];
  /** Of the fixes of one group only one is applied at a time: each would do what the others do too, as adding one key. */
  readonly isolation?: string;
}

/** Null edits mean that the text cannot be edited here; then there is no fix. */
type MaybeEdits = readonly Edit[] | null;

export function safeFix(title: string, edits: MaybeEdits, isolation?: string): Fix[] {
  return build('safe', title, edits, isolation);
}

export function unsafeFix(title: string, edits: MaybeEdits, isolation?: string): Fix[] {
  return build('unsafe', title, edits, isolation);
}

export function suggestion(title: string, edits: MaybeEdits): Fix[] {
  return build('suggestion', title, edits);
}

function build(applicability: Applicability, title: string, edits: MaybeEdits, isolation?: string): Fix[] {
  if (edits === null || edits.length === 0) return [];
  return [{ title, applicability, edits, ...(isolation !== undefined && { isolation }) }];
}
