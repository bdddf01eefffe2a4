/**
 * The engine: one walk over a configuration for all rules. A run can take several configurations, which may share
 * files; each finding is reported once, and a rule that throws stops nobody but itself.
 */
import type { Config } from '../config/config.js';
import type { Place } from '../config/problem.js';
import type { Source } from '../syntax/source.js';
import type { Diagnostic } from './diagnostic.js';
import type { Fix } from './fix.js';
import type { AnyLintRule, Finding, Problem, RuleContext } from './lint-rule.js';
import { fillMessage } from './message.js';
import { problemOwners, problemsOf } from './problem.js';
import { type EffectiveSetting, effectiveSetting, type ResolvedRuleSettings } from './rule-settings.js';
import { SuppressionTable } from './suppression-table.js';

/** What a rule was looking at; `fix` when a fix was being built. */
export type LintLevel = 'source' | 'problem' | 'definition' | 'job' | 'pipeline' | 'suppression' | 'fix';

/** A rule that threw, or a problem that GitLab rejects a configuration for and no rule speaks of: a bug of ours. */
export interface RuleCrash {
  /** Null when no rule speaks of a problem. */
  readonly ruleId: string | null;
  readonly level: LintLevel;
  readonly path: string;
  readonly error: unknown;
}

export interface RuleTiming {
  readonly ruleId: string;
  readonly milliseconds: number;
  readonly findings: number;
}

export interface LintResult {
  /** Sorted by path, place and rule; without repetitions. */
  readonly diagnostics: readonly Diagnostic[];
  /** What ignore comments silenced, sorted likewise. */
  readonly suppressed: readonly Diagnostic[];
  /** Grows when a fix that is asked for later throws. */
  readonly crashes: readonly RuleCrash[];
  /** Slowest first; empty without a clock. */
  readonly timings: readonly RuleTiming[];
}

export interface LintOptions {
  /** Milliseconds since any fixed moment; without it nothing is timed. */
  readonly clock?: () => number;
}

/** A run over any number of configurations. */
export interface LintRun {
  add(config: Config): void;
  /** Speaks of ignore comments, sorts and ends the run. */
  finish(): LintResult;
}

/** Lints one configuration. */
export function lintConfig(
  config: Config,
  rules: readonly AnyLintRule[],
  settings: ResolvedRuleSettings,
  options: LintOptions = {},
): LintResult {
  const run = startLint(rules, settings, options);
  run.add(config);
  return run.finish();
}

/** @throws Error when two rules have one id or claim one kind of problem. */
export function startLint(
  rules: readonly AnyLintRule[],
  settings: ResolvedRuleSettings,
  options: LintOptions = {},
): LintRun {
  return new Run(rules, settings, options);
}

/** A rule in one run. */
interface ActiveRule {
  readonly rule: AnyLintRule;
  /** By path; one entry under the empty path when no override names the rule. */
  readonly settings: Map<string, EffectiveSetting>;
  readonly overridden: boolean;
  readonly crashed: Set<LintLevel>;
  state: unknown;
  milliseconds: number;
  findings: number;
}

type Handler = (subject: unknown, ctx: RuleContext) => Iterable<Finding>;

class Run implements LintRun {
  readonly #settings: ResolvedRuleSettings;
  readonly #clock: (() => number) | undefined;
  readonly #active = new Map<string, ActiveRule>();
  readonly #known: ReadonlySet<string>;
  readonly #owners: ReturnType<typeof problemOwners>;
  readonly #suppressions = new SuppressionTable();
  readonly #seen = new Set<string>();
  readonly #diagnostics: Diagnostic[] = [];
  readonly #suppressed: Diagnostic[] = [];
  readonly #crashes: RuleCrash[] = [];
  readonly #unspoken = new Set<string>();

