/** Handmade findings that reporters show. */
import type { Diagnostic } from '../../src/linter/diagnostic.js';
import type { Fix } from '../../src/linter/fix.js';
import type { Report, ReporterOptions } from '../../src/reporters/reporter.js';
import { PLAIN_STYLE } from '../../src/reporters/style.js';
import { Source } from '../../src/syntax/source.js';

export const SOURCE: Source = new Source(
  'ci/.gitlab-ci.yml',
  ['build:', '  script: make', 'deploy:', '\tneeds: [biuld] # 🚀 <&>', '  script: ["x"]', ''].join('\n'),
);

/** The finding about the first place where `text` stands in the source. */
export function finding(text: string, extra: Partial<Diagnostic> = {}, source: Source = SOURCE): Diagnostic {
  const start = source.text.indexOf(text);
  if (start === -1) throw new Error(`${text} is not in the source`);
  return {
    ruleId: 'needs-unknown-job',
    category: 'references',
    severity: 'error',
    message: {
      what: `Job \`deploy\` needs \`${text}\`, which does not exist.`,
      why: 'GitLab refuses the whole pipeline.',
      help: 'Did you mean `build`?',
    },
    at: { source, start, end: start + text.length },
    related: [],
    rejected: false,
    fixes: () => [],
    ...extra,
  };
}

export function fixOf(diagnostic: Diagnostic, text: string, applicability: Fix['applicability']): Fix {
  const { source, start, end } = diagnostic.at;
  return { title: `Replace by ${text}`, applicability, edits: [{ source, range: { start, end }, text }] };
}

export function report(...diagnostics: Diagnostic[]): Report {
  return { diagnostics, hiddenCount: 0, missingIncludes: 0, fileCount: 1, fixedCount: 0 };
}

export const OPTIONS: ReporterOptions = {
  style: PLAIN_STYLE,
  pathOf: ({ path }) => path,
  pageOf: () => null,
  width: 80,
  version: '1.2.3',
};
