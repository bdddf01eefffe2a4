import type { Place, Related } from '../config/problem.js';
import type { Fix } from './fix.js';

export type Severity = 'error' | 'warning' | 'info';

export const CATEGORIES = [
  'control-flow',
  'validity',
  'references',
  'conditions',
  'data-flow',
  'migration',
  'security',
  'scripts',
  'environments',
  'composition',
] as const;

export type Category = (typeof CATEGORIES)[number];

/**
 * The pipeline in which a finding is true: enough for `ci-lint simulate` to replay it.
 * Events have the names of scenario files.
 */
export interface Witness {
  /** One line for people: "in a merge request pipeline (`CI_PIPELINE_SOURCE=merge_request_event`)". */
  readonly summary: string;
  readonly context: {
    readonly source: string;
    readonly ref?: string;
    readonly variables: Readonly<Record<string, string>>;
    readonly changes?: readonly string[] | null;
  };
  readonly events?: readonly { readonly event: string; readonly jobs: readonly string[] }[];
  /** The `ci-lint simulate …` command that shows it. */
  readonly command: string;
}

/** What is wrong, why it matters and what to do, each a sentence or more; `help` may be empty. */
export interface Message {
  readonly what: string;
  readonly why: string;
  readonly help: string;
}

/** One reported problem, complete: nothing about it has to be looked up any more. */
export interface Diagnostic {
  readonly ruleId: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly message: Message;
  readonly at: Place;
  readonly job?: string;
  readonly related: readonly Related[];
  readonly witness?: Witness;
  /** True when GitLab itself refuses the configuration because of this. */
  readonly rejected: boolean;
  /** The syntax of the configuration where it is not that of today: then it is our reading that refuses it. */
  readonly dialect?: 'proposed';
  /** GitLab's own words, where it has any. */
  readonly gitlabMessage?: string;
  /** Built on first call; edits of one fix may touch several sources. */
  readonly fixes: () => readonly Fix[];
}
