/** Any value under any proposed keyword: nothing crashes, and of all that is refused some rule speaks. */
import { expect, it } from 'vitest';
import { lintFiles } from '../../src/api/lint-files.js';
import { proposedKeywords } from '../../src/config/keywords/proposed.js';
import { SHAPES } from '../config/entries/shapes.js';

const KEYS = [
  ...new Set(Object.values(proposedKeywords).flatMap(table => Object.keys(table))),
  'start_in',
  'dependencies',
];

function lint(job: string): void {
  const text = `# ci-lint-dialect: proposed\nother: {stage: build, script: x}\njob: {${job}}\n`;
  const { config, result } = lintFiles({ '.gitlab-ci.yml': text }, { rules: { preset: 'all' } });
  expect(config.dialect).toBe('proposed');
  expect(result.crashes, job).toEqual([]);
  expect(
    result.diagnostics.some(({ rejected }) => rejected),
    job,
  ).toBe(!config.valid);
  for (const diagnostic of result.diagnostics) diagnostic.fixes();
  expect(result.crashes, job).toEqual([]);
}

it.each(KEYS)('%s', key => {
  for (const shape of SHAPES) {
    lint(`script: x, ${key}: ${shape}`);
    lint(`trigger: g/p, ${key}: ${shape}`);
    lint(`script: x, rules: [{if: $A, ${key}: ${shape}}]`);
    lint(`script: x, execution: manual, rules: [{${key}: ${shape}}, {if: $B, needs: [other]}]`);
    lint(`script: x, execution: delayed, ${key}: ${shape}`);
    lint(`script: x, needs: [{job: other, ${key}: ${shape}}]`);
  }
});
