/** The contract between the engine and a lint rule. A rule is one file and its page: STYLE of `rules/`. */
import type { Config, ConfigFile } from '../config/config.js';
import type { Job, JobDefinition } from '../config/job.js';
import type { Place, Related } from '../config/problem.js';
import type { Category, Severity, Witness } from './diagnostic.js';
import type { Applicability, Fix } from './fix.js';

/** `recommended` ⊂ `strict` ⊂ `all`. */
export type Preset = 'recommended' | 'strict' | 'all';

/** Text with `{{name}}` placeholders. `{{name}}` is quoted as code; `{{{name}}}` is put in as it is. */
export interface MessageTemplate {
  readonly what: string;
  readonly why: string;
  readonly help?: string;
}

export type MessageData = Readonly<Record<string, string | number>>;

export interface Finding<Id extends string = string> {
  readonly messageId: Id;
  readonly at: Place;
  readonly data?: MessageData;
  readonly job?: string;
  readonly related?: readonly Related[];
  readonly witness?: Witness;
  /** Replaces the rule's severity for this finding. */
  readonly severity?: Severity;
  /** Set by rules that speak for GitLab; see `Diagnostic.rejected`. */
  readonly rejected?: boolean;
  readonly gitlabMessage?: string;
  /** Called only when somebody wants the fix. */
  readonly fix?: () => readonly Fix[];
}

/** The options a rule takes: a JSON Schema for the value and the default it has when the settings are silent. */
export interface RuleOptions<Options> {
  readonly schema: Readonly<Record<string, unknown>>;
  readonly defaults: Options;
}

export interface RuleMeta<Options> {
  /** The first line of the rule's page. */
  readonly summary: string;
  readonly category: Category;
  readonly severity: Severity;
  readonly preset: Preset;
  readonly since: string;
  /** The most that its fixes promise; `none` for a rule without fixes. */
  readonly fix: Applicability | 'none';
  /** GitLab documents or source files that prove the claim. */
  readonly sources: readonly string[];
  readonly options?: RuleOptions<Options>;
}

export interface RuleContext<Options = unknown, State = unknown> {
  readonly config: Config;
  readonly options: Options;
  readonly state: State;
}

type Findings<Id extends string> = Iterable<Finding<Id>>;

export interface RuleHandlers<Id extends string, Options, State> {
  /** Once for each file of the configuration. */
  source?(file: ConfigFile, ctx: RuleContext<Options, State>): Findings<Id>;
  /** Once for each visible job as written, before `parallel` expands it. */
  definition?(definition: JobDefinition, ctx: RuleContext<Options, State>): Findings<Id>;
  /** Once for each expanded job. */
  job?(job: Job, ctx: RuleContext<Options, State>): Findings<Id>;
  /** Once for the whole configuration. */
  pipeline?(config: Config, ctx: RuleContext<Options, State>): Findings<Id>;
}

export interface LintRule<Id extends string = string, Options = unknown, State = unknown> {
  readonly id: string;
  readonly meta: RuleMeta<Options>;
  readonly messages: Readonly<Record<Id, MessageTemplate>>;
  /** Fresh for each run. */
  readonly state?: () => State;
  readonly on: RuleHandlers<Id, Options, State>;
}

/** A rule of any message ids, options and state, as the engine keeps it. */
// biome-ignore lint/suspicious/noExplicitAny: handlers are contravariant in options and state, which the engine pairs up.
export type AnyLintRule = LintRule<string, any, any>;

/** Checks a rule by types, down to message ids, and returns it. */
export function defineRule<const Id extends string, Options = undefined, State = undefined>(
  rule: LintRule<Id, Options, State>,
): AnyLintRule {
  return rule as AnyLintRule;
}