  constructor(rules: readonly AnyLintRule[], settings: ResolvedRuleSettings, options: LintOptions) {
    this.#settings = settings;
    this.#clock = options.clock;
    this.#owners = problemOwners(rules);
    this.#known = new Set(rules.map(rule => rule.id));
    if (this.#known.size < rules.length) throw new Error('Two rules have one id.');
    for (const rule of rules) {
      const active = activate(rule, settings);
      if (active !== null) this.#active.set(rule.id, active);
    }
  }

  add(config: Config): void {
    if (this.#settings.inlineIgnores) this.#suppressions.add(config);
    const local = new Set<Source>();
    for (const file of config.files) if (file.local) local.add(file.stream.source);
    for (const active of this.#active.values()) {
      active.state = active.rule.state?.();
      active.crashed.clear();
    }
    const visit = this.#visitor(config, local);
    visit('source', config.files, file => file.path);
    this.#visitProblems(config, local);
    visit('definition', config.definitions, definition => definition.key.source.path);
    visit('job', config.jobs, job => job.definition.key.source.path);
    visit('pipeline', [config], () => config.root);
  }

  finish(): LintResult {
    const speakers = this.#speakers('suppression');
    const ran = (ruleId: string, path: string): boolean => {
      const active = this.#active.get(ruleId);
      return active !== undefined && active.rule.on.suppression === undefined && !this.#at(active, path).off;
    };
    const outcome = speakers.length === 0 ? [] : this.#suppressions.outcome(this.#known, ran);
    for (const [suppression, config] of outcome) {
      const local = new Set([suppression.source]);
      for (const [active, handler] of speakers) {
        this.#call(
          { active, level: 'suppression', handler, subject: suppression, config, local },
          suppression.source.path,
        );
      }
    }
    return {
      diagnostics: this.#diagnostics.sort(compareDiagnostics),
      suppressed: this.#suppressed.sort(compareDiagnostics),
      crashes: this.#crashes,
      timings: this.#clock === undefined ? [] : timings(this.#active.values()),
    };
  }

  #visitor(config: Config, local: ReadonlySet<Source>) {
    return <Subject>(
      level: 'source' | 'definition' | 'job' | 'pipeline',
      subjects: readonly Subject[],
      pathOf: (subject: Subject) => string,
    ): void => {
      const speakers = this.#speakers(level);
      if (speakers.length === 0) return;
      for (const subject of subjects) {
        const path = pathOf(subject);
        for (const [active, handler] of speakers) {
          this.#call({ active, level, handler, subject, config, local }, path);
        }
      }
    };
  }

