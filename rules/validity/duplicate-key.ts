import { DIALECTS } from '../../src/config/dialect.js';
import { type AnyLintRule, defineRule } from '../../src/linter/lint-rule.js';
import { pairAt } from '../../src/linter/node-at.js';

export const duplicateKey: AnyLintRule = defineRule({
  id: 'duplicate-key',
  meta: {
    summary: 'A mapping has one key twice, and GitLab silently drops the first.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'none',
    sources: ['https://docs.gitlab.com/ci/yaml/', 'lib/gitlab/config/loader/yaml.rb'],
    dialects: DIALECTS,
  },
  messages: {
    topLevel: {
      what: '{{key}} is written twice at the top level: all of the first one is lost.',
      why: 'YAML keeps the last value of a key, and GitLab says nothing about it.',
      help: 'Merge the two, or give one of them another name.',
    },
    anchored: {
      what: '{{key}} is written twice in this mapping: of the first one only its anchor {{anchor}} remains.',
      why: 'YAML keeps the last value of a key, and GitLab says nothing about it.',
      help: 'Give one of them another name, so that both can be extended and referred to.',
    },
    nested: {
      what: '{{key}} is written twice in this mapping: the first one has no effect.',
      why: 'YAML keeps the last value of a key, and GitLab says nothing about it.',
      help: 'Remove the one that is not meant, or merge them.',
    },
  },
  problems: ['yaml.duplicate-key'],
  on: {
    *problem(problem, { config }) {
      const { at } = problem;
      const key = at.source.text.slice(at.start, at.end);
      const related = problem.related.map(({ at: first }) => ({ message: 'The lost one.', at: first }));
      const first = problem.related[0];
      const anchor = first && pairAt(config, first.at)?.pair.value.anchor;
      if (anchor !== undefined) {
        yield {
          messageId: 'anchored',
          at,
          data: { key, anchor: `&${anchor}` },
          related,
          severity: 'warning',
        };
        return;
      }
      const messageId = at.source.positionAt(at.start).column === 1 ? 'topLevel' : 'nested';
      yield { messageId, at, data: { key }, related };
    },
  },
});
