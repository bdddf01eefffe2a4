import { DIALECTS, dialectMarkers } from '../../src/config/dialect.js';
import { suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { nearest } from '../../src/linter/nearest.js';
import { replace } from '../../src/syntax/yaml/edit-value.js';

export const idleDialectLine: AnyLintRule = defineRule({
  id: 'idle-dialect-line',
  meta: {
    summary: 'A line `# ci-lint-dialect: …` has no effect where it stands, or names no syntax.',
    category: 'validity',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: ['docs/settings.md'],
    dialects: DIALECTS,
  },
  messages: {
    unknown: {
      what: 'There is no syntax {{name}}.',
      why: 'The line is passed over, and the configuration is read in the {{{dialect}}} syntax.',
      help: 'Did you mean {{near}}?',
    },
    late: {
      what: 'This line has no effect: it stands below the first key.',
      why: 'The syntax is decided before anything is read, so the line counts only above everything but comments and `---`.',
      help: 'Move it to the top of the file.',
    },
    included: {
      what: 'This line has no effect: the file is a part of {{root}}, which is in the {{{dialect}}} syntax.',
      why: 'A configuration has one syntax for all of its files, that of the file with which it begins.',
      help: 'Write the line into {{root}}, or take it out here.',
    },
  },
  on: {
    *source({ stream: { source }, includedBy }, { config }) {
      const { dialect, root } = config;
      if (!source.text.includes('ci-lint-dialect:')) return;
      for (const { name, start, end, inHead } of dialectMarkers(source.text)) {
        const at = { source, start, end };
        if (!(DIALECTS as readonly string[]).includes(name)) {
          const near = nearest(name, DIALECTS);
          const words = { name, dialect };
          if (near === null) yield { messageId: 'unknown', at, data: words };
          else {
            const fix = () => suggestion(`Write ${near}`, [replace(source, start, end, near)]);
            yield { messageId: 'unknown', at, data: { ...words, near }, fix };
          }
        } else if (name !== dialect && includedBy !== null) {
          yield { messageId: 'included', at, data: { root, dialect } };
        } else if (name !== dialect && !inHead) {
          yield { messageId: 'late', at };
        }
      }
    },
  },
});
