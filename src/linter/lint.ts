/**
 * The engine: one walk over a configuration for all rules. A run can take several configurations, which may share
 * files; each finding is reported once, and a rule that throws stops nobody but itself.
 */
import type { Config } from '../config/config.js';
import type { Dialect } from '../config/dialect.js';
import { DEFAULT_TARGET } from '../config/keywords/target.js';
import type { Place } from '../config/problem.js';
import type { Source } from '../syntax/source.js';
import {
  type ActiveRule,
  activate,
  type Handler,
  type LintLevel,
  settingAt,
  speakersOf,
  speaksOf,
} from './active-rule.js';
import { compareDiagnostics } from './compare-diagnostics.js';
import type { Diagnostic } from './diagnostic.js';
import type { Fix } from './fix.js';
import type { AnyLintRule, Finding, Problem } from './lint-rule.js';
import { fillMessage } from './message.js';
import { problemOwners, problemsOf } from './problem.js';
import type { ResolvedRuleSettings } from './rule-settings.js';
import { SuppressionTable } from './suppression-table.js';

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
    const speakers = speakersOf(this.#active.values(), 'suppression');
    const ran = (ruleId: string, path: string, dialect: Dialect): boolean => {
      const active = this.#active.get(ruleId);
      return (
        active !== undefined &&
        active.rule.on.suppression === undefined &&
        speaksOf(active.rule, dialect) &&
        !settingAt(active, path, this.#settings).off
      );
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
      const speakers = speakersOf(this.#active.values(), level).filter(([{ rule }]) =>
        speaksOf(rule, config.dialect),
      );
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
      if (active === undefined || handler === undefined || !speaksOf(active.rule, config.dialect)) continue;
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

  #call(call: Call, path: string): void {
    const { active, level, handler, subject, config } = call;
    const started = this.#clock?.();
    try {
      const { options } = settingAt(active, path, this.#settings);
      const target = this.#settings.target ?? DEFAULT_TARGET;
      for (const finding of handler(subject, { config, options, state: active.state, target })) {
        this.#report(call, finding);
      }
    } catch (error) {
      if (!active.crashed.has(level)) this.#crashes.push({ ruleId: active.rule.id, level, path, error });
      active.crashed.add(level);
    }
    if (started !== undefined) active.milliseconds += (this.#clock?.() ?? started) - started;
  }

  #report(call: Call, finding: Finding): void {
    const { active, config, problem } = call;
    const { rule } = active;
    const setting = settingAt(active, finding.at.source.path, this.#settings);
    if (setting.off) return;
    const template = rule.messages[finding.messageId];
    if (template === undefined) throw new Error(`${rule.id} has no message ${finding.messageId}.`);
    const message = fillMessage(template, finding.data);
    const key = `${rule.id}\0${placeKey(finding.at)}\0${message.what}`;
    if (this.#seen.has(key)) return;
    this.#seen.add(key);
    const job = finding.job ?? problem?.job;
    // What no GitLab runs, none speaks of.
    const gitlabMessage =
      config.dialect === 'current' ? (finding.gitlabMessage ?? problem?.gitlabMessage) : undefined;
    const diagnostic: Diagnostic = {
      ruleId: rule.id,
      category: rule.meta.category,
      severity: setting.severity ?? finding.severity ?? rule.meta.severity,
      message,
      at: finding.at,
      related: finding.related ?? problem?.related ?? [],
      rejected: finding.rejected ?? problem?.rejected ?? false,
      ...(config.dialect === 'proposed' && { dialect: config.dialect }),
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

function placeKey({ source, start, end }: Place): string {
  return `${source.path}\0${start}\0${end}`;
}

function timings(active: Iterable<ActiveRule>): RuleTiming[] {
  return [...active]
    .map(({ rule, milliseconds, findings }) => ({ ruleId: rule.id, milliseconds, findings }))
    .sort((a, b) => b.milliseconds - a.milliseconds);
}
