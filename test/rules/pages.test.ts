import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.js';
import { renderFacts } from '../../scripts/rule-facts.js';
import { scaffoldRule } from '../../scripts/scaffold/scaffold-rule.js';
import type { Place } from '../../src/config/problem.js';
import type { AnyLintRule } from '../../src/linter/lint-rule.js';
import { checkConvergence, checkFixes, checkVariants } from './invariants.js';
import { type Files, lintCase } from './lint-case.js';
import { type CaseOutput, type Page, type PageCase, parsePage, rewritePage } from './page.js';
import { renderCase } from './render-case.js';

const update = process.env.UPDATE_PAGES === '1';
const root = fileURLToPath(new URL('../../', import.meta.url));

for (const rule of RULES) {
  testPage(rule, `${root}rules/${rule.meta.category}/${rule.id}.md`, true);
  const edges = `${root}test/rules/${rule.id}.md`;
  if (existsSync(edges)) testPage(rule, edges, false);
}
testPage(scaffoldRule, `${root}scripts/scaffold/scaffold-rule.md`, true);

function testPage(rule: AnyLintRule, path: string, isRulePage: boolean): void {
  const page = parsePage(readFileSync(path, 'utf8'));
  const outputs = new Map<PageCase, CaseOutput>();
  describe(path.slice(root.length), () => {
    if (isRulePage) it('tells what the rule is', () => checkShape(page, rule));
    for (const pageCase of page.cases) {
      it(`${pageCase.section}, line ${pageCase.line}`, () => {
        runCase(rule, pageCase, output => outputs.set(pageCase, output));
      });
    }
    if (update) {
      it('is written anew', () =>
        writeFileSync(path, rewritePage(page, outputs, isRulePage ? renderFacts(rule) : null)));
    }
  });
}

/** Tells what comes out before it checks that, so that a page shows a fix which does not hold. */
function runCase(rule: AnyLintRule, pageCase: PageCase, tell: (output: CaseOutput) => void): void {
  const lint = (files: Files) => lintCase(rule, files, pageCase, RULES);
  const before = lint(pageCase.files);
  const { diagnostics } = before.result;
  const output = renderCase(diagnostics);
  tell(output);
  if (pageCase.section === 'Correct') expect(output.text).toBe('');
  if (pageCase.section === 'Incorrect')
    expect(diagnostics.length, 'the rule says nothing').toBeGreaterThan(0);
  if (!update) {
    expect(output.text).toBe(pageCase.text?.body ?? '');
    expect(output.diffs.map(diff => `${diff}\n`)).toEqual(pageCase.diffs.map(({ body }) => body));
  }
  expect(output.text).not.toContain('{{');
  if (!pageCase.refused) {
    const spoken = new Set(diagnostics.map(({ gitlabMessage }) => gitlabMessage));
    const places = new Set(diagnostics.map(({ at }) => placeKey(at)));
    const others = before.config.problems.filter(
      problem => problem.rejected && !spoken.has(problem.gitlabMessage) && !places.has(placeKey(problem.at)),
    );
    expect(
      others.map(({ gitlabMessage }) => gitlabMessage),
      'GitLab rejects the example',
    ).toEqual([]);
  }
  const run = { files: pageCase.files, before, lint };
  checkFixes(run);
  checkConvergence(run);
  checkVariants(run);
}

/** GitLab may say several things of one wrong value. */
function placeKey({ source, start, end }: Place): string {
  return `${source.path}:${start}:${end}`;
}

const ORDER = [
  'Why it matters',
  'Incorrect',
  'Correct',
  'Options',
  'Fix safety',
  'Limits',
  'When not to use it',
  'GitLab reference',
];

function checkShape(page: Page, { id, meta, messages }: AnyLintRule): void {
  const optional = new Set([
    ...(meta.options === undefined ? ['Options'] : []),
    ...(meta.fix === 'none' ? ['Fix safety'] : []),
  ]);
  expect(page.title).toBe(id);
  expect(page.summary).toBe(meta.summary);
  if (!update) expect(page.lines[page.factsLine]).toBe(renderFacts({ id, meta, messages, on: {} }));
  expect(page.sections).toEqual(ORDER.filter(heading => !optional.has(heading)));
  expect(page.cases.map(({ section }) => section)).toEqual(expect.arrayContaining(['Incorrect', 'Correct']));
  for (const source of meta.sources) expect(page.lines.join('\n')).toContain(source);
  expect(meta.sources.length).toBeGreaterThan(0);
  expect(id).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/);
}
