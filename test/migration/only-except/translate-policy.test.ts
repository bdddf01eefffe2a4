import { describe, expect, it } from 'vitest';
import { effectiveOnly, type Policy } from '../../../src/conditions/policy.js';
import type { Reading } from '../../../src/migration/only-except/ref-term.js';
import { PolicyTranslator } from '../../../src/migration/only-except/translate-policy.js';

const translator = new PolicyTranslator();

interface Written {
  readonly only?: Policy | null;
  readonly except?: Policy;
  readonly reading?: Reading;
  readonly variables?: Readonly<Record<string, string>>;
  readonly joins?: boolean;
}

/** One line for each entry; `-` stands before those that keep the job out. */
function rules({ only, except, reading = 'exact', variables = {}, joins = false }: Written): string[] {
  const { entries, isProven } = translator.translate(
    {
      only: effectiveOnly(only, false),
      except: except ?? null,
      scopes: [{ variables: new Map(Object.entries(variables)) }],
      joins,
    },
    reading,
  );
  expect(isProven).toBe(true);
  return entries.map(entry => {
    const changes =
      entry.changes === null
        ? ''
        : ` [${entry.changes.length > 3 ? entry.changes.length : entry.changes.join(' ')}]`;
    return `${entry.never ? '- ' : ''}${entry.if ?? 'always'}${changes}`;
  });
}

describe('refs', () => {
  it('takes a name for a branch and a tag', () => {
    expect(rules({ only: { refs: ['main'] } })).toEqual([
      '$CI_COMMIT_BRANCH == "main" || $CI_COMMIT_TAG == "main"',
    ]);
    expect(rules({ only: { refs: ['main', 'tags'] } })).toEqual([
      '$CI_COMMIT_BRANCH == "main"',
      '$CI_COMMIT_TAG || $CI_COMMIT_BRANCH == "tags"',
    ]);
  });

  it('takes a keyword for a ref of its name too', () => {
    expect(rules({ only: { refs: ['merge_requests'] } })).toEqual([
      '$CI_PIPELINE_SOURCE == "merge_request_event"',
      '$CI_COMMIT_BRANCH == "merge_requests" || $CI_COMMIT_TAG == "merge_requests"',
    ]);
    expect(rules({ only: { refs: ['branches', 'tags'] } })).toEqual(['$CI_COMMIT_BRANCH || $CI_COMMIT_TAG']);
  });

  it('means by the usual reading what people mean', () => {
    const usual = (...refs: string[]): string[] => rules({ only: { refs }, reading: 'usual' });
    expect(usual('main')).toEqual(['$CI_COMMIT_BRANCH == "main"']);
    expect(usual('v1.0')).toEqual(['$CI_COMMIT_BRANCH == "v1.0" || $CI_COMMIT_TAG == "v1.0"']);
    expect(usual('tags', 'web')).toEqual(['$CI_COMMIT_TAG', '$CI_PIPELINE_SOURCE == "web"']);
    expect(usual('/^rel/')).toEqual(['$CI_COMMIT_BRANCH =~ /^rel/ || $CI_COMMIT_TAG =~ /^rel/']);
  });

  it.each([
    ['push', 'push'],
    ['pushes', 'push'],
    ['webs', 'web'],
    ['schedules', 'schedule'],
    ['apis', 'api'],
    ['triggers', 'trigger'],
    ['pipelines', 'pipeline'],
    ['parent_pipelines', 'parent_pipeline'],
    ['chats', 'chat'],
    ['externals', 'external'],
    ['external_pull_requests', 'external_pull_request_event'],
    ['merge_request', 'merge_request_event'],
  ])('knows the keyword %s', (keyword, source) => {
    expect(rules({ only: { refs: [keyword] }, reading: 'usual' })).toEqual([
      `$CI_PIPELINE_SOURCE == "${source}"`,
    ]);
  });

  it('names the project of `@`', () => {
    expect(rules({ only: { refs: ['branches@group/app', 'tags@group/app'] } })).toEqual([
      '($CI_COMMIT_BRANCH || $CI_COMMIT_TAG) && $CI_PROJECT_PATH == "group/app"',
    ]);
    expect(rules({ only: { refs: ['main@group/app', 'web@other/app'] }, reading: 'usual' })).toEqual([
      '$CI_COMMIT_BRANCH == "main" && $CI_PROJECT_PATH == "group/app"',
      '$CI_PIPELINE_SOURCE == "web" && $CI_PROJECT_PATH == "other/app"',
    ]);
  });

  it('escapes slashes of patterns and puts short ones in brackets', () => {
    const branch = (pattern: string): string | undefined =>
      rules({ only: { refs: [pattern] } })[0]?.split(' || ')[0];
    expect(branch('/^feature/.*-x$/')).toBe('$CI_COMMIT_BRANCH =~ /^feature\\/.*-x$/');
    expect(branch('/^feature\\/x/i')).toBe('$CI_COMMIT_BRANCH =~ /^feature\\/x/i');
    expect(branch('/x/')).toBe('$CI_COMMIT_BRANCH =~ /(x)/');
  });

  it('does not let a pattern that matches nothing at all match what is not set', () => {
    expect(rules({ only: { refs: ['/.*/'] } })).toEqual(['$CI_COMMIT_BRANCH || $CI_COMMIT_TAG']);
    expect(rules({ only: { refs: ['/^(v.*)?$/'] } })).toEqual([
      '$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH =~ /^(v.*)?$/',
      '$CI_COMMIT_TAG && $CI_COMMIT_TAG =~ /^(v.*)?$/',
    ]);
  });

  it('writes names with quotes', () => {
    expect(rules({ only: { refs: ['it"s'] }, reading: 'usual' })).toEqual([`$CI_COMMIT_BRANCH == 'it"s'`]);
    expect(rules({ only: { refs: [`it"'s`] }, reading: 'usual' })).toEqual([
      `$CI_COMMIT_BRANCH =~ /^it"'s$/`,
    ]);
  });

  it('writes very long lists as they are', () => {
    const refs = Array.from({ length: 300 }, (_, at) => `branch-${at}`);
    expect(rules({ only: { refs: [...refs, 'branches'] }, reading: 'usual' })).toHaveLength(301);
  });

  it('leaves out what no ref can be called', () => {
    expect(rules({ only: { refs: ['main', 'feature/*'] }, reading: 'usual' })).toEqual([
      '$CI_COMMIT_BRANCH == "main"',
    ]);
    expect(rules({ only: { refs: ['feature/*'] } })).toEqual([]);
    expect(rules({ only: { refs: [] } })).toEqual([]);
  });
});

