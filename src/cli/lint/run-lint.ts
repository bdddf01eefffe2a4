/** The `lint` command: find the targets, lint each repository, fix, report. */
import { join } from 'node:path';
import { decodeText } from '../../host/read-text.js';
import type { LintedConfigs } from '../../linter/fix-point.js';
import { EXIT_CODE, type ExitCode } from '../exit-code.js';
import type { Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { pathFrom } from './display-path.js';
import { type FixOutcome, fixRepository, writeChanges } from './fix-repository.js';
import type { LintFlags } from './flags.js';
import { openRepositories } from './open-repositories.js';
import { startProgress } from './progress.js';
import { createLinter, type LintTexts, type RepositoryRun, type RunOptions } from './repository-run.js';
import { findTargets, type Target, targetOfFile } from './targets.js';
import { writeDiff, writeFixedText, writeNotes, writeReport } from './write-outcome.js';

/** What was found in one repository. */
export interface Outcome {
  readonly run: RepositoryRun;
  readonly lint: LintTexts;
  /** What is reported: after the fixes, if they are written. */
  readonly linted: LintedConfigs;
  /** Null when nothing was to be fixed. */
  readonly fixes: FixOutcome | null;
  /** Milliseconds for reading and merging; 0 when nothing was timed. */
  readonly resolving: number;
}

type FixMode = 'none' | 'write' | 'diff' | 'print';

export async function runLint(
  operands: readonly string[],
  flags: LintFlags,
  terminal: Terminal,
): Promise<ExitCode> {
  const input = await readStdin(operands, flags, terminal);
  const mode = fixMode(flags, input !== null);
  const { cwd } = terminal;
  const targets = input === null ? findTargets(operands, { cwd, root: flags.root }) : [input.target];
  const texts = new Map(input === null ? [] : [[join(input.target.root, input.target.path), input.text]]);
  const runs = await openRepositories(targets, flags, terminal, texts);
  const problems = unreadable(runs, cwd);
  const linted = lintAll(runs, mode, flags, terminal);
  const outcomes = mode === 'write' ? await writeAll(linted, problems, cwd) : linted;
  problems.push(...writeNotes(outcomes, flags, terminal));
  if (mode === 'diff') writeDiff(outcomes, flags, terminal);
  else if (mode === 'print') await writeFixedText(outcomes, input?.text ?? '', flags, terminal);
  else await writeReport(outcomes, flags, terminal, terminal.stdout);
  for (const problem of problems) terminal.stderr.write(`ci-lint: ${problem}\n`);
  if (problems.length > 0) return EXIT_CODE.failure;
  const { errors, warnings } = countSevere(outcomes);
  const tooMany = flags.maxWarnings !== undefined && warnings > flags.maxWarnings;
  if (tooMany) {
    const count = `${warnings} ${warnings === 1 ? 'warning' : 'warnings'}`;
    terminal.stderr.write(`ci-lint: ${count}; --max-warnings allows ${flags.maxWarnings}.\n`);
  }
  return errors > 0 || tooMany ? EXIT_CODE.findings : EXIT_CODE.clean;
}

/** The text and place of stdin, if it is to be linted. */
async function readStdin(
  operands: readonly string[],
  flags: LintFlags,
  { cwd, readInput }: Terminal,
): Promise<{ readonly target: Target; readonly text: string } | null> {
  if (flags.stdinFilename === undefined && !operands.includes('-')) return null;
  if (operands.some(operand => operand !== '-')) {
    throw new UsageError(
      'stdin cannot be linted together with other files.',
      'Name it with --stdin-filename alone.',
    );
  }
  const answer = decodeText(await readInput());
  if (!answer.ok) throw new UsageError(`stdin ${answer.reason}.`);
  const file = flags.stdinFilename ?? '.gitlab-ci.yml';
  const target = targetOfFile(file, { cwd, root: flags.root }, true);
  return { target, text: answer.text };
}

function fixMode({ fix, unsafeFixes, diff }: LintFlags, stdin: boolean): FixMode {
  if (diff === true) return 'diff';
  if (fix === true) return stdin ? 'print' : 'write';
  if (unsafeFixes === true) throw new UsageError('--unsafe-fixes needs --fix or --diff.');
  return 'none';
}

function lintAll(
  runs: readonly RepositoryRun[],
  mode: FixMode,
  { unsafeFixes, timing }: LintFlags,
  terminal: Terminal,
): Outcome[] {
  const clock = () => performance.now();
  const total = runs.reduce((sum, { targets }) => sum + targets.length, 0);
  const progress = startProgress(total, terminal, clock);
  let resolving = 0;
  const options: RunOptions = {
    onTarget: ({ root, path }) => progress.step(pathFrom(terminal.cwd, join(root, path))),
    onResolved: milliseconds => {
      resolving += milliseconds;
    },
    clock: timing === true ? clock : null,
  };
  const outcomes = runs.map((run): Outcome => {
    resolving = 0;
    const lint = createLinter(run, options);
    if (mode === 'none') return { run, lint, linted: lint(new Map()), fixes: null, resolving };
    const fixes = fixRepository(run, lint, unsafeFixes === true ? 'unsafe' : 'safe');
    return { run, lint, linted: mode === 'diff' ? fixes.before : fixes.after, fixes, resolving };
  });
  progress.end();
  return outcomes;
}

/** Writes the fixes. Where a file could not be written, what is found then is found anew. */
async function writeAll(outcomes: readonly Outcome[], problems: string[], cwd: string): Promise<Outcome[]> {
  const after: Outcome[] = [];
  for (const outcome of outcomes) {
    const { run, fixes, lint } = outcome;
    const { written, refused } = await writeChanges(run.root, fixes?.changes ?? []);
    for (const { path, reason } of refused) {
      problems.push(`${pathFrom(cwd, join(run.root, path))} ${reason}; it was left as it is.`);
    }
    if (fixes === null || refused.length === 0) after.push(outcome);
    else {
      const linted = lint(new Map(written.map(change => [change.path, change.after])));
      const gone = fixes.before.result.diagnostics.length - linted.result.diagnostics.length;
      after.push({ ...outcome, linted, fixes: { ...fixes, fixedCount: Math.max(0, gone) } });
    }
  }
  return after;
}

function unreadable(runs: readonly RepositoryRun[], cwd: string): string[] {
  return runs.flatMap(({ root, unreadable }) =>
    unreadable.map(({ target, reason }) => `${pathFrom(cwd, join(root, target.path))} ${reason}.`),
  );
}

function countSevere(outcomes: readonly Outcome[]): { readonly errors: number; readonly warnings: number } {
  const severities = outcomes.flatMap(({ linted }) =>
    linted.result.diagnostics.map(({ severity }) => severity),
  );
  return {
    errors: severities.filter(severity => severity === 'error').length,
    warnings: severities.filter(severity => severity === 'warning').length,
  };
}
