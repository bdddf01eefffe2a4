import { patternFault } from '../../src/conditions/pattern-fault.js';
import { DIALECTS } from '../../src/config/dialect.js';
import { keyword } from '../../src/config/job.js';
import { CACHE_POLICIES } from '../../src/config/keywords/values.js';
import { get, type Scalar, type Value } from '../../src/config/value.js';
import { type Fix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem, type RuleContext } from '../../src/linter/lint-rule.js';
import { quoteList } from '../../src/linter/message.js';
import { nearest } from '../../src/linter/nearest.js';
import { isItemAt, scalarAt } from '../../src/linter/node-at.js';
import { capitalize, isSaidBetter, subjectOf, wordOf, wordsOf } from '../../src/linter/problem.js';
import {
  foundWords,
  type Remedy,
  remedyFor,
  schemaWords,
  wantedWords,
} from '../../src/linter/value-words.js';
import { quoteSource, setScalar, setValue } from '../../src/syntax/yaml/edit-value.js';

const REJECTED = 'GitLab rejects the whole configuration: no pipeline is created.';

export const invalidValue: AnyLintRule = defineRule({
  id: 'invalid-value',
  meta: {
    summary: 'A keyword has a value of the wrong type, or one that is not on its list.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'suggestion',
    sources: ['https://docs.gitlab.com/ci/yaml/', 'lib/gitlab/config/entry/validators.rb'],
    dialects: DIALECTS,
  },
  messages: {
    type: { what: '{{{subject}}} must be {{{wanted}}}; this is {{{found}}}.', why: REJECTED },
    missing: { what: '{{{subject}}} must be {{{wanted}}}; it has no value.', why: REJECTED },
    list: {
      what: '{{{subject}}} must be {{{wanted}}}; this is {{{found}}}.',
      why: REJECTED,
      help: 'Put it in brackets, even if it is the only one.',
    },
    text: {
      what: '{{{subject}}} must be {{{wanted}}}; this is {{{found}}}.',
      why: REJECTED,
      help: 'Put it in quotes.',
    },
    item: {
      what: '{{{subject}}} has an item without a value.',
      why: REJECTED,
      help: 'Write it behind the dash, or remove the dash.',
    },
    depth: {
      what: '{{{subject}}} has more than {{{limit}}} lists within lists.',
      why: REJECTED,
      help: 'Each `!reference` to a list adds a level: refer to the innermost ones directly.',
    },
    boolean: {
      what: '{{{subject}}} must be {{{wanted}}}; this is {{{found}}}.',
      why: REJECTED,
      help: 'Remove the quotes: in quotes it is a word.',
    },
    duration: {
      what: '{{{subject}}} must be {{{wanted}}}; this is {{{found}}}.',
      why: REJECTED,
      help: 'Write a unit behind it: `{{{value}}} minutes`.',
    },
    rule: {
      what: '{{{subject}}} must be {{{wanted}}}; this is {{{found}}}.',
      why: REJECTED,
      help: 'A condition goes under `if`: `- if: $VARIABLE`.',
    },
    pattern: {
      what: '{{{subject}}} has a regular expression that RE2 refuses: {{{reason}}}.',
      why: 'GitLab reads regular expressions with RE2 alone, and rejects the configuration.',
      help: 'Write it without, or test for several simpler expressions.',
    },
    unlisted: {
      what: '{{{subject}}} cannot be {{value}}.',
      why: 'GitLab knows {{{known}}} here, and rejects the whole configuration.',
      help: 'Did you mean {{near}}?',
    },
    idlePolicy: {
      what: '{{{subject}}} cannot be {{value}}.',
      why: 'GitLab only looks whether `push` or `pull` occurs in it, and accepts it; runners know {{{known}}} alone.',
      help: 'Did you mean {{near}}?',
    },
    variableOption: {
      what: '{{{subject}}} is not among its `options`.',
      why: 'The value is the one that the form of a new pipeline starts with; GitLab rejects any other.',
      help: 'Use one of {{known}}, or add it to `options`.',
    },
    tooSmall: { what: '{{{subject}}} must be at least {{{limit}}}.', why: REJECTED },
    empty: { what: '{{{subject}}} needs at least one item.', why: REJECTED },
    tooLong: {
      what: '{{{subject}}} is longer than GitLab allows.',
      why: 'It must be less than {{{limit}}}; GitLab rejects the configuration.',
    },
    schema: { what: '{{{subject}}} is not what GitLab expects: {{{reason}}}.', why: REJECTED },
  },
  problems: [
    'type.*',
    'number.*',
    'value.*',
    'when.*',
    'access.*',
    'retry.*',
    'parallel.*',
    'trigger.*',
    'policy.*',
    'changes.*',
    'exists.*',
    'inherit.*',
    'key.*',
    'cache.*',
    'coverage.*',
    'coverage-report.*',
    'environment.*',
    'release.*',
    'kubernetes.*',
    'auto-cancel.*',
    'image.*',
    'run.*',
    'duration.*',
    'matrix.*',
    'variables.*',
    'artifacts.*',
  ],
  on: {
    *definition(definition) {
      for (const policy of policiesOf(keyword(definition, 'cache'))) {
        const [value, known] = [policy.text, quoteList(CACHE_POLICIES)];
        const subject = '`cache:policy`';
        const near = nearest(value, CACHE_POLICIES);
        const data = near === null ? { subject, value, known } : { subject, value, known, near };
        yield { messageId: 'idlePolicy', at: policy.node, data, severity: 'warning' };
      }
    },
    *problem(problem, ctx) {
      const { at, kind } = problem;
      const subject = capitalize(subjectOf(problem, keywordOf(problem)));
      const known = wordsOf(problem, 'allowed');
      const limit = wordOf(problem, 'limit');
      const wanted = wantedWords(kind);
      const found = foundWords(problem);
      const pattern = PATTERNS.has(kind) ? faultyPattern(problem) : null;
      if (kind === 'duration.limit') {
        // An unreadable duration breaks this rule of GitLab's too.
        if (wordOf(problem, 'seconds') === '') return;
        yield { messageId: 'tooLong', at, data: { subject, limit: DURATIONS[limit] ?? `${limit} seconds` } };
      } else if (pattern !== null) {
        yield { messageId: 'pattern', at: pattern.at, data: { subject, reason: pattern.reason } };
      } else if (known.length > 0) {
        const value = textAt(problem);
        const near = nearest(value, known);
        const words = known.length > MOST_SHOWN ? `${known.length} other values` : quoteList(known);
        const data = { subject, value, known: words };
        if (near === null) yield { messageId: 'unlisted', at, data };
        else
          yield {
            messageId: 'unlisted',
            at,
            data: { ...data, near },
            fix: () => replaceBy(problem, near, ctx),
          };
      } else if (kind === 'variables.options') {
        yield { messageId: 'variableOption', at, data: { subject, known: wordsOf(problem, 'options') } };
      } else if (kind === 'number.at-least') {
        yield { messageId: 'tooSmall', at, data: { subject, limit } };
      } else if (kind === 'matrix.too-few') {
        yield { messageId: 'empty', at, data: { subject } };
      } else if (wanted === null) {
        const reason = schemaWords(wordOf(problem, 'reason') || (problem.gitlabMessage ?? ''));
        yield { messageId: 'schema', at, data: { subject, reason } };
      } else if (found === null) {
        const item = wordOf(problem, 'found') === 'null' && wanted.includes('a list of');
        if (item) yield { messageId: 'item', at, data: { subject } };
        else if (
          !isSaidBetter(problem, ctx.config, other => other === 'value.blank' || other === 'keys.required')
        ) {
          yield { messageId: 'missing', at, data: { subject, wanted } };
        }
      } else {
        const messageId = remedyFor(problem, wanted, isItemAt(ctx.config, at));
        const data = { subject, wanted, found, value: textAt(problem), limit: wordOf(problem, 'levels') };
        yield { messageId, at, data, fix: () => remedies(problem, messageId, ctx) };
      }
    },
  },
});

