import { expect, it } from 'vitest';
import { RULES } from '../../rules/index.generated.js';
import { inPreset } from '../../src/linter/rule-settings.js';

it('nests the presets but for that of migration, which is its category', () => {
  const held = (preset: Parameters<typeof inPreset>[1]): readonly string[] =>
    RULES.filter(rule => inPreset(rule, preset)).map(({ id }) => id);
  const [recommended, strict, all] = [held('recommended'), held('strict'), held('all')];
  expect(strict).toEqual(expect.arrayContaining([...recommended]));
  expect(all).toHaveLength(RULES.length);
  expect(recommended).not.toContain('when-overloaded');
  expect(held('migration')).toEqual(
    RULES.filter(({ meta }) => meta.category === 'migration').map(({ id }) => id),
  );
  expect(held('migration')).toEqual(expect.arrayContaining(['only-except-deprecated', 'when-overloaded']));
  expect(held(null)).toEqual([]);
});
