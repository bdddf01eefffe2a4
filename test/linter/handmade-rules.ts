import { safeFix } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type RuleMeta } from '../../src/linter/lint-rule.js';

export const META: RuleMeta<undefined> = {
  summary: 'A rule for tests.',
  category: 'validity',
  severity: 'warning',
  preset: 'recommended',
  since: '0.1.0',
  fix: 'safe',
  sources: ['https://docs.gitlab.com/ci/yaml/'],
};

/** Finds every occurrence of a word, and replaces it where a replacement is given. */
export function wordRule(id: string, word: string, replacement?: string): AnyLintRule {
  return defineRule({
    id,
    meta: META,
    messages: {
      found: { what: 'There is {{word}}.', why: 'A test wants it so.', help: 'Write {{better}}.' },
    },
    on: {
      *source({ stream: { source } }) {
        for (
          let start = source.text.indexOf(word);
          start !== -1;
          start = source.text.indexOf(word, start + 1)
        ) {
          const at = { source, start, end: start + word.length };
          yield {
            messageId: 'found',
            at,
            data: replacement === undefined ? { word } : { word, better: replacement },
            ...(replacement === undefined
              ? {}
              : { fix: () => safeFix(`Write ${replacement}`, [{ source, range: at, text: replacement }]) }),
          };
        }
      },
    },
  });
}
