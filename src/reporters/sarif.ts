/** SARIF 2.1.0, for code scanning services. */
import type { Place } from '../config/problem.js';
import type { Diagnostic, Severity } from '../linter/diagnostic.js';
import type { Fix } from '../linter/fix.js';
import type { Source } from '../syntax/source.js';
import { fingerprints } from './fingerprint.js';
import type { Reporter } from './reporter.js';

const LEVEL: Readonly<Record<Severity, string>> = { error: 'error', warning: 'warning', info: 'note' };

export const render: Reporter = ({ diagnostics }, { version }) => {
  const names = fingerprints(diagnostics);
  const rules = [...new Set(diagnostics.map(({ ruleId }) => ruleId))].sort();
  const log = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: { driver: { name: 'ci-lint', version, rules: rules.map(id => ({ id })) } },
        columnKind: 'utf16CodeUnits',
        results: diagnostics.map((diagnostic, index) => encodeResult(diagnostic, rules, names[index])),
      },
    ],
  };
  return `${JSON.stringify(log, null, 2)}\n`;
};

function encodeResult(diagnostic: Diagnostic, rules: readonly string[], name: string | undefined): object {
  const { ruleId, severity, message, at, related } = diagnostic;
  const fixes = diagnostic.fixes().filter(({ applicability }) => applicability !== 'suggestion');
  return {
    ruleId,
    ruleIndex: rules.indexOf(ruleId),
    level: LEVEL[severity],
    message: { text: [message.what, message.why, message.help].filter(part => part !== '').join(' ') },
    locations: [{ physicalLocation: encodePlace(at) }],
    ...(related.length === 0 ? {} : { relatedLocations: related.map(encodeRelated) }),
    partialFingerprints: { 'ciLint/v1': name },
    ...(fixes.length === 0 ? {} : { fixes: fixes.map(encodeFix) }),
  };
}

function encodeRelated({ message, at }: Diagnostic['related'][number]): object {
  return {
    ...(message === '' ? {} : { message: { text: message } }),
    physicalLocation: encodePlace(at),
  };
}

function encodePlace({ source, start, end }: Place): object {
  return { artifactLocation: { uri: uriOf(source) }, region: encodeRegion(source, start, end) };
}

function encodeRegion(source: Source, from: number, to: number): object {
  const start = source.positionAt(from);
  const end = source.positionAt(to);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

function encodeFix({ title, edits }: Fix): object {
  const sources = [...new Set(edits.map(edit => edit.source))];
  return {
    description: { text: title },
    artifactChanges: sources.map(source => ({
      artifactLocation: { uri: uriOf(source) },
      replacements: edits
        .filter(edit => edit.source === source)
        .map(({ range, text }) => ({
          deletedRegion: encodeRegion(source, range.start, range.end),
          insertedContent: { text },
        })),
    })),
  };
}

function uriOf({ path }: Source): string {
  return path.split('/').map(encodeURIComponent).join('/');
}
