import { DIALECTS } from '../../src/config/dialect.js';
import { type Fix, safeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem, type RuleContext } from '../../src/linter/lint-rule.js';
import { nodeAt } from '../../src/linter/node-at.js';
import { subjectOf, wordOf } from '../../src/linter/problem.js';
import { quoteSource } from '../../src/syntax/yaml/edit-value.js';

export const scriptItemIsMap: AnyLintRule = defineRule({
  id: 'script-item-is-map',
  meta: {
    summary: 'A command of a script holds a colon and a space, which makes it a mapping.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/script_troubleshooting/#mapping-values-are-not-allowed-in-this-context-error',
      'lib/gitlab/ci/config/entry/commands.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    split: {
      what: 'This command in {{{subject}}} is not text but a mapping: {{key}} with the value {{value}}.',
      why: 'In YAML a colon with a space behind it splits plain text; GitLab rejects the configuration.',
      help: 'Put the whole command in quotes.',
    },
    open: {
      what: 'This command in {{{subject}}} is not text but a mapping: {{key}} with no value.',
      why: 'In YAML a colon at the end splits plain text; GitLab rejects the configuration.',
      help: 'Put the whole command in quotes.',
    },
    mapping: {
      what: 'This item of {{{subject}}} is a mapping, not a command.',
      why: 'GitLab runs text alone, and rejects the configuration.',
      help: 'Write the command as text: in quotes, or as a block after `|`.',
    },
  },
  problems: ['type.string-or-nested'],
  claims: problem => wordOf(problem, 'found') === 'mapping',
  on: {
    *problem(problem, ctx) {
      const { at } = problem;
      const subject = subjectOf(problem);
      const node = nodeAt(ctx.config, at);
      const pair = node?.kind === 'mapping' && node.pairs.length === 1 ? node.pairs[0] : undefined;
      if (pair === undefined || pair.value.kind === 'sequence' || pair.value.kind === 'mapping') {
        yield { messageId: 'mapping', at, data: { subject } };
        return;
      }
      const { source } = at;
      const key = source.text.slice(pair.key.start, pair.key.end);
      const value = source.text.slice(pair.value.start, pair.value.end);
      const messageId = value === '' ? 'open' : 'split';
      yield { messageId, at, data: { subject, key, value }, fix: () => quoteCommand(problem, ctx) };
    },
  },
});

function quoteCommand({ at }: Problem, { config }: RuleContext): Fix[] {
  const node = nodeAt(config, at);
  return safeFix('Put the command in quotes', node && quoteSource(node));
}
