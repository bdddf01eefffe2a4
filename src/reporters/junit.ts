/** JUnit's XML: a suite a file, a failing case a finding, and one passing case when there is none. */
import type { Diagnostic } from '../linter/diagnostic.js';
import { groupByFile } from './by-file.js';
import type { Reporter } from './reporter.js';
import { escapeXml } from './xml.js';

export const render: Reporter = ({ diagnostics }, options) => {
  const lines = ['<?xml version="1.0" encoding="utf-8"?>'];
  const total = diagnostics.length;
  lines.push(`<testsuites name="ci-lint" tests="${Math.max(1, total)}" failures="${total}" errors="0">`);
  if (total === 0) {
    lines.push('  <testsuite name="ci-lint" tests="1" failures="0" errors="0">');
    lines.push('    <testcase classname="ci-lint" name="no findings"/>', '  </testsuite>');
  }
  for (const [path, own] of groupByFile(diagnostics, options)) {
    lines.push(
      `  <testsuite name="${escapeXml(path)}" tests="${own.length}" failures="${own.length}" errors="0">`,
      ...own.flatMap(diagnostic => renderCase(diagnostic, path)),
      '  </testsuite>',
    );
  }
  return `${[...lines, '</testsuites>'].join('\n')}\n`;
};

function renderCase({ at, ruleId, severity, message }: Diagnostic, path: string): string[] {
  const { line, column } = at.source.positionAt(at.start);
  const place = `${path}:${line}:${column}`;
  const body = [message.why, message.help].filter(part => part !== '').join('\n');
  return [
    `    <testcase classname="${escapeXml(path)}" name="${escapeXml(`${ruleId} at ${line}:${column}`)}">`,
    `      <failure type="${severity}" message="${escapeXml(message.what)}">${escapeXml(`${place}\n${body}`)}</failure>`,
    '    </testcase>',
  ];
}
