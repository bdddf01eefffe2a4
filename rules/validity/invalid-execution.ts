import type { Config } from '../../src/config/config.js';
import { type Fix, safeFix, suggestion } from '../../src/linter/fix.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { quoteList } from '../../src/linter/message.js';
import { nearest } from '../../src/linter/nearest.js';
import { pairAt, pairOf, scalarAt } from '../../src/linter/node-at.js';
import { capitalize, subjectOf, wordOf, wordsOf } from '../../src/linter/problem.js';
import { foundWords, wantedWords } from '../../src/linter/value-words.js';
import type { Edit } from '../../src/syntax/edit.js';
import { findPair, insertEntry, removeEntry, renameKey } from '../../src/syntax/yaml/edit-mapping.js';
import { setScalar, setValue } from '../../src/syntax/yaml/edit-value.js';

const ONE_QUESTION =
  'In the proposed syntax `when` says only which outcome of earlier jobs lets a job run. How it starts and whether it is added are `execution` and `included`.';

export const invalidExecution: AnyLintRule = defineRule({
  id: 'invalid-execution',
  meta: {
    summary: 'A job in the proposed syntax says in a wrong way when and how it runs.',
    category: 'validity',
    severity: 'error',
    preset: 'recommended',
    since: '0.1.0',
    fix: 'safe',
    sources: [
      'https://handbook.gitlab.com/handbook/engineering/architecture/design-documents/ci_pipeline_processing/',
    ],
    dialects: ['proposed'],
  },
  messages: {
    when: { what: '{{{subject}}} cannot be {{value}}.', why: ONE_QUESTION, help: 'Write {{form}}.' },
    startIn: {
      what: '{{{subject}}} has another name in the proposed syntax.',
      why: 'How long a job with `execution: delayed` waits is its `delay`.',
      help: 'Write `delay`.',
    },
    noDelay: {
      what: '{{{subject}}} is `delayed`, and nothing says for how long.',
      why: 'A delayed job needs a `delay` of a second to a week.',
      help: 'Write how long it is to wait, such as `delay: 30 minutes`.',
    },
    idleDelay: {
      what: '{{{subject}}} has no effect: the job does not wait, its `execution` is {{execution}}.',
      why: 'A `delay` belongs to `execution: delayed`, and to nothing else.',
    },
    idleBlocker: {
      what: '{{{subject}}} has no effect: nobody plays the job, its `execution` is {{execution}}.',
      why: 'A blocker holds the pipeline back until somebody plays it, so it is `execution: manual`.',
    },
    relations: {
      what: '{{{subject}}} cannot stand beside {{other}}.',
      why: 'In the proposed syntax they exclude each other: `needs` says what to wait for and fetches artifacts, `dependencies` only fetches artifacts of earlier stages.',
      help: 'Keep `needs`, with `artifacts: false` at the jobs whose files are not wanted.',
    },
    unlisted: {
      what: '{{{subject}}} cannot be {{value}}.',
      why: 'The proposed syntax knows {{{known}}} here.',
      help: 'Did you mean {{near}}?',
    },
    type: {
      what: '{{{subject}}} must be {{{wanted}}}; this is {{{found}}}.',
      why: 'The proposed syntax knows nothing else here.',
    },
    tooLong: { what: '{{{subject}}} is longer than a week.', why: 'No job can be delayed for longer.' },
  },
  problems: [
    'control.*',
    'execution.*',
    'when.allowed',
    'type.boolean',
    'type.string',
    'duration.invalid',
    'duration.limit',
  ],
  claims: (problem, { dialect }) => dialect === 'proposed' && speaksOf(problem),
  on: {
    *problem(problem, { config }) {
      const subject = capitalize(subjectOf(problem));
      const { kind, at } = problem;
      const execution = wordOf(problem, 'execution');
      switch (kind) {
        case 'control.when': {
          const [value, form] = [wordOf(problem, 'value'), wordOf(problem, 'form')];
          const fix = () => rewriteWhen(problem, form, config);
          yield { messageId: 'when', at, data: { subject, value, form }, fix };
          break;
        }
        case 'control.start-in':
          yield { messageId: 'startIn', at, data: { subject }, fix: () => renameDelay(problem, config) };
          break;
        case 'control.delay-missing':
          yield { messageId: 'noDelay', at, data: { subject } };
          break;
        case 'control.delay-stray': {
          const fix = () => [...removeIt(problem, config), ...setExecution(problem, 'delayed', config)];
          yield { messageId: 'idleDelay', at, data: { subject, execution }, fix };
          break;
        }
        case 'control.blocker': {
          const fix = () => [...removeIt(problem, config), ...setExecution(problem, 'manual', config)];
          yield { messageId: 'idleBlocker', at, data: { subject, execution }, fix };
          break;
        }
        case 'control.needs-dependencies': {
          const other = keywordIn(problem) === 'needs' ? 'dependencies' : 'needs';
          yield {
            messageId: 'relations',
            at,
            data: { subject, other },
            fix: () => removeIt(problem, config),
          };
          break;
        }
        case 'duration.limit':
          // An unreadable duration is longer than any, too.
          if (wordOf(problem, 'seconds') !== '') yield { messageId: 'tooLong', at, data: { subject } };
          break;
        default: {
          const known = wordsOf(problem, 'allowed');
          const found = foundWords(problem) ?? 'nothing';
          if (known.length === 0) {
            const wanted = wantedWords(kind) ?? 'another value';
            yield {
              messageId: 'type',
              at,
              data: { subject, wanted, found },
              fix: () => unquote(problem, config),
            };
          } else if (wordOf(problem, 'found') === 'string') {
            const value = wordOf(problem, 'value');
            const near = nearest(value, known);
            const data = { subject, value, known: quoteList(known), ...(near !== null && { near }) };
            yield { messageId: 'unlisted', at, data, fix: () => writeNear(problem, near, config) };
          }
        }
      }
    },
  },
});

