import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { expandedVariables } from '../../../src/conditions/expand-variables.js';
import { PathSet } from '../../../src/conditions/path-set.js';
import { effectiveOnly, isIncluded, type Policy, type RefKind } from '../../../src/conditions/policy.js';
import { matchRules } from '../../../src/conditions/rules/evaluate.js';
import { memoryFiles } from '../../../src/config/files.js';
import { resolveConfig } from '../../../src/config/resolve.js';
import { migrateOnlyExcept } from '../../../src/migration/only-except/migrate-only-except.js';
import { PolicyTranslator } from '../../../src/migration/only-except/translate-policy.js';
import { composePipeline } from '../../../src/pipeline/compose.js';

const REFS = ['main', 'tags', 'web', 'merge_requests', 'schedules', 'v1.0', 'feature/x', 'release-2', 'x'];
const REF_ITEMS = [
  ...[
    'main',
    'v1.0',
    'feature/*',
    'branches',
    'tags',
    'merge_requests',
    'schedules',
    'web',
    'webs',
    'pushes',
  ],
  ...[
    '/^release-/',
    '/^v\\d/',
    '/./',
    '/x/',
    '/^(v.*)?$/',
    '/FEATURE/i',
    'pipelines',
    'parent_pipelines',
    'chats',
  ],
  ...['main@group/app', 'branches@other/app', 'tags@group/app', 'external_pull_requests', 'api'],
];
const EXPRESSIONS = [
  ...[
    '$A',
    '$A == "x"',
    '$A || $B',
    '$A && $B',
    '$B != null',
    '$CI_COMMIT_BRANCH == "main"',
    '$CI_COMMIT_TAG =~ /^v/',
  ],
  ...[
    '$CI_COMMIT_REF_NAME == $CI_DEFAULT_BRANCH',
    '($A)',
    '$A == "x" || $B == "y" && $B',
    '$CI_MERGE_REQUEST_IID',
  ],
];
const GLOBS = ['docs/**/*', '*.md', 'src/*.{js,ts}', '$DIR/*', '%DIR%/a', 'src/a.js'];
const SOURCES = [
  'push',
  'merge_request_event',
  'schedule',
  'web',
  'api',
  'pipeline',
  'parent_pipeline',
  'chat',
  'external',
];

const some = (items: readonly string[]): fc.Arbitrary<string[]> =>
  fc.uniqueArray(fc.constantFrom(...items), { minLength: 1, maxLength: 4 });

const policy: fc.Arbitrary<Policy> = fc.record(
  {
    refs: some(REF_ITEMS),
    variables: some(EXPRESSIONS),
    changes: some(GLOBS),
    kubernetes: fc.constant(true),
  },
  { requiredKeys: [] },
);

interface Context {
  readonly source: string;
  readonly refKind: RefKind;
  readonly ref: string;
  readonly variables: Readonly<Record<string, string>>;
  readonly changes: readonly string[] | null;
  readonly kubernetes: boolean;
}

const text = fc.constantFrom(undefined, '', ' ', 'x', 'y');
const context: fc.Arbitrary<Context> = fc
  .record({
    source: fc.constantFrom(...SOURCES),
    kind: fc.constantFrom<RefKind>('branch', 'tag', 'merge request'),
    ref: fc.constantFrom(...REFS),
    a: text,
    b: text,
    changes: fc.constantFrom(null, [], ['docs/a/b.md'], ['src/a.js'], ['readme.md', '$DIR/x'], ['lib/a']),
    kubernetes: fc.boolean(),
  })
  .map(({ source, kind, ref, a, b, changes, kubernetes }) => {
    const canBeOther = source === 'parent_pipeline';
    const isRequest = source === 'merge_request_event' || (canBeOther && kind === 'merge request');
    const refKind: RefKind = isRequest ? 'merge request' : kind === 'tag' ? 'tag' : 'branch';
    const own: Record<string, string> =
      refKind === 'branch'
        ? { CI_COMMIT_BRANCH: ref }
        : refKind === 'tag'
          ? { CI_COMMIT_TAG: ref }
          : { CI_MERGE_REQUEST_IID: '7' };
    const variables = {
      ...own,
      CI_PIPELINE_SOURCE: source,
      CI_COMMIT_REF_NAME: ref,
      CI_DEFAULT_BRANCH: 'main',
      CI_PROJECT_PATH: 'group/app',
      DIR: 'lib',
      ...(a !== undefined && { A: a }),
      ...(b !== undefined && { B: b }),
      ...(kubernetes && { CI_KUBERNETES_ACTIVE: 'true' }),
    };
    return { source, refKind, ref, variables, changes, kubernetes };
  });

