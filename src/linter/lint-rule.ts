/** The contract between the engine and a lint rule. A rule is one file, `rules/<category>/<id>.ts`, and its page beside it. */
import type { Config, ConfigFile } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import type { Job, JobDefinition } from '../config/job.js';
import type { Target } from '../config/keywords/target.js';
import type { Place, Related } from '../config/problem.js';
import type { Step } from '../config/value.js';
import type { SyntaxProblem } from '../syntax/yaml/stream.js';
import type { Category, Severity, Witness } from './diagnostic.js';
import type { Applicability, Fix } from './fix.js';
import type { MessageData, MessageTemplate, PlaceholdersOf } from './message.js';
import type { Suppression } from './suppression.js';

/** Which rules run: `recommended` ⊂ `strict` ⊂ `all`; `migration` holds the rules of that category alone. */
export type Preset = 'recommended' | 'strict' | 'all' | 'migration';

/** A rule's messages by id. */
export type Messages = Readonly<Record<string, MessageTemplate>>;

type DataOf<Template extends MessageTemplate> = [PlaceholdersOf<Template>['required']] extends [never]
  ? { readonly data?: MessageData }
  : {
      readonly data: {
        readonly [Name in PlaceholdersOf<Template>['required']]: MessageData[string];
      } & MessageData;
    };

/** What a handler yields. `data` holds a value for every placeholder of `what` and `why`; without one for `help`, there is no help. */
export type Finding<M extends Messages = Messages> = {
  [Id in keyof M & string]: FindingFacts & { readonly messageId: Id } & DataOf<M[Id]>;
}[keyof M & string];

/** All of a finding but its message. */
export interface FindingFacts {
  readonly at: Place;
  readonly job?: string;
  readonly related?: readonly Related[];
  readonly witness?: Witness;
  /** Replaces the rule's severity for this finding, where the settings name none. */
  readonly severity?: Severity;
  /** Set by rules that speak for GitLab; see `Diagnostic.rejected`. Taken from the problem in a `problem` handler. */
  readonly rejected?: boolean;
  readonly gitlabMessage?: string;
  /** Called only when somebody wants the fix. Fixes that touch text which is not local are dropped by the engine. */
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
  /** The smallest preset that holds the rule. */
  readonly preset: Exclude<Preset, 'migration'>;
  readonly since: string;
  /** The most that its fixes promise; `none` for a rule without fixes. */
  readonly fix: Applicability | 'none';
  /** GitLab documents or source files that prove the claim. */
  readonly sources: readonly string[];
  /** The syntaxes whose configurations it speaks of; that of today alone when absent. */
  readonly dialects?: readonly Dialect[];
  readonly options?: RuleOptions<Options>;
}

export interface RuleContext<Options = unknown, State = unknown> {
  readonly config: Config;
  readonly options: Options;
  readonly state: State;
  /** The GitLab that the configuration is for. */
  readonly target: Target;
}

/**
 * What the parser or GitLab's checks found: a `ConfigProblem`, or a `SyntaxProblem` under the kind `yaml.<code>`
 * with its sentence in `data.message`.
 */
export interface Problem {
  readonly kind: string;
  readonly rejected: boolean;
  readonly gitlabMessage?: string;
  readonly at: Place;
  readonly via?: Step;
  readonly job?: string;
  readonly data: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  readonly related: readonly Related[];
  /** Set when the YAML parser found it. */
  readonly syntax?: SyntaxProblem;
}

type Findings<M extends Messages> = Iterable<Finding<M>>;

export interface RuleHandlers<M extends Messages, Options, State> {
  /** Once for each file of the configuration. */
  source?(file: ConfigFile, ctx: RuleContext<Options, State>): Findings<M>;
  /** Once for each problem of a kind that the rule's `problems` name. */
  problem?(problem: Problem, ctx: RuleContext<Options, State>): Findings<M>;
  /** Once for each visible job as written, before `parallel` expands it. */
  definition?(definition: JobDefinition, ctx: RuleContext<Options, State>): Findings<M>;
  /** Once for each expanded job. */
  job?(job: Job, ctx: RuleContext<Options, State>): Findings<M>;
  /** Once for the whole configuration, after its files, definitions and jobs. */
  pipeline?(config: Config, ctx: RuleContext<Options, State>): Findings<M>;
  /** Once for each ignore comment, when all configurations of the run are linted and it is known what each one silenced. */
  suppression?(suppression: Suppression, ctx: RuleContext<Options, State>): Findings<M>;
}

export interface LintRule<M extends Messages = Messages, Options = unknown, State = unknown> {
  readonly id: string;
  readonly meta: RuleMeta<Options>;
  readonly messages: M;
  /** Kinds of problems that this rule alone speaks for; `needs.*` means all kinds of that subject that no rule names. */
  readonly problems?: readonly string[];
  /** Narrows `problems` for kinds that several rules share: those it declines are left to the other rule. */
  readonly claims?: (problem: Problem, config: Config) => boolean;
  /** Fresh for each configuration. */
  readonly state?: () => State;
  readonly on: RuleHandlers<M, Options, State>;
}

/** A rule of any message ids, options and state, as the engine keeps it. */
// biome-ignore lint/suspicious/noExplicitAny: handlers are contravariant in options and state, which the engine pairs up.
export type AnyLintRule = LintRule<any, any, any>;

/** Checks a rule by types, down to message ids and their data, and returns it. */
export function defineRule<const M extends Messages, Options = undefined, State = undefined>(
  rule: LintRule<M, Options, State>,
): AnyLintRule {
  return rule;
}