describe('except', () => {
  it('keeps the job out before the default lets it in', () => {
    expect(rules({ except: { refs: ['main'] } })).toEqual([
      '- $CI_COMMIT_BRANCH == "main" || $CI_COMMIT_TAG == "main"',
      '$CI_COMMIT_BRANCH || $CI_COMMIT_TAG',
    ]);
    expect(rules({ except: { variables: ['$A', '$B == "x"'] } })).toEqual([
      '- $A',
      '- $B == "x"',
      '$CI_COMMIT_BRANCH || $CI_COMMIT_TAG',
    ]);
    expect(rules({ except: { changes: ['docs/*'] } })).toEqual([
      '- always [docs/*]',
      '$CI_COMMIT_BRANCH || $CI_COMMIT_TAG',
    ]);
  });

  it('leaves everything else in where there is no default', () => {
    expect(rules({ only: null, except: { refs: ['schedules'] }, reading: 'usual' })).toEqual([
      '- $CI_PIPELINE_SOURCE == "schedule"',
      'always',
    ]);
  });

  it('is left out as far as nothing it names would be let in', () => {
    expect(rules({ except: { refs: ['tags', 'merge_requests'] }, reading: 'usual' })).toEqual([
      '$CI_COMMIT_BRANCH',
    ]);
    expect(rules({ only: { refs: ['/^v\\d/'] }, except: { refs: ['branches'] } })).toEqual([
      '$CI_COMMIT_TAG =~ /^v\\d/',
    ]);
  });

  it('becomes part of a single short condition', () => {
    expect(rules({ only: { refs: ['branches'] }, except: { refs: ['main'] }, reading: 'usual' })).toEqual([
      '$CI_COMMIT_BRANCH && $CI_COMMIT_BRANCH != "main"',
    ]);
    expect(rules({ only: { refs: ['tags'] }, except: { refs: ['branches'] } })).toEqual([
      '$CI_COMMIT_TAG && $CI_COMMIT_TAG != "branches"',
    ]);
  });
});

