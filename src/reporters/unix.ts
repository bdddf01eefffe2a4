/** One line a finding, `file:line:column: severity: message [rule]`, for editors and grep. */
import { printable } from './printable.js';
import type { Reporter } from './reporter.js';

export const render: Reporter = ({ diagnostics }, { pathOf }) =>
  diagnostics
    .map(({ at, severity, message, ruleId }) => {
      const { line, column } = at.source.positionAt(at.start);
      const text = printable(`${message.what} ${message.why}`.trimEnd());
      return `${printable(pathOf(at.source))}:${line}:${column}: ${severity}: ${text} [${ruleId}]\n`;
    })
    .join('');
