import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { lintFiles } from '../../src/api/lint-files.js';
import { proposedKeywords } from '../../src/config/keywords/proposed.js';

const page = readFileSync(new URL('../../docs/proposed-syntax.md', import.meta.url), 'utf8');

test('its examples are in the proposed syntax, and nothing is wrong with them', () => {
  const examples = Array.from(page.matchAll(/```yaml\n([\s\S]*?)```/g), ([, text = '']) => text);
  expect(examples.length).toBeGreaterThan(1);
  for (const text of examples) {
    const { config, result } = lintFiles({ '.gitlab-ci.yml': text });
    expect(config).toMatchObject({ dialect: 'proposed', valid: true });
    expect(result.diagnostics.map(({ ruleId, message }) => `${ruleId}: ${message.what}`)).toEqual([]);
  }
});

test('it tells of every keyword that the syntax adds or changes', () => {
  for (const name of Object.keys(proposedKeywords.job ?? {})) expect(page).toContain(`\`${name}`);
});
