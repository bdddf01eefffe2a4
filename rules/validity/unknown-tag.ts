import { DIALECTS } from '../../src/config/dialect.js';
import { suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { nearest } from '../../src/linter/nearest.js';

const KNOWN_TAGS: readonly string[] = [
  '!reference',
  '!binary',
  '!!str',
  '!!int',
  '!!float',
  '!!bool',
  '!!null',
];

export const unknownTag: AnyLintRule = defineRule({
  id: 'unknown-tag',
  meta: {
    summary: 'A value has a YAML tag that GitLab does not know, such as a misspelled `!reference`.',
    category: 'validity',
    severity: 'warning',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: [
      'https://docs.gitlab.com/ci/yaml/yaml_optimization/#reference-tags',
      'lib/gitlab/ci/config/yaml/tags/resolver.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    unknown: {
      what: 'GitLab does not know the tag {{tag}}.',
      why: 'It passes over the tag, without a message, and takes the value behind it as it stands.',
      help: 'Did you mean {{near}}?',
    },
  },
  problems: ['yaml.unresolved-tag'],
  claims: ({ rejected }) => !rejected,
  on: {
    *problem({ at }) {
      const { source, start, end } = at;
      const tag = source.text.slice(start, end);
      const near = nearest(tag, KNOWN_TAGS);
      if (near === null) yield { messageId: 'unknown', at, data: { tag } };
      else {
        const edits = [{ source, range: { start, end }, text: near }];
        const fix = () => suggestion(`Write ${near}`, edits);
        yield { messageId: 'unknown', at, data: { tag, near }, fix };
      }
    },
  },
});
