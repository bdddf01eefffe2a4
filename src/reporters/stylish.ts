/** For people: each finding with its code, why it matters, where it comes from and the way out. */
import type { Diagnostic, Severity } from '../linter/diagnostic.js';
import type { Applicability } from '../linter/fix.js';
import { renderCodeFrame } from './code-frame.js';
import { count, plural } from './counts.js';
import { printable, wrap } from './printable.js';
import type { Report, Reporter, ReporterOptions } from './reporter.js';

const WIDEST_TEXT = 100;
const INDENT = '  ';

export const render: Reporter = (report, options) => {
  const parts = report.diagnostics.map(diagnostic => renderDiagnostic(diagnostic, options));
  return `${[...parts, renderSummary(report, options)].join('\n')}`;
};

function renderDiagnostic(diagnostic: Diagnostic, options: ReporterOptions): string {
  const { style } = options;
  const mark = markOf(diagnostic.severity, options);
  const { message, at } = diagnostic;
  const lines = [
    renderHeading(diagnostic, options),
    ...paragraph(printable(message.what), options).map(style.bold),
    '',
    ...renderCodeFrame(at, style, mark).map(line => INDENT + line),
    '',
    ...paragraph(printable(message.why), options),
    ...labelled('help', message.help, options),
    ...renderFixes(diagnostic, options),
    ...renderWitness(diagnostic, options),
    ...renderRelated(diagnostic, options),
    ...(diagnostic.gitlabMessage === undefined ? [] : labelled('GitLab', diagnostic.gitlabMessage, options)),
  ];
  return `${lines.join('\n')}\n`;
}

function renderHeading(
  { severity, ruleId, at, job, rejected, dialect }: Diagnostic,
  options: ReporterOptions,
): string {
  const { style } = options;
  const page = options.pageOf(ruleId);
  const rule = page === null ? ruleId : style.link(ruleId, page);
  const facts = [
    job === undefined ? '' : `job ${printable(job)}`,
    rejected ? (dialect === 'proposed' ? 'not valid in the proposed syntax' : 'GitLab refuses this') : '',
  ].filter(fact => fact !== '');
  const tail = facts.length === 0 ? '' : style.dim(` (${facts.join(', ')})`);
  return `${style.cyan(placeOf(at, options))} ${markOf(severity, options)(severity)} ${style.dim(rule)}${tail}`;
}

function placeOf(at: Diagnostic['at'], { pathOf }: ReporterOptions): string {
  const { line, column } = at.source.positionAt(at.start);
  return `${printable(pathOf(at.source))}:${line}:${column}`;
}

function markOf(severity: Severity, { style }: ReporterOptions): (text: string) => string {
  return severity === 'error' ? style.red : severity === 'warning' ? style.yellow : style.cyan;
}

function paragraph(text: string, { width }: ReporterOptions): string[] {
  return wrap(text, Math.min(width, WIDEST_TEXT) - INDENT.length).map(line => INDENT + line);
}

/** A paragraph whose first line starts with a label and whose others stand under its text. */
function labelled(label: string, text: string, { style, width }: ReporterOptions): string[] {
  if (text === '') return [];
  const lead = `${label}: `;
  const lines = wrap(printable(text), Math.min(width, WIDEST_TEXT) - INDENT.length - lead.length);
  return lines.map((line, index) =>
    index === 0 ? `${INDENT}${style.green(lead.trimEnd())} ${line}` : INDENT + ' '.repeat(lead.length) + line,
  );
}

const HOW: Readonly<Record<Applicability, string>> = {
  safe: '--fix',
  unsafe: '--fix --unsafe-fixes, changes what the pipeline does',
  suggestion: 'a suggestion: choose yourself',
};

function renderFixes(diagnostic: Diagnostic, options: ReporterOptions): string[] {
  return diagnostic
    .fixes()
    .flatMap(({ title, applicability }) => labelled('fix', `${title} (${HOW[applicability]})`, options));
}

function renderWitness({ witness }: Diagnostic, options: ReporterOptions): string[] {
  if (witness === undefined) return [];
  return [
    ...labelled('seen', witness.summary, options),
    `${INDENT}${options.style.green('replay:')} ${printable(witness.command)}`,
  ];
}

function renderRelated({ related }: Diagnostic, options: ReporterOptions): string[] {
  return related.map(({ message, at }) => {
    const text =
      message === ''
        ? printable(at.source.lineText(at.source.positionAt(at.start).line).trim())
        : printable(message);
    return `${INDENT}${options.style.green('see:')} ${options.style.cyan(placeOf(at, options))} ${text}`;
  });
}

function renderSummary(report: Report, options: ReporterOptions): string {
  const { diagnostics, hiddenCount, fileCount, fixedCount } = report;
  const { style } = options;
  const files = plural(fileCount, 'file');
  const fixed = fixedCount === 0 ? '' : `${plural(fixedCount, 'problem')} fixed. `;
  if (fileCount === 0) return '';
  if (diagnostics.length === 0) {
    const none = hiddenCount === 0 ? 'No problems' : 'No errors';
    return `${style.green('✔')} ${fixed}${none} in ${files}.\n${renderMissing(report)}`;
  }
  const { bySeverity, byFix } = count(diagnostics);
  const severities = (['error', 'warning', 'info'] as const)
    .filter(severity => bySeverity[severity] > 0)
    .map(severity => markOf(severity, options)(plural(bySeverity[severity], severity)));
  const refused = diagnostics.some(({ rejected, dialect }) => rejected && dialect === undefined)
    ? `  GitLab refuses this configuration.\n`
    : '';
  return `✖ ${fixed}${severities.join(', ')} in ${files}.\n${refused}${renderMissing(report)}${renderFixable(byFix)}`;
}

/** Silence about a configuration that is not known as a whole is no praise. */
function renderMissing({ missingIncludes }: Report): string {
  if (missingIncludes === 0) return '';
  return `  ${plural(missingIncludes, 'include')} could not be read, so less can be said; the settings can tell where the text stands.\n`;
}

function renderFixable({ safe, unsafe }: Readonly<Record<Applicability, number>>): string {
  if (safe === 0 && unsafe === 0) return '';
  if (safe === 0) return `  ${unsafe} fixable with --fix --unsafe-fixes.\n`;
  const more = unsafe === 0 ? '' : `, ${unsafe} more with --unsafe-fixes`;
  return `  ${safe} fixable with --fix${more}.\n`;
}
