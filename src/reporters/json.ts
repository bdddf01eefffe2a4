/** The versioned machine contract; its JSON Schema is `schemas/report.schema.json`. */
import type { Place } from '../config/problem.js';
import type { Diagnostic } from '../linter/diagnostic.js';
import type { Edit } from '../syntax/edit.js';
import { count } from './counts.js';
import type { Reporter, ReporterOptions } from './reporter.js';

const VERSION = 1;

export const render: Reporter = ({ diagnostics }, options) => {
  const { bySeverity, byFix } = count(diagnostics);
  const report = {
    version: VERSION,
    diagnostics: diagnostics.map(diagnostic => encodeDiagnostic(diagnostic, options)),
    summary: {
      errors: bySeverity.error,
      warnings: bySeverity.warning,
      infos: bySeverity.info,
      fixable: byFix.safe,
      fixableUnsafely: byFix.unsafe,
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
};

function encodeDiagnostic(diagnostic: Diagnostic, options: ReporterOptions): object {
  const { ruleId, category, severity, message, at, job, related, witness, rejected, gitlabMessage } =
    diagnostic;
  return {
    ruleId,
    category,
    severity,
    message: message.what,
    why: message.why,
    help: message.help,
    ...encodePlace(at, options),
    job,
    related: related.map(({ message, at }) => ({ message, ...encodePlace(at, options) })),
    witness,
    rejected,
    gitlabMessage,
    fixes: diagnostic.fixes().map(({ title, applicability, edits }) => ({
      description: title,
      applicability,
      edits: edits.map(edit => encodeEdit(edit, options)),
    })),
  };
}

function encodePlace({ source, start, end }: Place, { pathOf }: ReporterOptions): object {
  return {
    file: pathOf(source),
    range: {
      start: { ...source.positionAt(start), offset: start },
      end: { ...source.positionAt(end), offset: end },
    },
  };
}

function encodeEdit({ source, range, text }: Edit, { pathOf }: ReporterOptions): object {
  return { file: pathOf(source), start: range.start, end: range.end, text };
}