  #visitProblems(config: Config, local: ReadonlySet<Source>): void {
    for (const problem of problemsOf(config)) {
      const owner = this.#owners.of(problem, config);
      if (owner === undefined && problem.rejected) this.#reportUnspoken(problem);
      const active = this.#active.get(owner?.id ?? '');
      const handler = active?.rule.on.problem as Handler | undefined;
      if (active === undefined || handler === undefined) continue;
      const call = { active, level: 'problem' as const, handler, subject: problem, config, local, problem };
      this.#call(call, problem.at.source.path);
    }
  }

  #reportUnspoken({ kind, gitlabMessage = kind, at }: Problem): void {
    if (this.#unspoken.has(kind)) return;
    this.#unspoken.add(kind);
    const error = new Error(`No rule speaks of ${kind}. GitLab says: ${gitlabMessage}`);
    this.#crashes.push({ ruleId: null, level: 'problem', path: at.source.path, error });
  }

  #speakers(level: Exclude<LintLevel, 'problem' | 'fix'>): [ActiveRule, Handler][] {
    const speakers: [ActiveRule, Handler][] = [];
    for (const active of this.#active.values()) {
      const handler = active.rule.on[level] as Handler | undefined;
      if (handler !== undefined) speakers.push([active, handler]);
    }
    return speakers;
  }

  #at(active: ActiveRule, path: string): EffectiveSetting {
    const key = active.overridden ? path : '';
    let setting = active.settings.get(key);
    if (setting === undefined) {
      setting = effectiveSetting(active.rule, this.#settings, path);
      active.settings.set(key, setting);
    }
    return setting;
  }

  #call(call: Call, path: string): void {
    const { active, level, handler, subject, config } = call;
    const started = this.#clock?.();
    try {
      const { options } = this.#at(active, path);
      for (const finding of handler(subject, { config, options, state: active.state })) {
        this.#report(call, finding);
      }
    } catch (error) {
      if (!active.crashed.has(level)) this.#crashes.push({ ruleId: active.rule.id, level, path, error });
      active.crashed.add(level);
    }
    if (started !== undefined) active.milliseconds += (this.#clock?.() ?? started) - started;
  }

  #report(call: Call, finding: Finding): void {
    const { active, problem } = call;
    const { rule } = active;
    const setting = this.#at(active, finding.at.source.path);
    if (setting.off) return;
    const template = rule.messages[finding.messageId];
    if (template === undefined) throw new Error(`${rule.id} has no message ${finding.messageId}.`);
    const message = fillMessage(template, finding.data);
    const key = `${rule.id}\0${placeKey(finding.at)}\0${message.what}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const job = finding.job ?? problem?.job;
    const gitlabMessage = finding.gitlabMessage ?? problem?.gitlabMessage;
    const diagnostic: Diagnostic = {
      ruleId: rule.id,
      category: rule.meta.category,
      severity: setting.severity ?? finding.severity ?? rule.meta.severity,
      message,
      at: finding.at,
      related: finding.related ?? problem?.related ?? [],
      rejected: finding.rejected ?? problem?.rejected ?? false,
      fixes: this.#lazyFixes(call, finding),
      ...(job === undefined ? {} : { job }),
      ...(finding.witness === undefined ? {} : { witness: finding.witness }),
      ...(gitlabMessage === undefined ? {} : { gitlabMessage }),
    };
    if (this.#suppressions.silences(rule.id, finding.at)) {
      this.#suppressed.push(diagnostic);
      return;
    }
    active.findings++;
    this.#diagnostics.push(diagnostic);
  }

  /** Builds the fixes once; drops those that would touch text from elsewhere. */
  #lazyFixes({ active, local }: Call, { fix, at }: Finding): () => readonly Fix[] {
    if (fix === undefined) return noFixes;
    let built: readonly Fix[] | undefined;
    return () => {
      try {
        built ??= fix().filter(({ edits }) => edits.every(edit => local.has(edit.source)));
      } catch (error) {
        this.#crashes.push({ ruleId: active.rule.id, level: 'fix', path: at.source.path, error });
        built = [];
      }
      return built;
    };
  }
}

/** One handler at work on one subject. */
interface Call {
  readonly active: ActiveRule;
  readonly level: LintLevel;
  readonly handler: Handler;
  readonly subject: unknown;
  readonly config: Config;
  readonly local: ReadonlySet<Source>;
  readonly problem?: Problem;
}

const noFixes = (): readonly Fix[] => [];

/** Null when the rule is off everywhere. */
function activate(rule: AnyLintRule, settings: ResolvedRuleSettings): ActiveRule | null {
  const overridden = settings.overrides.some(override => rule.id in override.rules);
  const everywhere = effectiveSetting(rule, { ...settings, overrides: [] }, '');
  if (everywhere.off && !overridden) return null;
  return {
    rule,
    overridden,
    settings: new Map(overridden ? [] : [['', everywhere]]),
    crashed: new Set(),
    state: undefined,
    milliseconds: 0,
    findings: 0,
  };
}

function timings(active: Iterable<ActiveRule>): RuleTiming[] {
  return [...active]
    .map(({ rule, milliseconds, findings }) => ({ ruleId: rule.id, milliseconds, findings }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}

function placeKey({ source, start, end }: Place): string {
  return `${source.path}\0${start}\0${end}`;
}

function compareDiagnostics(a: Diagnostic, b: Diagnostic): number {
  return (
    compareText(a.at.source.path, b.at.source.path) ||
    a.at.start - b.at.start ||
    a.at.end - b.at.end ||
    compareText(a.ruleId, b.ruleId) ||
    compareText(a.message.what, b.message.what)
  );
}

function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
