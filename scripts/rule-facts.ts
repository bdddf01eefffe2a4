import type { AnyLintRule } from '../src/linter/lint-rule.js';

const PRESETS: Readonly<Record<AnyLintRule['meta']['preset'], string>> = {
  recommended: 'in `recommended`, `strict` and `all`',
  strict: 'in `strict` and `all`',
  all: 'in `all`',
};

/** The line under the summary of a rule's page. */
export function renderFacts({ meta }: AnyLintRule): string {
  return `${meta.category} · ${meta.severity} · ${PRESETS[meta.preset]} · ${renderFix(meta)} · since ${meta.since}`;
}

/** How far the rule's fixes go at most, in words. */
export function renderFix({ fix }: AnyLintRule['meta']): string {
  return fix === 'none' ? 'no fix' : fix === 'suggestion' ? 'suggestions' : `${fix} fix`;
}

/** The rule `needs-with-dependencies` is exported as `needsWithDependencies`. */
export function exportName(id: string): string {
  return id.replace(/-(\w)/g, (_, letter: string) => letter.toUpperCase());
}
