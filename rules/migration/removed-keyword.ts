import type { Config } from '../../src/config/config.js';
import { DIALECTS } from '../../src/config/dialect.js';
import type { JobDefinition } from '../../src/config/job.js';
import { REMOVED_KEYWORDS, type RemovedKeyword } from '../../src/config/keywords/removed.js';
import { isLater } from '../../src/config/keywords/target.js';
import { keywordsOfJob } from '../../src/config/keywords/used-keywords.js';
import { get, isNull, type Mapping, type Value } from '../../src/config/value.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { pairAt } from '../../src/linter/node-at.js';
import { wordOf } from '../../src/linter/problem.js';
import type { Edit } from '../../src/syntax/edit.js';
import type { MappingNode, Node, PairNode } from '../../src/syntax/node.js';
import { findPair, insertEntry, renameKey } from '../../src/syntax/yaml/edit-mapping.js';
import { nestEntry } from '../../src/syntax/yaml/edit-nest.js';
import { setPairValue } from '../../src/syntax/yaml/edit-value.js';

export const removedKeyword: AnyLintRule = defineRule({
  id: 'removed-keyword',
  meta: {
    summary: 'A keyword was removed from GitLab, or is going to be.',
    category: 'migration',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://docs.gitlab.com/ci/yaml/deprecated_keywords/',
      'https://gitlab.com/gitlab-org/gitlab/-/issues/346823',
      'https://docs.gitlab.com/ci/yaml/artifacts_reports/#artifactsreportscoverage_report',
    ],
    dialects: DIALECTS,
  },
  messages: {
    removed: {
      what: '{{keyword}} was removed in GitLab {{{version}}}.',
      why: 'GitLab rejects the whole configuration: no pipeline is created.',
      help: 'Write {{instead}}.',
    },
    deprecated: {
      what: '{{keyword}} is deprecated since GitLab {{{version}}}.',
      why: 'It still works, and is going to be removed.',
      help: 'Write {{instead}}.',
    },
    pagesName: {
      what: 'Job `pages` publishes a Pages site because of its name, which is deprecated.',
      why: 'It still works, and is going to be removed.',
      help: 'Write `pages: true` into the job.',
    },
  },
  problems: ['keys.unknown', 'jobs.no-script'],
  claims: problem => removalOf(problem) !== null,
  on: {
    *problem(problem, { config }) {
      const removal = removalOf(problem);
      if (removal === null) return;
      const { at, related, job } = problem;
      const { name: keyword, removed: version, instead } = removal;
      const data = { keyword, version, instead };
      const place = job === undefined ? { at, related } : { at, related, job };
      yield { messageId: 'removed', ...place, data, fix: () => replaceRemoved(config, problem, removal) };
    },
    *definition(definition, { config, target }) {
      const { name: job, key, mapping, kind } = definition;
      for (const { path, keyword, entry } of keywordsOfJob(definition)) {
        const { deprecated: version } = keyword;
        if (version === undefined || isLater(version, target.gitlabVersion)) continue;
        const instead = INSTEAD.get(path);
        const data = { keyword: path, version, ...(instead !== undefined && { instead }) };
        const fix = (): Fix[] => nestDeprecated(config, definition, path, entry.key);
        yield { messageId: 'deprecated', at: entry.key, job, severity: 'info', data, fix };
      }
      const isPages = job === 'pages' && kind === 'job' && isNull(get(mapping, 'pages'));
      if (isPages && isNull(get(mapping, 'publish')) && !isLater(PAGES_SINCE, target.gitlabVersion)) {
        const fix = (): Fix[] => suggestion('Write `pages: true`', addPages(mapping));
        yield { messageId: 'pagesName', at: key, job, severity: 'info', fix };
      }
    },
  },
});

/** What to write instead of deprecated keywords of jobs. */
const INSTEAD: ReadonlyMap<string, string> = new Map([
  ['environment:kubernetes:namespace', 'dashboard:namespace'],
  ['environment:kubernetes:flux_resource_path', 'dashboard:flux_resource_path'],
  ['publish', 'pages:publish'],
]);

/** Since when a job of any name can publish a Pages site. */
const PAGES_SINCE = '17.9';

const ENTRY_PLACES: Readonly<Record<RemovedKeyword['entry'], RegExp>> = {
  root: /^$/,
  job: /^$/,
  reports: /(?:^|:)reports$/,
};

function removalOf(problem: Problem): RemovedKeyword | null {
  const { kind, job } = problem;
  const isRoot = kind === 'jobs.no-script';
  const key = isRoot ? (job ?? '') : wordOf(problem, 'key');
  const place = wordOf(problem, 'keyword');
  const found = REMOVED_KEYWORDS.find(
    ({ name, entry }) => name === key && (entry === 'root') === isRoot && ENTRY_PLACES[entry].test(place),
  );
  return found ?? null;
}

/** Safe, because GitLab rejects the old text. */
function replaceRemoved(config: Config, { at }: Problem, { name, instead }: RemovedKeyword): Fix[] {
  const found = pairAt(config, at);
  if (found === null) return [];
  const { mapping, pair } = found;
  if (name === 'cobertura') return safeFix('Write it as coverage_report', coverageReport(mapping, pair));
  if (findPair(mapping, instead) !== undefined) return [];
  return safeFix(`Rename to ${instead}`, renameKey(pair, instead));
}

/** The old keyword took a path or a list of them, the new one takes one. */
function coverageReport(reports: MappingNode, pair: PairNode): Edit[] | null {
  const { value } = pair;
  const only = value.kind === 'sequence' && value.items.length === 1 ? value.items[0] : value;
  if (only?.kind !== 'scalar' || only.type !== 'string') return null;
  if (findPair(reports, 'coverage_report') !== undefined) return null;
  const key = renameKey(pair, 'coverage_report');
  const report = setPairValue(pair, { coverage_format: 'cobertura', path: only.text });
  return key && report && [...key, ...report];
}

/** Moves the keyword one level down, where GitLab takes it there and it means the same. */
function nestDeprecated(config: Config, { name, mapping }: JobDefinition, path: string, key: Node): Fix[] {
  const parent = INSTEAD.get(path)?.split(':')[0];
  const found = pairAt(config, key);
  const kubernetes = get(get(mapping, 'environment'), 'kubernetes');
  const has = (value: Value | undefined, keyword: string): boolean => !isNull(get(value, keyword));
  // `dashboard` needs an agent beside it, and two keywords that belong together can only move at once.
  const fits =
    parent === 'pages'
      ? name === 'pages' || has(mapping, 'pages')
      : has(kubernetes, 'agent') && !has(kubernetes, 'flux_resource_path');
  if (parent === undefined || found === null || !fits) return [];
  return suggestion(`Move it into ${parent}`, nestEntry(found.mapping, found.pair, parent));
}

function addPages({ node }: Mapping): Edit[] | null {
  return node.kind === 'mapping' ? insertEntry(node, { key: 'pages', value: true }) : null;
}