/** GitLab's name for two keys of an image in one is not written anywhere. */
function keywordOf(problem: Problem): string {
  return wordOf(problem, 'keyword').replace(/:executor_opts$/, '');
}

const MOST_SHOWN = 8;

const PATTERNS: ReadonlySet<string> = new Set(['policy.regexps', 'coverage.regexp']);

/** The limits in seconds, in the words of GitLab's documents. */
const DURATIONS: Readonly<Record<string, string>> = { '604800': 'one week', '2629746': 'one month' };

/** What is written at the place, without its quotes. */
function textAt({ at: { source, start, end } }: Problem): string {
  return source.text.slice(start, end).replace(/^(["'])([\s\S]*)\1$/, '$2');
}

function faultyPattern(problem: Problem): { at: Problem['at']; reason: string } | null {
  const { source, start, end } = problem.at;
  const written = source.text.slice(start, end);
  const text = textAt(problem);
  const fault = patternFault(text);
  if (fault === null) return null;
  const from = start + written.indexOf(text);
  return { at: { source, start: from + fault.start, end: from + fault.end }, reason: fault.reason };
}

/** Policies that are none, but hold the name of one; those with variables may become one. */
function policiesOf(cache: Value | undefined): Scalar[] {
  const caches = cache?.kind === 'list' ? cache.items : [cache];
  return caches.flatMap(one => {
    const policy = get(one, 'policy');
    const known: readonly string[] = CACHE_POLICIES;
    if (policy?.kind !== 'scalar' || policy.text.includes('$') || known.includes(policy.text)) return [];
    return /push|pull/.test(policy.text) ? [policy] : [];
  });
}

function replaceBy({ at }: Problem, near: string, { config }: RuleContext): Fix[] {
  const scalar = scalarAt(config, at);
  return suggestion(`Write ${near}`, scalar && setScalar(scalar, near));
}

function remedies(problem: Problem, remedy: Remedy, { config }: RuleContext): Fix[] {
  const scalar = scalarAt(config, problem.at);
  if (scalar === null) return [];
  switch (remedy) {
    case 'list':
      return suggestion('Make it a list', setValue(scalar, [scalar.text]));
    case 'text':
      return suggestion('Put it in quotes', quoteSource(scalar));
    case 'boolean':
      return suggestion('Remove the quotes', setValue(scalar, /^(?:true|yes|on)$/i.test(scalar.text)));
    case 'duration':
      return suggestion(`Write ${scalar.text} minutes`, setValue(scalar, `${scalar.text} minutes`));
    default:
      return [];
  }
}
