/** Checkstyle's XML, which many servers read. */
import { groupByFile } from './by-file.js';
import type { Reporter } from './reporter.js';
import { escapeXml } from './xml.js';

export const render: Reporter = ({ diagnostics }, options) => {
  const lines = ['<?xml version="1.0" encoding="utf-8"?>', '<checkstyle version="4.3">'];
  for (const [path, own] of groupByFile(diagnostics, options)) {
    lines.push(`  <file name="${escapeXml(path)}">`);
    for (const { at, severity, message, ruleId } of own) {
      const { line, column } = at.source.positionAt(at.start);
      const text = escapeXml(`${message.what} ${message.why}`.trimEnd());
      lines.push(
        `    <error line="${line}" column="${column}" severity="${severity}" message="${text}" source="ci-lint.${ruleId}"/>`,
      );
    }
    lines.push('  </file>');
  }
  return `${[...lines, '</checkstyle>'].join('\n')}\n`;
};
