import { DIALECTS } from '../../src/config/dialect.js';
import type { Place } from '../../src/config/problem.js';
import { type Fix, safeFix, unsafeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { nodeAt } from '../../src/linter/node-at.js';
import { wordOf } from '../../src/linter/problem.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { Source } from '../../src/syntax/source.js';
import { quoteSource } from '../../src/syntax/yaml/edit-value.js';

const BYTE_ORDER_MARK = '\uFEFF';

export const yamlSyntax: AnyLintRule = defineRule({
  id: 'yaml-syntax',
  meta: {
    summary: 'GitLab cannot read the file as YAML, or finds no configuration in it.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/yaml_optimization/',
      'lib/gitlab/config/loader/yaml.rb',
      'lib/gitlab/config/loader/multi_doc_yaml.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    syntax: {
      what: '{{{message}}}',
      why: 'GitLab cannot read the file, so it creates no pipeline.',
    },
    byteOrderMark: {
      what: 'The file starts with a byte order mark, and `---` follows it.',
      why: 'GitLab takes the mark for content before the document starts, and cannot read the file.',
      help: 'Save the file as UTF-8 without a byte order mark.',
    },
    indented: {
      what: 'Everything from here on is ignored, because the file starts with a byte order mark.',
      why: 'The mark counts as a column: what stands above is indented by it, and the document ends where a line is not.',
      help: 'Save the file as UTF-8 without a byte order mark.',
    },
    ignored: {
      what: '{{{message}}}',
      why: 'Jobs and keywords below are never seen, and no message tells so.',
      help: 'Remove the line that ends the document, or what follows it.',
    },
    empty: {
      what: 'The file holds no configuration.',
      why: 'GitLab creates no pipeline from an empty file.',
      help: 'Write at least one job with a `script`.',
    },
    notAMapping: {
      what: 'The configuration is {{{found}}}, not a mapping of keywords and jobs.',
      why: 'GitLab looks up jobs and keywords by name, and rejects anything else.',
      help: 'Write `name: …` lines at the top level.',
    },
  },
  problems: ['yaml.*'],
  on: {
    *problem(problem, { config }) {
      const { kind, at } = problem;
      if (kind === 'yaml.empty') {
        yield { messageId: 'empty', at };
      } else if (kind === 'yaml.not-a-hash') {
        yield { messageId: 'notAMapping', at, data: { found: FOUND[wordOf(problem, 'found')] ?? 'a value' } };
      } else if (isByteOrderMark(problem)) {
        const fix = (): Fix[] => safeFix('Remove the byte order mark', removeMark(at.source));
        yield { messageId: 'byteOrderMark', at: { source: at.source, start: 0, end: 4 }, fix };
      } else if (problem.rejected) {
        const message = wordOf(problem, 'message') || wordOf(problem, 'reason');
        const fix = (): Fix[] => {
          const date = problem.syntax?.code === 'date' ? nodeAt(config, at) : null;
          return safeFix('Put it in quotes', date && quoteSource(date));
        };
        yield { messageId: 'syntax', at, data: { message }, fix };
      } else if (at.source.text.startsWith(BYTE_ORDER_MARK)) {
        const fix = (): Fix[] => unsafeFix('Remove the byte order mark', removeMark(at.source));
        yield { messageId: 'indented', at: firstLine(at), severity: 'warning', fix };
      } else {
        const data = { message: wordOf(problem, 'message') };
        yield { messageId: 'ignored', at: firstLine(at), data, severity: 'warning' };
      }
    },
  },
});

const FOUND: Readonly<Record<string, string>> = { list: 'a list', scalar: 'a single value' };

function removeMark(source: Source): Edit[] {
  return [{ source, range: { start: 0, end: BYTE_ORDER_MARK.length }, text: '' }];
}

/** The first line of a long stretch is enough to see where it begins. */
function firstLine({ source, start, end }: Place): Place {
  const { line } = source.positionAt(start);
  return {
    source,
    start,
    end: Math.min(end, (source.lineStarts[line - 1] ?? 0) + source.lineText(line).length),
  };
}

/** The mark stands before `---`, which then does not start the document. */
function isByteOrderMark({ rejected, at: { source }, syntax }: Problem): boolean {
  return rejected && syntax !== undefined && /^\uFEFF---\s/.test(source.text);
}
