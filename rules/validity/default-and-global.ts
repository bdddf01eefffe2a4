import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { get, type Value } from '../../src/config/value.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { quote } from '../../src/linter/message.js';
import { pairAt } from '../../src/linter/node-at.js';
import { wordOf } from '../../src/linter/problem.js';
import { removeEntry } from '../../src/syntax/yaml/edit-mapping.js';

export const defaultAndGlobal: AnyLintRule = defineRule({
  id: 'default-and-global',
  meta: {
    summary: 'A keyword stands both in `default` and at the top level.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/#default',
      'https://docs.gitlab.com/ci/yaml/deprecated_keywords/#globally-defined-image-services-cache-before_script-after_script',
      'lib/gitlab/ci/config/entry/default.rb',
    ],
    dialects: DIALECTS,
  },
  messages: {
    twice: {
      what: '{{keyword}} is set in `default`, and again at the top level.',
      why: 'Both set the default of all jobs, so GitLab rejects the configuration.',
      help: 'Keep the one in `default`: the other form is deprecated.',
    },
  },
  problems: ['default.twice'],
  on: {
    *problem(problem, { config }) {
      const keyword = wordOf(problem, 'keyword');
      const fix = () => removeGlobal(config, problem, keyword);
      const related = problem.related.map(({ at }) => ({
        message: `${quote(keyword)} at the top level.`,
        at,
      }));
      yield { messageId: 'twice', at: problem.at, data: { keyword }, related, fix };
    },
  },
});

/** Safe where both say the same; else it is for people to choose. */
function removeGlobal(config: Config, { related }: Problem, keyword: string): Fix[] {
  const place = related[0]?.at;
  const found = place === undefined ? null : pairAt(config, place);
  const edits = found && removeEntry(found.mapping, found.pair);
  const same = sameText(get(config.merged, keyword), get(get(config.merged, 'default'), keyword));
  return same
    ? safeFix(`Remove ${keyword} from the top level`, edits)
    : suggestion(`Keep the ${keyword} of default`, edits);
}

function sameText(a: Value | undefined, b: Value | undefined): boolean {
  if (a?.kind === 'scalar') return b?.kind === 'scalar' && a.type === b.type && a.text === b.text;
  if (a?.kind === 'list') {
    return (
      b?.kind === 'list' &&
      a.items.length === b.items.length &&
      a.items.every((item, at) => sameText(item, b.items[at]))
    );
  }
  if (a?.kind !== 'mapping' || b?.kind !== 'mapping' || a.entries.size !== b.entries.size) return false;
  return [...a.entries].every(([name, { value }]) => sameText(value, b.entries.get(name)?.value));
}
