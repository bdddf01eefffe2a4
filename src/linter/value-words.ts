/** What GitLab's checks of values demand and what they found, in words. */
import type { Problem } from './lint-rule.js';
import { quote, quoteList } from './message.js';
import { wordOf } from './problem.js';

const FOUND: Readonly<Record<string, string>> = {
  mapping: 'a mapping',
  list: 'a list',
  string: 'a string',
  integer: 'a number',
  float: 'a number',
  boolean: 'a boolean',
  null: 'nothing',
  symbol: 'a symbol (`:name`)',
  date: 'a date',
};

/** "a list", "the number `60`"; null where nothing is written. */
export function foundWords(problem: Problem): string | null {
  const found = wordOf(problem, 'found');
  const words = FOUND[found];
  if (words === undefined || found === 'null') return null;
  const { source, start, end } = problem.at;
  const short = found !== 'mapping' && found !== 'list' && end - start <= 40;
  return short ? `${words.replace(/^an? /, 'the ')} ${quote(source.text.slice(start, end))}` : words;
}

/** What a value must be, by kind of problem; completes "`tags` must be …". */
const WANTED: Readonly<Record<string, string>> = {
  'type.hash': 'a mapping',
  'type.string': 'a string',
  'type.array': 'a list',
  'type.boolean': '`true` or `false`',
  'type.scalar': 'a single value',
  'type.alphanumeric': 'a string',
  'type.hash-or-boolean': 'a mapping, `true` or `false`',
  'type.hash-or-string': 'a string or a mapping',
  'type.array-or-string': 'a string or a list',
  'type.array-of-strings': 'a list of strings',
  'type.array-of-hashes': 'a list of mappings',
  'type.strings-or-string': 'a string or a list of strings',
  'type.integers': 'a whole number or a list of whole numbers',
  'type.string-or-nested': 'a string or a list of strings',
  'type.nested-array': 'a list of strings',
  'type.hashes-and-arrays': 'a list of mappings',
  'number.not': 'a number',
  'number.integer': 'a whole number',
  'retry.type': 'a number or a mapping',
  'parallel.type': 'a number or a mapping with `matrix`',
  'parallel.bridge-number': 'a mapping with `matrix`, because a trigger job cannot be copied by number',
  'trigger.type': 'the path of a project, or a mapping',
  'policy.type': 'a list of refs, or a mapping',
  'policy.regexps': 'a list of refs and of regular expressions that RE2 accepts',
  'coverage.regexp': 'a regular expression between slashes that RE2 accepts, such as `/\\d+%/`',
  'changes.type': 'a list of paths, or a mapping with `paths`',
  'exists.type': 'a path, a list of paths, or a mapping with `paths`',
  'inherit.type': '`true`, `false` or a list of names',
  'environment.type': 'a name or a mapping',
  'environment.name':
    'made of the letters a to z, digits, spaces and `- _ / $ { } .`, with no slash at its ends',
  'artifacts.expose-as-format': 'made of the letters a to z, digits, spaces and `- _`',
  'key.type': 'a string or a mapping',
  'key.string': 'a string',
  'key.slash': 'a string without slashes',
  'key.dots': 'a name other than `.` and `..`',
  'cache.type': 'a mapping, or a list of mappings',
  'release.datetime': 'a date and time, such as `2026-01-31T12:00:00Z`',
  'release.ref': 'a branch, a tag or a commit',
  'release.url': 'a string',
  'duration.invalid': 'a duration, such as `30 minutes` or `2 days`',
  'matrix.variables': 'a mapping of variables, each with a string, a number or a list of them',
  'variables.string-or-hash': 'a string, or a mapping with `value`',
  'variables.must-be-string': 'a string: `value` and `description` are for the top level and for jobs',
  'header.type': 'a mapping',
};

/** Null for kinds that have sentences of their own. */
export function wantedWords(kind: string): string | null {
  return WANTED[kind] ?? null;
}

/** A mismatch with one of GitLab's JSON schemas, in our words: "`docker:users` is not a key that it knows". */
export function schemaWords(reason: string): string {
  const path = (pointer: string): string =>
    pointer === 'root' ? 'it' : quote(pointer.replace(/^`\/|`$/g, '').replaceAll('/', ':'));
  const [, property] = /^object property at (.*) is a disallowed additional property$/.exec(reason) ?? [];
  if (property !== undefined) return `${path(property)} is not a key that it knows`;
  const [, object, keys = ''] = /^object at (\S+) is missing required properties: (.*)$/.exec(reason) ?? [];
  if (object !== undefined) return `${path(object)} lacks ${quoteList(keys.split(', '))}`;
  const [, value, type = ''] = /^value at (\S+) is not (.*)$/.exec(reason) ?? [];
  if (value !== undefined) return `${path(value)} is not ${SCHEMA_TYPES[type] ?? type}`;
  return reason.replace(/ at root/, '').replace(/at (`\S+`)/, (_, at: string) => `of ${path(at)}`);
}

const SCHEMA_TYPES: Readonly<Record<string, string>> = { 'an object': 'a mapping', 'an array': 'a list' };

/** Which way out a message about a wrong type can show. */
export type Remedy = 'type' | 'list' | 'text' | 'depth' | 'boolean' | 'duration' | 'rule';

/** `isItem`: the value is an item of a list, so that the list itself is one. */
export function remedyFor(problem: Problem, wanted: string, isItem: boolean): Remedy {
  const found = wordOf(problem, 'found');
  const { kind, at } = problem;
  if (found === 'list') return wordOf(problem, 'levels') === '' ? 'type' : 'depth';
  if (found === 'string') {
    if (kind === 'type.boolean' && BOOLEAN.test(at.source.text.slice(at.start, at.end))) return 'boolean';
    if (kind === 'type.hashes-and-arrays') return 'rule';
    return kind === 'type.array' || /^a list of (?:strings|refs|paths)/.test(wanted) ? 'list' : 'type';
  }
  if (kind === 'duration.invalid' && found === 'integer') return 'duration';
  if (wanted.startsWith('a list') && !isItem) return 'type';
  const scalar = found === 'integer' || found === 'float' || found === 'boolean' || found === 'date';
  return scalar && /\b(?:strings?|name)\b/.test(wanted) ? 'text' : 'type';
}

const BOOLEAN = /^["']?(?:true|false|yes|no|on|off)["']?$/i;