describe('keys together', () => {
  it('asks for all keys of `only`', () => {
    expect(rules({ only: { refs: ['main'], variables: ['$A || $B'] }, reading: 'usual' })).toEqual([
      '$CI_COMMIT_BRANCH == "main" && ($A || $B)',
    ]);
    expect(rules({ only: { refs: ['web'], changes: ['a/*'], kubernetes: true }, reading: 'usual' })).toEqual([
      '$CI_PIPELINE_SOURCE == "web" && $CI_KUBERNETES_ACTIVE [a/*]',
    ]);
  });

  it('does not join conditions that empty text would make true', () => {
    expect(rules({ only: { refs: ['web'], variables: ['$A', '$B'] }, reading: 'usual' })).toEqual([
      '$CI_PIPELINE_SOURCE == "web" && $A',
      '$CI_PIPELINE_SOURCE == "web" && $B',
    ]);
  });

  it('puts the default of refs before several conditions', () => {
    expect(rules({ only: { variables: ['$A'] } })).toEqual(['($CI_COMMIT_BRANCH || $CI_COMMIT_TAG) && $A']);
    expect(rules({ only: { variables: ['$A', '$B'] } })).toEqual(['- $CI_MERGE_REQUEST_IID', '$A', '$B']);
    expect(rules({ only: { variables: ['$CI_COMMIT_BRANCH == "x"'] } })).toEqual([
      '$CI_COMMIT_BRANCH == "x"',
    ]);
  });

  it('asks for none of the conditions before many refs', () => {
    const only = {
      refs: ['/^release\\/.*$/', '/^hotfix\\/.*$/', 'schedules'],
      variables: ['$A != null', '$B =~ /x./'],
    };
    expect(rules({ only, reading: 'usual' })).toEqual([
      '- $A == null && $B !~ /x./',
      '$CI_COMMIT_BRANCH =~ /^release\\/.*$/ || $CI_COMMIT_TAG =~ /^release\\/.*$/',
      '$CI_COMMIT_BRANCH =~ /^hotfix\\/.*$/ || $CI_COMMIT_TAG =~ /^hotfix\\/.*$/',
      '$CI_PIPELINE_SOURCE == "schedule"',
    ]);
  });

  it('joins refs where entries have more lines', () => {
    const refs = ['main', 'next'];
    const joined = '$CI_COMMIT_BRANCH == "main" || $CI_COMMIT_BRANCH == "next"';
    expect(rules({ only: { refs }, reading: 'usual' })).toEqual(joined.split(' || '));
    expect(rules({ only: { refs }, reading: 'usual', joins: true })).toEqual([joined]);
    expect(rules({ only: { refs, changes: ['a'] }, reading: 'usual' })).toEqual([`${joined} [a]`]);
  });
});

describe('changes', () => {
  it('splits lists that are too long for a rule', () => {
    const changes = Array.from({ length: 51 }, (_, at) => `f${at}`);
    expect(rules({ only: { refs: ['web'], changes }, reading: 'usual' })).toEqual([
      '$CI_PIPELINE_SOURCE == "web" [50]',
      '$CI_PIPELINE_SOURCE == "web" [f50]',
    ]);
    expect(rules({ except: { changes }, reading: 'usual' })).toEqual([
      '- always [50]',
      '- always [f50]',
      '$CI_COMMIT_BRANCH || $CI_COMMIT_TAG',
    ]);
  });

  it('keeps signs that rules would take for variables', () => {
    const variables = { DIR: 'src' };
    expect(
      rules({ only: { refs: ['web'], changes: ['$DIR/*', '100%', '%DIR%/*'] }, variables, reading: 'usual' }),
    ).toEqual(['$CI_PIPELINE_SOURCE == "web" [[$]DIR/* 100% [%]DIR[%]/*]']);
  });
});

it('does not claim what YAML variables make untrue', () => {
  const { isProven } = translator.translate(
    {
      only: { refs: ['main'] },
      except: null,
      scopes: [{ variables: new Map([['CI_COMMIT_BRANCH', 'main']]) }],
      joins: false,
    },
    'exact',
  );
  expect(isProven).toBe(false);
});
