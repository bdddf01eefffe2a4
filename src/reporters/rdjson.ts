/** reviewdog's Diagnostic Format. Its columns count UTF-8 bytes from 1, not UTF-16 units. */
import type { Diagnostic, Severity } from '../linter/diagnostic.js';
import type { Source } from '../syntax/source.js';
import type { Reporter, ReporterOptions } from './reporter.js';

const SEVERITY: Readonly<Record<Severity, string>> = { error: 'ERROR', warning: 'WARNING', info: 'INFO' };

export const render: Reporter = ({ diagnostics }, options) => {
  const result = {
    source: { name: 'ci-lint' },
    diagnostics: diagnostics.map(diagnostic => encodeDiagnostic(diagnostic, options)),
  };
  return `${JSON.stringify(result, null, 2)}\n`;
};

function encodeDiagnostic(diagnostic: Diagnostic, { pathOf }: ReporterOptions): object {
  const { at, severity, message, ruleId } = diagnostic;
  return {
    message: [message.what, message.why, message.help].filter(part => part !== '').join(' '),
    location: { path: pathOf(at.source), range: encodeRange(at.source, at.start, at.end) },
    severity: SEVERITY[severity],
    code: { value: ruleId },
    suggestions: encodeSuggestions(diagnostic),
  };
}

/** A suggestion is one edit of the diagnostic's own file; fixes that need more cannot be said in this format. */
function encodeSuggestions(diagnostic: Diagnostic): object[] {
  return diagnostic.fixes().flatMap(({ edits }) => {
    const [edit] = edits;
    if (edit === undefined || edits.length > 1 || edit.source !== diagnostic.at.source) return [];
    return [{ range: encodeRange(edit.source, edit.range.start, edit.range.end), text: edit.text }];
  });
}

function encodeRange(source: Source, start: number, end: number): object {
  return { start: encodePosition(source, start), end: encodePosition(source, end) };
}

function encodePosition(source: Source, offset: number): object {
  const { line, column } = source.positionAt(offset);
  const lineStart = source.lineStarts[line - 1] ?? 0;
  return { line, column: utf8Length(source.text.slice(lineStart, lineStart + column - 1)) + 1 };
}

function utf8Length(text: string): number {
  let length = 0;
  for (const char of text) {
    const code = char.codePointAt(0) ?? 0;
    length += code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
  }
  return length;
}
