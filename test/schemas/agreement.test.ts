import { describe, expect, test } from 'vitest';
import { EXAMPLES } from '../../scripts/schemas/gitlab-ci/examples.js';
import { memoryFiles } from '../../src/config/files.js';
import { type EntryName, keywordTables } from '../../src/config/keywords/tables.js';
import { resolveConfig } from '../../src/config/resolve.js';
import { compileCiSchema } from '../conformance/ci-schema.js';

/** The schema and ci-lint's own checks are made from one table; here they are held against each other. */
const check = compileCiSchema('current');

function refuses(document: object): { readonly schema: boolean; readonly checks: boolean } {
  const files = memoryFiles({ '.gitlab-ci.yml': JSON.stringify(document) });
  const { problems } = resolveConfig({ root: '.gitlab-ci.yml', files });
  return {
    schema: check(document).length > 0,
    // References to jobs that are not there are none of the schema's business.
    checks: problems.some(
      ({ kind, rejected }) => rejected && !/undefined|extends|stage|not-in-needs/.test(kind),
    ),
  };
}

/** Jobs that hold a keyword of an entry with some value. */
const HOLDERS: Readonly<Partial<Record<EntryName, (keyword: object) => object>>> = {
  job: keyword => ({ script: 'make', ...keyword }),
  artifacts: keyword => ({ script: 'make', artifacts: { paths: ['x'], ...keyword } }),
  cache: keyword => ({ script: 'make', cache: { paths: ['x'], ...keyword } }),
  environment: keyword => ({ script: 'make', environment: { name: 'x', ...keyword } }),
  image: keyword => ({ script: 'make', image: { name: 'x', ...keyword } }),
  retry: keyword => ({ script: 'make', retry: { max: 1, ...keyword } }),
  rule: keyword => ({ script: 'make', rules: [{ if: '$A', ...keyword }] }),
  projectTrigger: keyword => ({ trigger: { project: 'a/b', ...keyword } }),
};

/** A delay needs its `start_in` beside it. */
const completed = (keyword: Readonly<Record<string, unknown>>): object =>
  keyword.when === 'delayed' ? { ...keyword, start_in: '1 day' } : keyword;

/** GitLab takes any text as the tier of an environment; the identity is looked at in paid editions alone. */
const UNCHECKED: ReadonlySet<string> = new Set(['environment.deployment_tier', 'job.identity']);

describe('both accept every value of a closed list, and nothing else', () => {
  const lists = Object.entries(HOLDERS).flatMap(([entry, holder]) =>
    Object.entries(keywordTables[entry as EntryName]).flatMap(([name, { values }]) =>
      values === undefined ? [] : [{ name: `${entry}.${name}`, key: name, values, holder }],
    ),
  );
  test.each(lists)('$name', ({ name, key, values, holder }) => {
    for (const value of values) {
      expect(refuses({ a: holder(completed({ [key]: value })) }), value).toEqual({
        schema: false,
        checks: false,
      });
    }
    const checks = !UNCHECKED.has(name);
    expect(refuses({ a: holder({ [key]: 'nonsense' }) })).toEqual({ schema: true, checks });
  });
});

describe('both know the same keywords', () => {
  test.each(Object.keys(HOLDERS))('%s', entry => {
    const holder = HOLDERS[entry as EntryName];
    expect(refuses({ a: holder?.({ nonsense: 'x' }) })).toEqual({ schema: true, checks: true });
  });
});

describe('both accept the examples that editors offer', () => {
  const examples = Object.entries(EXAMPLES).flatMap(([path, values]) => {
    const [entry = '', key = ''] = path.split('.');
    const holder = HOLDERS[entry as EntryName];
    return holder === undefined || key === 'start_in' ? [] : [{ path, key, values, holder }];
  });
  test.each(examples)('$path', ({ key, values, holder }) => {
    for (const value of values) {
      expect(refuses({ a: holder({ [key]: value }) }), JSON.stringify(value)).toEqual({
        schema: false,
        checks: false,
      });
    }
  });
});
