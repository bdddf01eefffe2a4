/** What holds for every fix of every rule, checked on each case of its pages. */
import { isDeepStrictEqual } from 'node:util';
import { expect } from 'vitest';
import type { Config } from '../../src/config/config.js';
import type { Diagnostic } from '../../src/linter/diagnostic.js';
import { EditBatch } from '../../src/linter/edit-batch.js';
import type { Fix } from '../../src/linter/fix.js';
import { fixPoint } from '../../src/linter/fix-point.js';
import { contains } from '../../src/syntax/range.js';
import { effectiveConfig, withoutConditions } from './effective-jobs.js';
import type { Files, LintedCase } from './lint-case.js';
import { behaviourChanges } from './same-behaviour.js';

export interface CaseRun {
  readonly files: Files;
  readonly before: LintedCase;
  readonly lint: (files: Files) => LintedCase;
}

/** Edits lie in their files apart from each other, the result is as valid as the old text, and the diagnostic is gone. */
export function checkFixes(run: CaseRun): void {
  for (const diagnostic of run.before.result.diagnostics) {
    for (const fix of diagnostic.fixes()) checkFix(run, diagnostic, fix);
  }
}

function checkFix(run: CaseRun, diagnostic: Diagnostic, fix: Fix): void {
  const batch = new EditBatch();
  expect(batch.add(fix), `edits of "${fix.title}" overlap or leave the file`).toBe(true);
  const { before, lint } = run;
  const after = lint(new Map([...run.files, ...batch.texts()]));
  expect(syntaxErrors(after), `"${fix.title}" breaks the YAML`).toEqual(
    syntaxErrors(before).slice(0, syntaxErrors(after).length),
  );
  if (before.config.valid) expect(after.config.problems.filter(problem => problem.rejected)).toEqual([]);
  const same = (linted: LintedCase): number =>
    linted.result.diagnostics.filter(({ message }) => message.what === diagnostic.message.what).length;
  expect(same(after), `"${fix.title}" leaves the diagnostic`).toBeLessThan(same(before));
  if (fix.applicability !== 'safe') return;
  expect(comments(after), `"${fix.title}" loses a comment`).toEqual(
    expect.arrayContaining(keptComments(before, diagnostic)),
  );
  if (before.config.valid) expectSame(before.config, after.config);
}

/** Proven to behave alike; and written alike but for the conditions of jobs. */
function expectSame(before: Config, after: Config): void {
  expect(behaviourChanges(before, after)).toEqual([]);
  if (isDeepStrictEqual(effectiveConfig(after), effectiveConfig(before))) return;
  expect(withoutConditions(after)).toEqual(withoutConditions(before));
}

/** All fixes together come to a rest, none of them refused; all safe ones leave the pipelines equal. */
export function checkConvergence({ files, before, lint }: CaseRun): void {
  for (const least of ['safe', 'unsafe'] as const) {
    const { skipped, rounds, last } = fixPoint({
      least,
      lint: texts => {
        const { config, result } = lint(new Map([...files, ...texts]));
        return { configs: [config], result };
      },
    });
    expect(skipped.map(({ fix, reason }) => `${reason}: ${fix.title}`)).toEqual([]);
    expect(rounds).toBeLessThan(10);
    const [config] = last.configs;
    if (least === 'safe' && before.config.valid && config !== undefined) expectSame(before.config, config);
  }
}

/**
 * Line endings and a byte order mark change neither what is said nor what a fix writes. The mark gets a line of its own:
 * on the line of a key it moves the key to the right, and GitLab's parser takes the next line for the document's end.
 */
export function checkVariants(run: CaseRun): void {
  if ([...run.files.values()].some(text => text.includes('\r') || text.startsWith('\uFEFF'))) return;
  checkVariant(run, text => text.replaceAll('\n', '\r\n'));
  checkVariant(run, text => `\uFEFF\n${text}`);
}

function checkVariant({ files, before, lint }: CaseRun, change: (text: string) => string): void {
  const changed = lint(new Map([...files].map(([path, text]) => [path, change(text)])));
  expect(changed.result.diagnostics.map(summary)).toEqual(before.result.diagnostics.map(summary));
  const fixed = (linted: LintedCase): string[] =>
    linted.result.diagnostics.flatMap(diagnostic => diagnostic.fixes().flatMap(fix => fixedTexts(fix)));
  expect(fixed(changed)).toEqual(fixed(before).map(change));
}

function fixedTexts(fix: Fix): string[] {
  const batch = new EditBatch();
  batch.add(fix);
  return [...batch.texts().values()];
}

function summary({ at: { source, start, end }, message }: Diagnostic): string {
  const text = source.text.slice(start, end).replaceAll('\r\n', '\n');
  return `${source.path}: ${JSON.stringify(text)} ${message.what}`;
}

function syntaxErrors({ config }: LintedCase): string[] {
  return config.files.flatMap(({ stream }) =>
    stream.problems.filter(({ refused }) => refused).map(({ code }) => code),
  );
}

function comments({ config }: LintedCase): string[] {
  return config.files.flatMap(({ stream }) => stream.comments.map(({ text }) => text.trim()));
}

/** All comments but those that the diagnostic itself is about. */
function keptComments({ config }: LintedCase, { at }: Diagnostic): string[] {
  return config.files.flatMap(({ stream }) =>
    stream.comments
      .filter(comment => stream.source !== at.source || !(contains(comment, at) || contains(at, comment)))
      .map(({ text }) => text.trim()),
  );
}
