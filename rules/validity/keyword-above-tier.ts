import { DIALECTS } from '../../src/config/dialect.js';
import { isBelow, type Target } from '../../src/config/keywords/target.js';
import type { UsedKeyword } from '../../src/config/keywords/used-keywords.js';
import { onEveryKeyword } from '../../src/linter/keyword-walk.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';

export const keywordAboveTier: AnyLintRule = defineRule({
  id: 'keyword-above-tier',
  meta: {
    summary: 'A keyword is not in the tier of GitLab that the settings name.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/yaml/'],
    dialects: DIALECTS,
  },
  messages: {
    above: {
      what: '{{keyword}} needs GitLab {{{needed}}}, and the settings name the tier {{tier}}.',
      why: 'Without that tier, GitLab rejects the configuration or passes over the keyword.',
    },
    elsewhere: {
      what: '{{keyword}} is for GitLab.com alone, and the settings name the tier {{tier}}.',
      why: 'The free editions that people run themselves reject the configuration.',
    },
  },
  on: onEveryKeyword(({ tier }) => tier !== 'ultimate', judge),
});

function* judge({ path, keyword, entry }: UsedKeyword, { tier }: Target) {
  const at = entry.key;
  if (keyword.tier !== undefined && isBelow(tier, keyword.tier)) {
    const needed = keyword.tier === 'premium' ? 'Premium' : 'Ultimate';
    yield { messageId: 'above' as const, at, data: { keyword: path, needed, tier } };
  } else if (keyword.offering !== undefined && tier === 'free') {
    yield { messageId: 'elsewhere' as const, at, data: { keyword: path, tier } };
  }
}