const KEYWORDS: ReadonlySet<string> = new Set(['when', 'execution', 'delay', 'blocker', 'included', 'async']);

function speaksOf(problem: Problem): boolean {
  if (/^(?:control|execution)\./.test(problem.kind)) return true;
  const keyword = wordOf(problem, 'keyword');
  // `artifacts:when` and the like are as today.
  if (!/^(?:rules:)?\w+$/.test(keyword)) return keyword === 'needs:allow_failure';
  return KEYWORDS.has(keywordIn(problem));
}

function keywordIn(problem: Problem): string {
  return wordOf(problem, 'keyword').replace(/^.*:/, '');
}

/** Only what becomes of `manual` is open: whether the job holds the pipeline back, `allow_failure` decided until now. */
function rewriteWhen(problem: Problem, form: string, config: Config): Fix[] {
  const found = pairOf(config, problem.at);
  if (found === null || found.pair.value.kind !== 'scalar') return [];
  const { mapping, pair } = found;
  const [key = '', value = ''] = form.split(': ');
  if (findPair(mapping, key) !== undefined) return [];
  const edits = join(renameKey(pair, key), setValue(pair.value, value === 'false' ? false : value));
  if (value !== 'manual') return safeFix(`Write ${form}`, edits);
  const blocker = join(edits, insertEntry(mapping, { key: 'blocker', value: true, after: pair }));
  return [
    ...suggestion('Write execution: manual: the pipeline goes on without it', edits),
    ...suggestion('Write execution: manual and blocker: true: the pipeline waits for it', blocker),
  ];
}

function renameDelay({ at }: Problem, config: Config): Fix[] {
  const found = pairAt(config, at);
  if (found === null || findPair(found.mapping, 'delay') !== undefined) return [];
  return safeFix('Write delay', renameKey(found.pair, 'delay'));
}

function removeIt(problem: Problem, config: Config): Fix[] {
  const found = pairAt(config, problem.at) ?? pairOf(config, problem.at);
  if (found === null) return [];
  return suggestion(`Remove ${keywordIn(problem)}`, removeEntry(found.mapping, found.pair));
}

/** Where the mapping itself does not say how the job starts. */
function setExecution({ at }: Problem, value: string, config: Config): Fix[] {
  const found = pairOf(config, at);
  if (found === null) return [];
  const entry = { key: 'execution', value, before: found.pair };
  return suggestion(`Write execution: ${value}`, insertEntry(found.mapping, entry));
}

function writeNear({ at }: Problem, near: string | null, config: Config): Fix[] {
  const scalar = scalarAt(config, at);
  return near === null || scalar === null ? [] : suggestion(`Write ${near}`, setScalar(scalar, near));
}

/** `"true"` is a word. */
function unquote({ at }: Problem, config: Config): Fix[] {
  const scalar = scalarAt(config, at);
  if (scalar === null || !/^(?:true|false)$/.test(scalar.text)) return [];
  return suggestion('Remove the quotes', setValue(scalar, scalar.text === 'true'));
}

function join(...parts: readonly (readonly Edit[] | null)[]): readonly Edit[] | null {
  const edits: Edit[] = [];
  for (const part of parts) {
    if (part === null) return null;
    edits.push(...part);
  }
  return edits;
}
