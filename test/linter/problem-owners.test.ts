import { describe, expect, it } from 'vitest';
import type { Config } from '../../src/config/config.js';
import { type AnyLintRule, defineRule, type Problem } from '../../src/linter/lint-rule.js';
import { problemOwners } from '../../src/linter/problem.js';
import { Source } from '../../src/syntax/source.js';

// No claim below looks at the configuration.
const config = {} as Config;

function rule(id: string, problems: readonly string[], claims?: (problem: Problem) => boolean): AnyLintRule {
  return defineRule({
    id,
    meta: {
      summary: '',
      category: 'validity',
      severity: 'error',
      preset: 'recommended',
      since: '0.1.0',
      fix: 'none',
      sources: [],
    },
    messages: {},
    problems,
    ...(claims === undefined ? {} : { claims }),
    on: {},
  });
}

function problem(kind: string, data: Problem['data'] = {}): Problem {
  const at = { source: new Source('a.yml', ''), start: 0, end: 0 };
  return { kind, rejected: true, at, data, related: [] };
}

describe('problemOwners', () => {
  const owners = problemOwners([
    rule('subject', ['needs.*']),
    rule('kind', ['needs.type']),
    rule('some', ['needs.type', 'needs.limit'], ({ data }) => data.some === true),
  ]);
  const ownerOf = (one: Problem) => owners.of(one, config)?.id;

  it('asks the rule that claims this very problem first', () => {
    expect(ownerOf(problem('needs.type', { some: true }))).toBe('some');
    expect(ownerOf(problem('needs.type'))).toBe('kind');
  });

  it('leaves the rest to the rule of the subject', () => {
    expect(ownerOf(problem('needs.limit', { some: true }))).toBe('some');
    expect(ownerOf(problem('needs.limit'))).toBe('subject');
    expect(ownerOf(problem('extends.circular'))).toBeUndefined();
  });

  it('refuses two rules for all of one kind', () => {
    expect(() => problemOwners([rule('a', ['x.y']), rule('b', ['x.y'])])).toThrow(
      'Both a and b speak for x.y.',
    );
  });
});
