/** Applies fixes and lints again until nothing is left to fix. */
import type { Config } from '../config/config.js';
import type { Diagnostic } from './diagnostic.js';
import { EditBatch } from './edit-batch.js';
import { type Applicability, applies, type Fix } from './fix.js';
import type { LintResult } from './lint.js';

/** The configurations of a run, and what the rules said about them. */
export interface LintedConfigs {
  readonly configs: readonly Config[];
  readonly result: LintResult;
}

export interface FixPointOptions {
  readonly least: Exclude<Applicability, 'suggestion'>;
  /** Resolves and lints everything with these texts instead of the files' own, by path. Empty at the first call. */
  readonly lint: (texts: ReadonlyMap<string, string>) => LintedConfigs;
  /** 10 without it. */
  readonly maxRounds?: number;
}

export interface FixedDiagnostic {
  readonly diagnostic: Diagnostic;
  readonly fix: Fix;
}

export interface SkippedFix extends FixedDiagnostic {
  /** `refused`: with it the configuration would not be valid any more. `rounds`: it was still asked for after the last round. */
  readonly reason: 'refused' | 'rounds';
}

export interface FixPointResult {
  /** The new text of each file that changed, by path. */
  readonly texts: ReadonlyMap<string, string>;
  readonly applied: readonly FixedDiagnostic[];
  readonly skipped: readonly SkippedFix[];
  /** What the rules say about the new texts. */
  readonly last: LintedConfigs;
  readonly rounds: number;
}

/** How often one round may lint again to find the fixes that break a configuration. */
const MAX_TRIALS = 64;

/**
 * Each round applies all fixes that leave each other alone; those that overlap wait for the next one. A fix after which
 * GitLab would refuse what it accepted before is dropped.
 */
export function fixPoint({ least, lint, maxRounds = 10 }: FixPointOptions): FixPointResult {
  const refused = new Map<string, SkippedFix>();
  const applied: FixedDiagnostic[] = [];
  let texts: ReadonlyMap<string, string> = new Map();
  let last = lint(texts);
  let rounds = 0;
  for (; rounds < maxRounds; rounds++) {
    const batch = pickFixes(last, least, refused);
    if (batch.length === 0) break;
    const round = new Round(last, texts, lint);
    const { accepted, linted, texts: newTexts } = round.accept(batch);
    for (const entry of round.refused) refused.set(identity(entry), { ...entry, reason: 'refused' });
    if (accepted.length === 0) continue;
    applied.push(...accepted);
    last = linted;
    texts = newTexts;
  }
  const left = pickFixes(last, least, refused).map(entry => ({ ...entry, reason: 'rounds' as const }));
  return { texts, applied, skipped: [...refused.values(), ...left], last, rounds };
}

function pickFixes(
  { result }: LintedConfigs,
  least: Applicability,
  refused: ReadonlyMap<string, unknown>,
): FixedDiagnostic[] {
  const batch = new EditBatch();
  const picked: FixedDiagnostic[] = [];
  for (const diagnostic of result.diagnostics) {
    const fix = diagnostic.fixes().find(({ applicability }) => applies(applicability, least));
    if (fix === undefined || refused.has(identity({ diagnostic, fix }))) continue;
    if (batch.add(fix)) picked.push({ diagnostic, fix });
  }
  return picked;
}

interface Trial {
  readonly accepted: readonly FixedDiagnostic[];
  readonly linted: LintedConfigs;
  readonly texts: ReadonlyMap<string, string>;
}

/** One round: all its trials start from the same texts. */
class Round {
  readonly refused: FixedDiagnostic[] = [];
  readonly #before: LintedConfigs;
  readonly #texts: ReadonlyMap<string, string>;
  readonly #lint: FixPointOptions['lint'];
  #trials = 0;

  constructor(before: LintedConfigs, texts: ReadonlyMap<string, string>, lint: FixPointOptions['lint']) {
    this.#before = before;
    this.#texts = texts;
    this.#lint = lint;
  }

  /** As many of the fixes as leave the configurations sound; halves the rest to find the ones that do not. */
  accept(fixes: readonly FixedDiagnostic[]): Trial {
    return this.#extend({ accepted: [], linted: this.#before, texts: this.#texts }, fixes);
  }

  #extend(kept: Trial, fixes: readonly FixedDiagnostic[]): Trial {
    if (this.#trials < MAX_TRIALS) {
      const trial = this.#try([...kept.accepted, ...fixes]);
      if (isSound(this.#before, trial.linted)) return trial;
    }
    if (fixes.length === 1 || this.#trials >= MAX_TRIALS) {
      this.refused.push(...fixes);
      return kept;
    }
    const middle = fixes.length >> 1;
    return this.#extend(this.#extend(kept, fixes.slice(0, middle)), fixes.slice(middle));
  }

  #try(fixes: readonly FixedDiagnostic[]): Trial {
    this.#trials++;
    const batch = new EditBatch();
    for (const { fix } of fixes) batch.add(fix);
    const texts = new Map([...this.#texts, ...batch.texts()]);
    return { accepted: fixes, linted: this.#lint(texts), texts };
  }
}

/** No configuration that was valid or complete is less so, and no file has more of what the YAML parser refuses. */
function isSound(before: LintedConfigs, after: LintedConfigs): boolean {
  return before.configs.every((config, index) => {
    const changed = after.configs[index];
    if (changed === undefined || changed === config) return changed === config;
    if ((config.valid && !changed.valid) || (config.complete && !changed.complete)) return false;
    return refusedSyntax(changed) <= refusedSyntax(config);
  });
}

function refusedSyntax({ files }: Config): number {
  let count = 0;
  for (const { stream } of files) for (const problem of stream.problems) count += problem.refused ? 1 : 0;
  return count;
}

/** The same for a fix before and after others moved its lines. */
function identity({ diagnostic, fix }: FixedDiagnostic): string {
  const edits = fix.edits.map(({ source, range, text }) => [
    source.path,
    source.text.slice(range.start, range.end),
    text,
  ]);
  return JSON.stringify([diagnostic.ruleId, diagnostic.message.what, edits]);
}
