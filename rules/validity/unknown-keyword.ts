import { DIALECTS } from '../../src/config/dialect.js';
import { EXECUTIONS, keywordTablesOf } from '../../src/config/keywords/proposed.js';
import { keywordTables } from '../../src/config/keywords/tables.js';
import { get } from '../../src/config/value.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem, type RuleContext } from '../../src/linter/lint-rule.js';
import { editDistance, nearest } from '../../src/linter/nearest.js';
import { pairAt } from '../../src/linter/node-at.js';
import { isSaidBetter, subjectOf, wordOf, wordsOf } from '../../src/linter/problem.js';
import type { Node } from '../../src/syntax/node.js';
import { findPair, renameKey } from '../../src/syntax/yaml/edit-mapping.js';

const WHAT = '{{key}} is not a keyword of {{{place}}}.';
const WHY = 'GitLab rejects the whole configuration: no pipeline is created.';

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
    dialects: DIALECTS,
  },
  messages: {
    misspelled: { what: WHAT, why: WHY, help: 'Did you mean {{near}}?' },
    repeated: {
      what: '{{key}} is not a keyword of {{{place}}}, and {{near}} is set there already.',
      why: WHY,
      help: 'Remove it, or move its value to {{near}}.',
    },
    misplaced: { what: WHAT, why: WHY, help: '{{key}} is a keyword of {{parents}}.' },
    tooDeep: { what: WHAT, why: WHY, help: '{{key}} is a keyword of the job itself: indent it less.' },
    foreign: { what: WHAT, why: WHY, help: '{{{instead}}}' },
    unknown: { what: WHAT, why: WHY, help: 'Here it takes {{known}}.' },
    inTrigger: {
      what: '{{key}} is not a keyword of {{{place}}}, which triggers another pipeline.',
      why: 'Such a job runs nothing itself; GitLab rejects the configuration.',
      help: 'Move it to a job with a `script`, or remove `trigger`.',
    },
    triggerBeside: {
      what: '{{key}} is not a keyword of {{{place}}}, which runs a script.',
      why: 'A job either runs something or triggers another pipeline; GitLab rejects the configuration.',
      help: 'Move it to a job of its own.',
    },
    proposed: {
      what: WHAT,
      why: WHY,
      help: 'It belongs to the proposed syntax, which no GitLab runs; with a line `# ci-lint-dialect: proposed` at the top, ci-lint reads it.',
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
      const data = { key, place: subjectOf(problem) };
      if (problem.kind === 'keys.disallowed') {
        yield { messageId: 'ports', at, data };
        return;
      }
      const ofJob = wordOf(problem, 'keyword') === '' && problem.job !== undefined;
      const kind = ofJob ? kindOf(problem, ctx) : 'job';
      const { job: jobKeywords } = keywordTablesOf(ctx.config.dialect);
      // A job that lacks its script is taken for a trigger job, to which its other keywords are unknown.
      if (kind === 'neither' && key in jobKeywords) return;
      const known = kind === 'neither' ? Object.keys(jobKeywords) : wordsOf(problem, 'allowed');
      const near = nearest(key, known);
      const instead = ofJob ? ELSEWHERE.get(key) : undefined;
      const parents = parentsOf(key);
      if (isProposed(problem, ctx)) {
        yield { messageId: 'proposed', at, data };
      } else if (kind === 'trigger' && key in jobKeywords) {
        yield { messageId: 'inTrigger', at, data };
      } else if (ofJob && key === 'trigger') {
        if (!isSaidBetter(problem, ctx.config, other => other === 'keys.exclusive')) {
          yield { messageId: 'triggerBeside', at, data };
        }
      } else if (near !== null && (instead === undefined || near === key.toLowerCase())) {
        const messageId = siblingsOf(problem, ctx).includes(near) ? 'repeated' : 'misspelled';
        yield { messageId, at, data: { ...data, near }, fix: () => rename(problem, { near, known }, ctx) };
      } else if (instead !== undefined) {
        yield { messageId: 'foreign', at, data: { ...data, instead } };
      } else if (!ofJob && problem.job !== undefined && key in jobKeywords) {
        yield { messageId: 'tooDeep', at, data };
      } else if (parents.length > 0) {
        yield { messageId: 'misplaced', at, data: { ...data, parents } };
      } else {
        const shown = known.filter(one => one !== 'ports');
        const few = shown.length > 0 && shown.length <= MOST_SHOWN;
        yield { messageId: 'unknown', at, data: few ? { ...data, known: shown } : data };
      }
    },
  },
});

const MOST_SHOWN = 8;

const SWITCHES: ReadonlySet<string> = new Set(['blocker', 'included', 'async']);

/** A key of the proposed syntax with a value that it has there, in a configuration that is not read as such. */
function isProposed(problem: Problem, { config }: RuleContext): boolean {
  if (config.dialect !== 'current' || problem.job === undefined) return false;
  const key = wordOf(problem, 'key');
  const place = wordOf(problem, 'keyword');
  const found = pairAt(config, problem.at);
  if (found?.pair.value.kind !== 'scalar') return false;
  const { value } = found.pair.value;
  if (place === 'needs') return key === 'allow_failure' && typeof value === 'boolean';
  if (place !== '' && place !== 'rules') return false;
  const isExecution = (node: Node | undefined): boolean =>
    node?.kind === 'scalar' && EXECUTIONS.some(known => known === node.text);
  if (key === 'execution') return isExecution(found.pair.value);
  if (key === 'delay') return isExecution(findPair(found.mapping, 'execution')?.value);
  return SWITCHES.has(key) && typeof value === 'boolean';
}

/** Keys of other CI systems and of people's intuition, and what GitLab has for them in a job. */
const ELSEWHERE: ReadonlyMap<string, string> = new Map([
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

/** What GitLab takes the job for: by its `trigger`, by its `script`, or by neither. */
function kindOf({ job = '' }: Problem, { config }: RuleContext): 'job' | 'trigger' | 'neither' {
  const value = config.merged.entries.get(job)?.value;
  const has = (key: string): boolean => get(value, key) !== undefined;
  if (has('script') || has('run')) return 'job';
  return has('trigger') ? 'trigger' : 'neither';
}

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

interface Guess {
  readonly near: string;
  readonly known: readonly string[];
}

/** Safe where only one keyword is one letter away; GitLab rejects the old text, so nothing can change. */
function rename(problem: Problem, { near, known }: Guess, { config }: RuleContext): Fix[] {
  const found = pairAt(config, problem.at);
  if (found === null || siblingsOf(problem, { config }).includes(near)) return [];
  const key = wordOf(problem, 'key');
  const close = known.filter(one => editDistance(key, one) <= 1);
  const build = close.length === 1 && close[0] === near ? safeFix : suggestion;
  return build(`Rename to ${near}`, renameKey(found.pair, near));
}
