import { DIALECTS } from '../../src/config/dialect.js';
import type { Fix } from '../../src/linter/fix.js';
import { safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import type { IgnoredRule, Suppression, UnknownRule } from '../../src/linter/suppression.js';
import type { Edit } from '../../src/syntax/edit.js';

interface Options {
  readonly requireReason: boolean;
}

export const unusedIgnore: AnyLintRule = defineRule({
  id: 'unused-ignore',
  meta: {
    summary: 'An ignore comment silences nothing, or does not say why.',
    category: 'composition',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: ['https://docs.gitlab.com/ci/yaml/'],
    options: {
      schema: {
        type: 'object',
        additionalProperties: false,
        properties: {
          requireReason: { type: 'boolean', description: 'Whether every ignore comment needs `-- why`.' },
        },
      },
      defaults: { requireReason: false } as Options,
    },
    dialects: DIALECTS,
  },
  messages: {
    unused: {
      what: 'Nothing is left of {{rule}} to ignore here.',
      why: 'The comment would silence a problem that somebody writes here later.',
      help: 'Remove it.',
    },
    unknown: {
      what: 'There is no rule {{rule}} to ignore.',
      why: 'The comment silences nothing.',
      help: 'Did you mean {{near}}?',
    },
    empty: {
      what: 'The comment names no rule to ignore.',
      why: 'It silences nothing.',
      help: 'Write the rules after it: `# ci-lint-ignore rule-a, rule-b -- why`.',
    },
    reason: {
      what: 'The comment does not say why {{rules}} may be ignored here.',
      why: 'Whoever reads it later cannot tell whether it is still needed.',
      help: 'Write the reason after two dashes: `-- why`.',
    },
  },
  on: {
    *suppression(suppression, { options }) {
      for (const { ruleId, at } of suppression.unused) {
        const fix = () => safeFix(`Stop ignoring ${ruleId}`, removeRule(suppression, ruleId));
        yield { messageId: 'unused', at, data: { rule: ruleId }, fix };
      }
      for (const ignored of suppression.unknown) {
        const { ruleId, at, near } = ignored;
        const data = near === null ? { rule: ruleId } : { rule: ruleId, near };
        yield { messageId: 'unknown', at, data, fix: () => fixUnknown(suppression, ignored) };
      }
      if (suppression.rules.length === 0) {
        const fix = () => safeFix('Remove the comment', removeComment(suppression));
        yield { messageId: 'empty', at: suppression.at, fix };
      } else if (options.requireReason && suppression.reason === null) {
        const rules = suppression.rules.map(({ ruleId }) => ruleId);
        yield { messageId: 'reason', at: suppression.at, data: { rules } };
      }
    },
  },
});

function fixUnknown(suppression: Suppression, { ruleId, near, at }: UnknownRule): Fix[] {
  return near === null
    ? safeFix(`Stop ignoring ${ruleId}`, removeRule(suppression, ruleId))
    : suggestion(`Ignore ${near}`, [{ source: at.source, range: at, text: near }]);
}

/** The rule with the comma before it, or after it for the first one; the comment, if it names no other. */
function removeRule(suppression: Suppression, ruleId: string): Edit[] {
  const { rules, source } = suppression;
  const index = rules.findIndex(ignored => ignored.ruleId === ruleId);
  const own = rules[index];
  const neighbour: IgnoredRule | undefined = rules[index === 0 ? 1 : index - 1];
  if (own === undefined || neighbour === undefined) return removeComment(suppression);
  const range =
    index === 0
      ? { start: own.at.start, end: neighbour.at.start }
      : { start: neighbour.at.end, end: own.at.end };
  return [{ source, range, text: '' }];
}

/** With the line, if nothing else stands in it; else with the blanks before it. */
function removeComment({ source, at }: Suppression): Edit[] {
  const { line, column } = source.positionAt(at.start);
  const lead = source.lineText(line).slice(0, column - 1);
  const blanks = lead.length - lead.replace(/[ \t]+$/, '').length;
  const nextLine = source.lineStarts[line] ?? source.text.length;
  const alone = blanks === lead.length || lead.trim() === '';
  const range = alone
    ? { start: at.start - blanks, end: nextLine }
    : { start: at.start - blanks, end: at.end };
  return [{ source, range, text: '' }];
}
