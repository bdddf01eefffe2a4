import { DIALECTS } from '../../src/config/dialect.js';
import { isLater, LATEST_GITLAB, type Target } from '../../src/config/keywords/target.js';
import type { UsedKeyword } from '../../src/config/keywords/used-keywords.js';
import { onEveryKeyword } from '../../src/linter/keyword-walk.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';

export const keywordTooNew: AnyLintRule = defineRule({
  id: 'keyword-too-new',
  meta: {
    summary: 'A keyword came with a later version of GitLab than the settings name.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/yaml/'],
    dialects: DIALECTS,
  },
  messages: {
    keyword: {
      what: '{{keyword}} came with GitLab {{{since}}}, and the settings name {{{version}}}.',
      why: 'An older GitLab rejects the whole configuration.',
    },
    value: {
      what: '{{keyword}} takes {{value}} since GitLab {{{since}}}, and the settings name {{{version}}}.',
      why: 'An older GitLab rejects the whole configuration.',
    },
  },
  on: onEveryKeyword(isOlder, judge),
});

function isOlder({ gitlabVersion }: Target): boolean {
  return isLater(LATEST_GITLAB, gitlabVersion);
}

function* judge({ path, keyword, entry: { key, value } }: UsedKeyword, { gitlabVersion: version }: Target) {
  const { since, newValues } = keyword;
  if (since !== undefined && isLater(since, version)) {
    yield { messageId: 'keyword' as const, at: key, data: { keyword: path, since, version } };
    return;
  }
  if (newValues === undefined || value.kind !== 'scalar' || !Object.hasOwn(newValues, value.text)) return;
  const valueSince = newValues[value.text];
  if (valueSince === undefined || !isLater(valueSince, version)) return;
  const data = { keyword: path, value: value.text, since: valueSince, version };
  yield { messageId: 'value' as const, at: value.node, data };
}
