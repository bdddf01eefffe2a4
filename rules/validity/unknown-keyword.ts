import { keywordTables } from '../../src/config/keywords/tables.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem, type RuleContext } from '../../src/linter/lint-rule.js';
import { quoteList } from '../../src/linter/message.js';
import { editDistance, nearest } from '../../src/linter/nearest.js';
import { pairAt } from '../../src/linter/node-at.js';
import { subjectOf, wordOf, wordsOf } from '../../src/linter/problem.js';
import { renameKey } from '../../src/syntax/yaml/edit-mapping.js';

export const unknownKeyword: AnyLintRule = defineRule({
  id: 'unknown-keyword',
  meta: {
    summary: 'A key is not a keyword of the place where it stands.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: ['https://docs.gitlab.com/ci/yaml/', 'lib/gitlab/ci/config/entry/job.rb'],
  },
  messages: {
    misspelled: {
      what: '{{key}} is not a keyword of {{{place}}}.',
      why: 'GitLab rejects the whole configuration: no pipeline is created.',
      help: 'Did you mean {{near}}?',
    },
    repeated: {
      what: '{{key}} is not a keyword of {{{place}}}, and {{near}} is set there already.',
      why: 'GitLab rejects the whole configuration: no pipeline is created.',
      help: 'Remove it, or move its value to {{near}}.',
    },
    misplaced: {
      what: '{{key}} is not a keyword of {{{place}}}.',
      why: 'GitLab rejects the whole configuration: no pipeline is created.',
      help: '{{key}} is a keyword of {{{parents}}}.',
    },
    foreign: {
      what: '{{key}} is not a keyword of {{{place}}}.',
      why: 'GitLab rejects the whole configuration: no pipeline is created.',
      help: '{{{instead}}}',
    },
    unknown: {
      what: '{{key}} is not a keyword of {{{place}}}.',
      why: 'GitLab rejects the whole configuration: no pipeline is created.',
      help: 'Here it takes {{known}}.',
    },
    ports: {
      what: '{{key}} cannot be used in {{{place}}}.',
      why: 'It exists for the Web IDE terminal alone, and GitLab rejects it here.',
      help: 'Remove it: services reach each other on all ports.',
    },
  },
  problems: ['keys.unknown', 'keys.disallowed', 'variables.data-keys'],
  on: {
    *problem(problem, ctx) {
      const { at } = problem;
      const key = wordOf(problem, 'key');
      const place = subjectOf(problem);
      const known = wordsOf(problem, 'allowed');
      const near = nearest(key, known);
      const parents = parentsOf(key);
      const instead = ELSEWHERE.get(key);
      if (problem.kind === 'keys.disallowed') yield { messageId: 'ports', at, data: { key, place } };
      else if (near !== null && (instead === undefined || near === key.toLowerCase())) {
        const messageId = siblingsOf(problem, ctx).includes(near) ? 'repeated' : 'misspelled';
        yield {
          messageId,
          at,
          data: { key, place, near },
          fix: () => rename(problem, near, ctx),
        };
      } else if (instead !== undefined) yield { messageId: 'foreign', at, data: { key, place, instead } };
      else if (parents.length > 0) {
        yield { messageId: 'misplaced', at, data: { key, place, parents: quoteList(parents) } };
      } else {
        const few = known.length > 0 && known.length <= MOST_SHOWN;
        yield { messageId: 'unknown', at, data: few ? { key, place, known } : { key, place } };
      }
    },
  },
});

const MOST_SHOWN = 8;

/** Keys of other CI systems and of people's intuition, and what GitLab has for them. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
  ['type', 'It was renamed to `stage`.'],
  ['types', 'It was renamed to `stages`.'],
  ['steps', 'Commands go under `script`.'],
  ['command', 'Commands go under `script`.'],
  ['commands', 'Commands go under `script`.'],
  ['runs-on', 'Runners are chosen with `tags`.'],
  ['runner', 'Runners are chosen with `tags`.'],
  ['env', 'Environment variables go under `variables`.'],
  ['if', 'Conditions go under `rules`, as `- if: …`.'],
  ['changes', 'Conditions go under `rules`, as `- changes: […]`.'],
  ['exists', 'Conditions go under `rules`, as `- exists: […]`.'],
  ['depends_on', 'Jobs to wait for go under `needs`.'],
  ['description', 'Jobs have no description: write a comment.'],
  ['name', 'A job is named by its key.'],
  ['container', 'The container image is chosen with `image`.'],
  ['timeout-minutes', 'Write `timeout: 30 minutes`.'],
  ['continue-on-error', 'Write `allow_failure: true`.'],
]);

/** The keywords of jobs under which the key would be known. */
function parentsOf(key: string): string[] {
  return Object.entries(keywordTables.job).flatMap(([name, { accepts }]) => {
    const tables = accepts.flatMap(shape => /^entr(?:y|ies):(.*)$/.exec(shape)?.[1] ?? []);
    return tables.some(table => key in (TABLES[table] ?? {})) ? [name] : [];
  });
}

const TABLES: Readonly<Record<string, object>> = keywordTables;

function siblingsOf({ at }: Problem, { config }: Pick<RuleContext, 'config'>): string[] {
  const pairs = pairAt(config, at)?.mapping.pairs ?? [];
  return pairs.flatMap(({ key }) => (key.kind === 'scalar' ? [key.text] : []));
}

/** Safe where only one keyword is one letter away; GitLab rejects the old text, so nothing can change. */
function rename(problem: Problem, near: string, { config }: RuleContext): Fix[] {
  const found = pairAt(config, problem.at);
  if (found === null) return [];
  if (siblingsOf(problem, { config }).includes(near)) return [];
  const key = wordOf(problem, 'key');
  const close = wordsOf(problem, 'allowed').filter(one => editDistance(key, one) <= 1);
  const build = close.length === 1 && close[0] === near ? safeFix : suggestion;
  return build(`Rename to ${near}`, renameKey(found.pair, near));
}
