import type { Range } from '../syntax/range.js';
import type { Source } from '../syntax/source.js';
import type { Step } from './value.js';

/** A range of one source. Every node is a place. */
export interface Place extends Range {
  readonly source: Source;
}

/** Where a problem stands, and how what stands there came into the configuration. */
export interface Related {
  readonly message: string;
  readonly at: Place;
}

/** What GitLab itself says about a configuration. The kind decides which lint rule speaks of it. */
export interface ConfigProblem {
  /** The kind of GitLab's message, `subject.fault`: `needs.undefined`, `keys.unknown`, `extends.circular`. */
  readonly kind: string;
  /** False for what GitLab only warns of. */
  readonly rejected: boolean;
  /** True when GitLab stops here and says nothing of what comes after; errors of keywords it collects. */
  readonly stops?: boolean;
  /** GitLab's own message, to the letter where it does not depend on the instance. */
  readonly gitlabMessage: string;
  /** The exact token that is wrong. */
  readonly at: Place;
  readonly via?: Step;
  /** The job the problem is about, if it is about one. */
  readonly job?: string;
  /** Facts for our own words: the unknown key, the allowed values, the limit and the count. */
  readonly data: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly related?: readonly Related[];
}

/** Collects problems; passes take one and return values only. */
export type Report = (problem: ConfigProblem) => void;
