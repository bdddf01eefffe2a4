/** `parallel` (`entry/product/parallel.rb`, `matrix.rb`, `variables.rb`). */
import { keywordNames } from '../keywords/keyword.js';
import { keywordTables } from '../keywords/tables.js';
import { isNull, type Json } from '../value.js';
import { addFault, config, type Requirement, unsupported } from './check.js';
import { type Check, type Entry, type EntryType, itemValues, metaOf } from './entry.js';
import { isObject } from './json.js';
import { allowedKeys, requiredKeys } from './require-keys.js';
import { minEntries, wholeNumber } from './require-limits.js';
import { beHashes } from './require-type.js';
import { isArray, isHash, isInteger, isNumber, isText, isUnknown, keyClass, valueText } from './shape.js';

/** The most copies one job can have. */
const MAX_PARALLEL = 200;

export type MatrixHash = ReadonlyMap<string, readonly string[]>;

const notForTriggers: Check = entry => {
  const strategies = metaOf(entry, 'parallelStrategies');
  if (strategies === undefined || strategies.includes('numeric')) return;
  addFault(entry, 'parallel.bridge-number', 'config cannot use "parallel: <number>".', {
    value: entry.config,
  });
};

const countEntry: EntryType = {
  name: 'parallel builds',
  checks: [config(wholeNumber(1, MAX_PARALLEL)), notForTriggers],
  value: entry => ({ number: entry.config?.kind === 'scalar' ? Number(entry.config.text) : 0 }),
};

const beMatrixVariables: Requirement = (value, subject) => {
  const stranger = isHash(value)
    ? [...value.entries.values()].find(({ key, value: values }) => {
        if (!['string', 'symbol', 'integer'].includes(keyClass(key))) return true;
        if (isUnknown(values)) return false;
        const items = isArray(values) ? values.items : [values];
        return isNull(values) || !items.every(item => isText(item) || isInteger(item) || isUnknown(item));
      })?.value
    : value;
  if (isHash(value) && stranger === undefined) return;
  const text = 'should be a hash of key value pairs, value can be an array';
  const item = isArray(stranger)
    ? stranger.items.find(each => !isText(each) && !isInteger(each) && !isUnknown(each))
    : undefined;
  subject.fault('matrix.variables', text, { at: (item ?? stranger)?.node });
};

const matrixVariablesEntry: EntryType = {
  name: 'variables',
  keyless: true,
  checks: [config(beMatrixVariables, minEntries(1, 'requires at least 1 items'))],
  value: entry => Object.fromEntries(matrixHash(entry)),
};

/** The variables of one hash of a matrix with their lists of values, in the order in which they are written. */
function matrixHash({ config: hash }: Entry): MatrixHash {
  if (!isHash(hash)) return new Map();
  return new Map(
    Array.from(hash.entries, ([key, { value }]): [string, readonly string[]] => [
      key,
      (isArray(value) ? value.items : [value]).map(valueText),
    ]),
  );
}

/** The copies a matrix makes: each hash the product of its lists. */
function countCopies(rows: readonly Json[]): number {
  let total = 0;
  for (const row of rows) {
    if (!isObject(row)) continue;
    total += Object.values(row).reduce<number>(
      (count, values) => count * (Array.isArray(values) ? values.length : 1),
      1,
    );
  }
  return total;
}

const fewEnough: Check = entry => {
  const count = countCopies(itemValues(entry));
  if (count <= MAX_PARALLEL) return;
  const text = `config generates too many jobs (maximum is ${MAX_PARALLEL})`;
  addFault(entry, 'matrix.too-many', text, { value: entry.config, data: { limit: MAX_PARALLEL, count } });
};

const matrixEntry: EntryType = {
  name: 'matrix',
  checks: [config(beHashes)],
  composedChecks: [fewEnough],
  items: matrixVariablesEntry,
};

const matrixBuildsEntry: EntryType = {
  name: 'matrix builds',
  checks: [config(allowedKeys(keywordNames(keywordTables.parallel)), requiredKeys('matrix'))],
  children: { matrix: { type: matrixEntry } },
};

const otherEntry = unsupported('parallel', 'parallel.type', 'should be an integer or a hash');

export const parallelEntry: EntryType = {
  name: 'parallel',
  choose: value => (isNumber(value) ? countEntry : isHash(value) ? matrixBuildsEntry : otherEntry),
};

/** The hashes of a `parallel:matrix`, in order; null for any other `parallel`. */
export function matrixHashes(parallel: Entry | undefined): readonly MatrixHash[] | null {
  if (parallel === undefined || parallel.type !== matrixBuildsEntry) return null;
  return Array.from(parallel.children.get('matrix')?.children.values() ?? [], matrixHash);
}
