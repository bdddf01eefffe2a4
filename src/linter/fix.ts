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
}

/** Null edits mean that the text cannot be edited here; then there is no fix. */
type MaybeEdits = readonly Edit[] | null;

export function safeFix(title: string, edits: MaybeEdits): Fix[] {
  return build('safe', title, edits);
}

export function unsafeFix(title: string, edits: MaybeEdits): Fix[] {
  return build('unsafe', title, edits);
}

export function suggestion(title: string, edits: MaybeEdits): Fix[] {
  return build('suggestion', title, edits);
}

function build(applicability: Applicability, title: string, edits: MaybeEdits): Fix[] {
  return edits === null || edits.length === 0 ? [] : [{ title, applicability, edits }];
}
