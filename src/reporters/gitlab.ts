/** GitLab's Code Quality report. Its paths are those of the repository, whatever the working directory. */
import type { Diagnostic } from '../linter/diagnostic.js';
import { fingerprints } from './fingerprint.js';
import type { Reporter } from './reporter.js';

export const render: Reporter = ({ diagnostics }) => {
  const names = fingerprints(diagnostics);
  const issues = diagnostics.map((diagnostic, index) => {
    const { at, ruleId, message } = diagnostic;
    return {
      description: `${message.what} ${message.why}`.trimEnd(),
      check_name: ruleId,
      fingerprint: names[index],
      severity: severityOf(diagnostic),
      location: {
        path: at.source.path,
        lines: {
          begin: at.source.positionAt(at.start).line,
          end: at.source.positionAt(at.end).line,
        },
      },
    };
  });
  return `${JSON.stringify(issues, null, 2)}\n`;
};

function severityOf({ severity, rejected }: Diagnostic): 'blocker' | 'critical' | 'major' | 'info' {
  if (rejected) return 'blocker';
  return severity === 'error' ? 'critical' : severity === 'warning' ? 'major' : 'info';
}
