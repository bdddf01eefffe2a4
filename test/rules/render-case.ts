/** What a rule says about a case, as its page shows it. */
import { structuredPatch } from 'diff';
import type { Place } from '../../src/config/problem.js';
import type { Diagnostic } from '../../src/linter/diagnostic.js';
import { EditBatch } from '../../src/linter/edit-batch.js';
import type { Fix } from '../../src/linter/fix.js';
import { type CaseOutput, ROOT } from './page.js';

export function renderCase(diagnostics: readonly Diagnostic[]): CaseOutput {
  const diffs = diagnostics.flatMap(diagnostic => diagnostic.fixes().map(renderFix));
  return { text: diagnostics.map(renderDiagnostic).join('\n'), diffs: [...new Set(diffs)] };
}

function renderDiagnostic(diagnostic: Diagnostic): string {
  const { at, severity, message, related, witness, rejected, dialect, gitlabMessage } = diagnostic;
  const lines = [
    `${renderPlace(at)} ${severity}: ${message.what}`,
    ...renderFrame(at),
    `  why: ${message.why}`,
  ];
  if (message.help !== '') lines.push(`  help: ${message.help}`);
  for (const other of related) lines.push(`  related: ${renderPlace(other.at)} ${other.message}`.trimEnd());
  if (witness !== undefined) lines.push(`  witness: ${witness.summary}`);
  if (rejected && dialect === 'proposed') lines.push('  not valid in the proposed syntax');
  else if (rejected) lines.push(`  GitLab rejects: ${gitlabMessage ?? ''}`.trimEnd());
  else if (gitlabMessage !== undefined) lines.push(`  GitLab warns: ${gitlabMessage}`);
  return `${lines.join('\n')}\n`;
}

function renderPlace({ source, start }: Place): string {
  const { line, column } = source.positionAt(start);
  return `${source.path}:${line}:${column}`;
}

/** The line of the place with carets below it; of a place of many lines the first. */
function renderFrame({ source, start, end }: Place): string[] {
  const from = source.positionAt(start);
  const to = source.positionAt(end);
  const text = source.lineText(from.line);
  const gutter = `  ${from.line} | `;
  const width = (to.line === from.line ? to.column : text.length + 1) - from.column;
  const carets = '^'.repeat(Math.max(1, width)) + (to.line === from.line ? '' : ` (to line ${to.line})`);
  return [`${gutter}${text}`.trimEnd(), ' '.repeat(gutter.length + from.column - 1) + carets];
}

function renderFix(fix: Fix): string {
  const batch = new EditBatch();
  batch.add(fix);
  const sources = new Map(fix.edits.map(({ source }) => [source.path, source]));
  const lines = [`${fix.applicability}${fix.applicability === 'suggestion' ? '' : ' fix'}: ${fix.title}`];
  for (const [path, text] of batch.texts()) {
    const { hunks } = structuredPatch('', '', sources.get(path)?.text ?? '', text, '', '', { context: 2 });
    if (path !== ROOT) lines.push(`--- ${path}`);
    for (const [index, hunk] of hunks.entries()) {
      if (index > 0) lines.push('@@');
      lines.push(...hunk.lines.filter(line => !line.startsWith('\\')).map(line => line.trimEnd()));
    }
  }
  return lines.join('\n');
}
