/** What the schema of the proposed syntax accepts, the reader accepts, and the other way round. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { memoryFiles } from '../../src/config/files.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { compileCiSchema } from '../conformance/ci-schema.js';

const check = compileCiSchema('proposed');

type Mapping = Readonly<Record<string, unknown>>;

function isRead(config: Mapping): boolean {
  const files = memoryFiles({ '.gitlab-ci.yml': stringify(config) });
  return resolveConfig({ root: '.gitlab-ci.yml', files, dialect: 'proposed' }).valid;
}

function expectAgreement(job: Mapping): void {
  const config = { other: { stage: 'build', script: 'make' }, job };
  const said = check(config).length === 0;
  if (said !== isRead(config)) throw new Error(`The schema says ${said} of ${JSON.stringify(job)}`);
}

const ABSENT = Symbol('absent');

/** All mappings with one of the values for each key. */
function* combinations(values: Readonly<Record<string, readonly unknown[]>>): Iterable<Mapping> {
  const [[key, choices] = [null, []], ...rest] = Object.entries(values);
  if (key === null) {
    yield {};
    return;
  }
  for (const more of combinations(Object.fromEntries(rest))) {
    for (const value of choices) yield value === ABSENT ? more : { [key]: value, ...more };
  }
}

const START = {
  execution: [ABSENT, null, 'automatic', 'manual', 'delayed'],
  delay: [ABSENT, null, '1 hour'],
  blocker: [ABSENT, false, true],
};

test('every start of a job, with every start of a rule', () => {
  const rules = [...combinations({ ...START, if: ['$A'] })];
  let count = 0;
  for (const start of combinations(START)) {
    expectAgreement({ script: 'make', ...start });
    for (const rule of rules) expectAgreement({ script: 'make', ...start, rules: [rule] });
    count += 1 + rules.length;
  }
  expect(count).toBe(45 * 46);
});

test.each([
  ['when', [null, 'on_success', 'on_failure', 'always', 'manual', 'delayed', 'never', 'sometimes', 1]],
  ['execution', ['sometimes', 'on_success', true, 7]],
  ['delay', [60, true]],
  ['included', [null, true, false, 'maybe', 0]],
  ['blocker', ['true', 1]],
  ['async', [null, true, false, 'maybe']],
  ['start_in', ['1 hour']],
  ['allow_failure', [null, true, false, {}, { exit_codes: 1 }, { exit_codes: [1, 2] }, { codes: 1 }, 'x', 3]],
  ['needs', [['other'], [{ job: 'other', allow_failure: true }], [{ job: 'other', allow_failure: 'maybe' }]]],
])('the values of %s', (key, values) => {
  for (const value of values) {
    expectAgreement({ script: 'make', [key]: value });
    expectAgreement({ script: 'make', rules: [{ if: '$A', [key]: value }] });
    expectAgreement({ trigger: 'group/project', [key]: value });
  }
});

test('needs and dependencies, of jobs and rules', () => {
  const lists = [ABSENT, null, [], ['other']];
  for (const job of combinations({ needs: lists, dependencies: lists })) {
    expectAgreement({ script: 'make', ...job });
    // An editor minds a rule whose needs are empty, which say nothing.
    for (const rule of combinations({ needs: [ABSENT, ['other']], if: ['$A'] })) {
      expectAgreement({ script: 'make', ...job, rules: [rule] });
    }
  }
});

test('what other jobs may bring is not missed', () => {
  const oneOf = (...values: readonly unknown[]) => fc.constantFrom(...values, ABSENT);
  const start = {
    execution: oneOf('automatic', 'manual', 'delayed'),
    delay: oneOf('1 hour'),
    blocker: oneOf(true, false),
  };
  const mapping = fc.record(start).map(values => withoutAbsent(values));
  const rules = fc.array(mapping, { maxLength: 2 }).map(list => list.map(entry => ({ if: '$A', ...entry })));
  fc.assert(
    fc.property(mapping, mapping, rules, (hidden, own, entries) => {
      const job = { extends: '.base', ...own, ...(entries.length > 0 && { rules: entries }) };
      const config = { '.base': { script: 'make', ...hidden }, job };
      // The schema sees one job at a time: it may miss a fault, and never finds one that is none.
      if (isRead(config)) expect(check(config)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});

function withoutAbsent(values: Mapping): Mapping {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ABSENT));
}
