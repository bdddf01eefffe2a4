/** What a lint run prints, and where. */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { RULES } from '../../../rules/index.generated.js';
import type { RuleTiming } from '../../linter/lint.js';
import { renderDiff } from '../../reporters/diff.js';
import type { Report, ReporterOptions } from '../../reporters/reporter.js';
import { PLAIN_STYLE } from '../../reporters/style.js';
import { styleFor } from '../colour.js';
import { dialectNotes } from '../dialect-flag.js';
import { FORMATS, isFormat } from '../formats.js';
import { packageFolder, readVersion } from '../package-file.js';
import type { Output, Terminal } from '../terminal.js';
import { UsageError } from '../usage-error.js';
import { writeOutput } from '../write-output.js';
import { displayPaths, pathFrom } from './display-path.js';
import type { LintFlags } from './flags.js';
import type { Outcome } from './run-lint.js';

/** Writes the findings in the format that was asked for. With `--output-file`, people see them on `output` all the same. */
export async function writeReport(
  outcomes: readonly Outcome[],
  flags: LintFlags,
  terminal: Terminal,
  output: Output,
): Promise<void> {
  const { format, outputFile } = flags;
  if (!isFormat(format)) throw new UsageError(`there is no format ${format}.`);
  const report = reportOf(outcomes, flags);
  const options = reporterOptions(outcomes, terminal, output);
  const style = styleFor(output, terminal, flags.color);
  if (outputFile !== undefined) {
    const render = await FORMATS[format]();
    writeOutput(terminal.cwd, outputFile, render(report, options));
  }
  const render = await FORMATS[outputFile === undefined ? format : 'stylish']();
  output.write(render(report, { ...options, style }));
}

/** Prints what the fixes would change, and nothing else, so that it can be piped to `git apply`. */
export function writeDiff(outcomes: readonly Outcome[], flags: LintFlags, terminal: Terminal): void {
  const { cwd, stdout, stderr } = terminal;
  const style = flags.outputFile === undefined ? styleFor(stdout, terminal, flags.color) : PLAIN_STYLE;
  const changes = outcomes.flatMap(({ run, fixes }) =>
    (fixes?.changes ?? []).map(change => ({ ...change, path: pathFrom(cwd, join(run.root, change.path)) })),
  );
  const text = renderDiff(changes, style);
  if (flags.outputFile === undefined) stdout.write(text);
  else writeOutput(cwd, flags.outputFile, text);
  const found = outcomes.reduce((sum, { linted }) => sum + linted.result.diagnostics.length, 0);
  const fixed = outcomes.reduce((sum, { fixes }) => sum + (fixes?.fixedCount ?? 0), 0);
  stderr.write(`${fixed} of ${found} problems can be fixed; nothing was written.\n`);
}

/** With stdin there is no file to fix: the fixed text goes to stdout and the findings that are left to stderr. */
export async function writeFixedText(
  outcomes: readonly Outcome[],
  before: string,
  flags: LintFlags,
  terminal: Terminal,
): Promise<void> {
  const own = outcomes[0]?.run.targets[0]?.path;
  const change = outcomes[0]?.fixes?.changes.find(({ path }) => path === own);
  terminal.stdout.write(change?.after ?? before);
  await writeReport(outcomes, flags, terminal, terminal.stderr);
}

/** Times, and fixes that were not applied; answers what went wrong. */
export function writeNotes(
  outcomes: readonly Outcome[],
  flags: LintFlags,
  { stderr, cwd }: Terminal,
): string[] {
  const problems: string[] = [];
  for (const { linted, fixes } of outcomes) {
    for (const { ruleId, level, path, error } of linted.result.crashes) {
      const text =
        error instanceof Error ? ((flags.debug ? error.stack : error.message) ?? '') : String(error);
      const who = ruleId === null ? 'the engine' : `the rule ${ruleId}`;
      problems.push(`${who} failed on ${path} (${level}); this is a bug in ci-lint: ${text}`);
    }
    for (const { diagnostic, reason } of fixes?.skipped ?? []) {
      const why = reason === 'refused' ? 'GitLab would refuse the result' : 'the fixes do not come to an end';
      stderr.write(`ci-lint: a fix of ${diagnostic.ruleId} was left out because ${why}.\n`);
    }
  }
  for (const { run, linted } of outcomes) {
    const pathOf = ({ root }: { readonly root: string }): string => pathFrom(cwd, join(run.root, root));
    for (const note of dialectNotes(linted.configs, pathOf)) stderr.write(`ci-lint: ${note}\n`);
  }
  if (flags.timing === true) stderr.write(renderTimings(outcomes));
  return problems;
}

function reportOf(outcomes: readonly Outcome[], { quiet }: LintFlags): Report {
  const diagnostics = outcomes.flatMap(({ linted }) => linted.result.diagnostics);
  const files = new Set<string>();
  let missingIncludes = 0;
  for (const { run, linted } of outcomes) {
    for (const config of linted.configs) {
      missingIncludes += config.unresolved.length;
      for (const { path, local } of config.files) files.add(local ? join(run.root, path) : path);
    }
  }
  const shown = quiet === true ? diagnostics.filter(({ severity }) => severity === 'error') : diagnostics;
  return {
    diagnostics: shown,
    hiddenCount: diagnostics.length - shown.length,
    missingIncludes,
    fileCount: files.size,
    fixedCount: outcomes.reduce((sum, { fixes }) => sum + (fixes?.fixedCount ?? 0), 0),
  };
}

function reporterOptions(outcomes: readonly Outcome[], terminal: Terminal, output: Output): ReporterOptions {
  const categories = new Map(RULES.map(({ id, meta }) => [id, meta.category]));
  const runs = outcomes.map(({ run, linted }) => ({ root: run.root, configs: linted.configs }));
  return {
    style: PLAIN_STYLE,
    pathOf: displayPaths(runs, terminal.cwd),
    pageOf: id => {
      const category = categories.get(id);
      return category === undefined
        ? null
        : pathToFileURL(join(packageFolder(), 'rules', category, `${id}.md`)).href;
    },
    width: output.width,
    version: readVersion(),
  };
}

function renderTimings(outcomes: readonly Outcome[]): string {
  const totals = new Map<string, { milliseconds: number; findings: number }>();
  for (const { linted } of outcomes) {
    for (const { ruleId, milliseconds, findings } of linted.result.timings as readonly RuleTiming[]) {
      const total = totals.get(ruleId) ?? { milliseconds: 0, findings: 0 };
      totals.set(ruleId, {
        milliseconds: total.milliseconds + milliseconds,
        findings: total.findings + findings,
      });
    }
  }
  const resolving = outcomes.reduce((sum, outcome) => sum + outcome.resolving, 0);
  const rows = [...totals].sort(([, a], [, b]) => b.milliseconds - a.milliseconds);
  return [
    `${showTime(resolving)}               read, parse and merge\n`,
    ...rows
      .filter(([, { milliseconds }]) => milliseconds >= 0.005)
      .map(
        ([id, { milliseconds, findings }]) =>
          `${showTime(milliseconds)} ${String(findings).padStart(6)} found  ${id}\n`,
      ),
  ].join('');
}

function showTime(milliseconds: number): string {
  return `${milliseconds.toFixed(2).padStart(9)} ms`;
}