const contexts = fc.sample(context, { numRuns: 400, seed: 7 });

function byPolicies(only: Policy | null, except: Policy | null, where: Context): boolean {
  return isIncluded(only, except, {
    pipelineSource: where.source,
    refKind: where.refKind,
    ref: where.ref,
    projectPath: 'group/app',
    variables: name => where.variables[name],
    changes: where.changes && new PathSet(where.changes),
    kubernetes: where.kubernetes,
  });
}

describe('random policies', () => {
  it('are translated to rules that answer alike in every context', () => {
    const translator = new PolicyTranslator();
    const optional = fc.option(policy, { nil: undefined });
    fc.assert(
      fc.property(optional, optional, fc.boolean(), (written, refused, joins) => {
        const except = refused ?? null;
        const only = effectiveOnly(written, false);
        const { entries, isProven } = translator.translate(
          { only, except, scopes: [{ variables: new Map() }], joins },
          'exact',
        );
        expect(isProven).toBe(true);
        const clauses = entries.map(entry => ({
          if: entry.if ?? undefined,
          changes: entry.changes === null ? undefined : { paths: entry.changes },
        }));
        for (const where of contexts) {
          const variables = (name: string): string | undefined => where.variables[name];
          const { entry } = matchRules(clauses, {
            variables,
            expanded: expandedVariables(variables),
            changes: where.changes && new PathSet(where.changes),
            files: new PathSet([]),
          });
          const isAdded = entry !== null && entries[clauses.indexOf(entry)]?.never === false;
          expect({ where, isAdded }).toEqual({ where, isAdded: byPolicies(only, except, where) });
        }
      }),
      { numRuns: 60, seed: 11 },
    );
  });

  it('are told apart from their usual reading by a pipeline that shows it', () => {
    const proven: unknown[] = [];
    const differing: unknown[] = [];
    for (const [only, except] of fc.sample(fc.tuple(policy, policy), { numRuns: 25, seed: 5 })) {
      const job = {
        script: ['make'],
        only: long({ refs: ['main', 'web'], ...only, changes: undefined }),
        except: { refs: except.refs ?? ['x'] },
      };
      const config = resolveConfig({
        root: 'ci.yml',
        files: memoryFiles({ 'ci.yml': JSON.stringify({ job, other: { script: ['make'] } }) }),
      });
      const { after, jobs } = migrateOnlyExcept(config, { reading: 'usual' });
      const verdict = jobs[0]?.verdict;
      if (verdict?.kind === 'proven') proven.push(verdict);
      if (verdict?.kind !== 'differs' || verdict.sighting === null) continue;
      const { context: found } = verdict.sighting;
      const isIn = [config, after].map(side =>
        composePipeline(side, found).decisions.some(
          ({ job: { name }, form }) => name === 'job' && form !== null,
        ),
      );
      expect(isIn[0]).not.toBe(isIn[1]);
      differing.push(verdict);
    }
    expect(proven.length).toBeGreaterThan(1);
    expect(differing.length).toBeGreaterThan(4);
  });
});

/** As YAML writes it. */
function long({ kubernetes, ...rest }: Policy): unknown {
  return { ...rest, ...(kubernetes === true && { kubernetes: 'active' }) };
}
